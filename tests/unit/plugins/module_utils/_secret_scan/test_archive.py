# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is packed is told from what is not, and a member's bytes are counted."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._secret_scan import archive


def test_folders_alone_are_an_archive_that_holds_no_secret(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as made:
        member = tarfile.TarInfo("folder")
        member.type = tarfile.DIRTYPE
        made.addfile(member)
    assert list(archive.read_archive(str(tmp_path / "a.tar"))) == []


@pytest.mark.parametrize(
    ("path", "answer"), [("/a.tar", True), ("/a.TAR.GZ", True), ("/a.tgz", True), ("/a.zip", True), ("/a.gz", False), ("/tar", False)]
)
def test_archives_by_name(path: str, answer: bool) -> None:
    assert archive.is_archive(path) is answer


def test_what_is_packed_by_its_first_bytes() -> None:
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as made:
        made.addfile(tarfile.TarInfo("x"))
    assert archive.is_packed(tar.getvalue()) and archive.is_packed(b"PK\x03\x04...") and archive.is_packed(b"\x1f\x8b\x08")
    assert not archive.is_packed(b"text") and not archive.is_packed(b"")


def test_members_in_order(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr("folder/", b"")
        made.writestr("b", b"1")
        made.writestr("a", b"2")
    assert [(piece.name, piece.data) for piece in archive.read_archive(str(tmp_path / "a.zip"))] == [("b", b"1"), ("a", b"2")]


def test_what_is_no_archive(tmp_path: Path) -> None:
    for name in ("a.zip", "a.tar", "a.tgz"):
        (tmp_path / name).write_bytes(b"text" * 500)
        with pytest.raises(StackError, match=f"Searching the archive .*/{name} for secrets failed: it is damaged"):
            list(archive.read_archive(str(tmp_path / name)))


def test_the_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 10)
    monkeypatch.setattr(archive, "MOST_MEMBERS", 2)
    bound = archive.Bound("/a.tar")
    read = bound.counted(io.BytesIO(b"x" * 20).read)
    assert read(10) == b"x" * 10
    with pytest.raises(StackError, match="The archive /a.tar unpacks to more than 10 bytes"):
        read(1)
    bound.count_member()
    bound.count_member()
    with pytest.raises(StackError, match="more than 2 members"):
        bound.count_member()
