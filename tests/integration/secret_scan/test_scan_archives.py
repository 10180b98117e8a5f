# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is published is an archive: its members are searched, and none of them gets out."""

from __future__ import annotations

import hashlib
import io
import subprocess
import tarfile
import typing as t
import zipfile
from pathlib import Path

import pytest

from tests.integration.secret_scan.ground import GITHUB, Ground, found

Members = t.Mapping[str, bytes]


def packed(path: Path, members: Members) -> Path:
    """Write an archive of the kind that its name says."""
    if path.suffix in (".zip", ".whl"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return path
    mode: t.Any = {".gz": "w:gz", ".tgz": "w:gz", ".bz2": "w:bz2", ".xz": "w:xz"}.get(path.suffix, "w:")
    with tarfile.open(path, mode) as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tgz", "a.tar.bz2", "a.tar.xz", "a.zip", "a.whl"])
def test_members_are_searched(ground: Ground, tmp_path: Path, name: str) -> None:
    value = ground.value()
    path = packed(tmp_path / name, {"x/app.env": f"A=1\nGITHUB={ground.token()}\n".encode(), "y.bin": b"\x00" + value.encode()})
    result = ground.scan(path, refuse=[hashlib.sha256(value.encode()).hexdigest()])
    assert found(result) == [("x/app.env", 2, GITHUB), ("y.bin", 1, "known-value")]
    assert result.json["scanned"]["files"] == 2


@pytest.mark.parametrize("kind", ["tar", "zip"])
@pytest.mark.parametrize("name", ["../../out.env", "/etc/out.env", "..", "a/../../../b.env"])
def test_no_member_gets_out(ground: Ground, tmp_path: Path, kind: str, name: str) -> None:
    path = packed(tmp_path / f"a.{kind}", {name: f"GITHUB={ground.token()}\n".encode()})
    before = sorted(map(str, tmp_path.rglob("*")))
    shown = name.lstrip("/") if kind == "zip" and name.startswith("/") else name
    assert [file.lstrip("/") for file, _line, _rule in found(ground.scan(path))] == [shown.lstrip("/")]
    assert sorted(set(map(str, tmp_path.rglob("*"))) - {str(tmp_path / "left")}) == before


def test_links_and_devices_in_an_archive_lead_nowhere(ground: Ground, tmp_path: Path) -> None:
    (tmp_path / "host.env").write_text(f"GITHUB={ground.token()}\n")
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name, kind, target in (
            ("s", tarfile.SYMTYPE, str(tmp_path / "host.env")),
            ("h", tarfile.LNKTYPE, "nothing"),
            ("d", tarfile.CHRTYPE, ""),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, target
            archive.addfile(member)
    assert found(ground.scan(tmp_path / "a.tar")) == []


def test_members_of_one_name_and_those_behind_an_end_are_searched_all(ground: Ground, tmp_path: Path) -> None:
    first, second = (
        packed(tmp_path / name, {"app.env": b"A=1\n" * n + f"GITHUB={ground.token()}\n".encode()})
        for n, name in enumerate(("1.tar", "2.tar"))
    )
    (tmp_path / "both.tar").write_bytes(first.read_bytes() + second.read_bytes())
    assert found(ground.scan(tmp_path / "both.tar")) == [("app.env", 1, GITHUB), ("app.env", 2, GITHUB)]


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tar.xz", "a.zip"])
@pytest.mark.parametrize("damage", ["cut", "nothing", "other"])
def test_a_damaged_archive_is_a_failure(ground: Ground, tmp_path: Path, name: str, damage: str) -> None:
    path = packed(tmp_path / name, {"a.txt": bytes(range(256)) * 400})
    whole = path.read_bytes()
    path.write_bytes({"cut": whole[: len(whole) // 2], "nothing": b"", "other": b"GITHUB=" + ground.token().encode()}[damage])
    result = ground.scan(path)
    assert result.rc == 1 and f"Searching the archive {path} for secrets failed: it is damaged" in result.msg


def test_an_encrypted_member_is_a_failure(ground: Ground, tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.txt": b"x"})
    data = bytearray(path.read_bytes())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + offset] |= 1
    path.write_bytes(data)
    assert "a member is encrypted" in ground.scan(path).msg


def test_a_bomb_is_refused_at_the_bound(ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
    from ansible_collections.golive.stack.plugins.module_utils._secret_scan import archive

    monkeypatch.setattr(archive, "MOST_BYTES", 1_000_000)
    monkeypatch.setattr(archive, "MOST_MEMBERS", 10)
    bomb = packed(tmp_path / "a.zip", {"zeros": bytes(2_000_000)})
    with pytest.raises(StackError, match="unpacks to more than 1000000 bytes; unpack it yourself"):
        list(archive.read_archive(str(bomb)))
    many = packed(tmp_path / "a.tar.gz", {f"{n}": b"x" for n in range(11)})
    with pytest.raises(StackError, match="has more than 10 members"):
        list(archive.read_archive(str(many)))


def test_what_tar_itself_packs(ground: Ground, tmp_path: Path) -> None:
    ground.write(b"odd\n\xff name.env", f"GITHUB={ground.token()}\n")
    ground.write("d" * 120 + "/" + "e" * 120 + "/long.env", f"GITHUB={ground.token()}\n")
    subprocess.run(["tar", "-C", str(ground.folder), "-czf", str(tmp_path / "a.tar.gz"), "."], check=True)
    assert [file for file, _line, _rule in found(ground.scan(tmp_path / "a.tar.gz"))] == [
        f"./{'d' * 120}/{'e' * 120}/long.env",
        "./odd\\n\\xff name.env",
    ]
