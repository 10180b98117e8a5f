# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders and files, whatever their names and contents: what stands there is found, what can't be read is named."""

from __future__ import annotations

import hashlib
import os
import socket
from pathlib import Path

import pytest

from tests.integration.secret_scan.ground import GITHUB, PRIVATE_KEY, Ground, found


def test_an_empty_folder_holds_nothing(ground: Ground) -> None:
    result = ground.scan()
    assert found(result) == []
    assert result.json["scanned"] == {"files": 0, "bytes": 0}


def test_a_path_that_is_not_there_is_a_failure_and_foretold_where_an_earlier_step_makes_it(ground: Ground) -> None:
    absent = ground.folder / "absent"
    assert f"The path {absent} to be searched for secrets does not exist" in ground.scan(absent).msg
    planned = ground.scan(absent, check=True, on_missing="plan")
    assert (planned.rc, planned.changed, planned.json["findings"]) == (0, False, [])
    assert "does not exist" in planned.json["assumed"]
    assert ground.scan(absent, on_missing="plan").rc == 1


def test_every_secret_is_named_by_file_line_and_rule(ground: Ground) -> None:
    ground.write("b/app.env", f"A=1\nGITHUB={ground.token()}\n")
    ground.write("a/id.pem", f"# a key\n{ground.key()}")
    ground.write("harmless.txt", "nothing\n")
    result = ground.scan()
    assert found(result) == [("a/id.pem", 2, PRIVATE_KEY), ("b/app.env", 2, GITHUB)]
    assert result.json["findings"][0] == {"file": "a/id.pem", "line": 2, "rule": PRIVATE_KEY, "commit": None, "named": None}


def test_check_mode_finds_the_same(ground: Ground) -> None:
    ground.write("app.env", f"GITHUB={ground.token()}\n")
    assert found(ground.scan(check=True)) == found(ground.scan()) == [("app.env", 1, GITHUB)]


def test_a_single_file(ground: Ground) -> None:
    file = ground.write("app.env", f"GITHUB={ground.token()}\n")
    assert found(ground.scan(file)) == [("app.env", 1, GITHUB)]


@pytest.mark.parametrize("planted", [".gitleaks.toml", ".gitleaksignore", "gitleaks:allow"])
def test_what_is_searched_has_no_say_in_what_is_found(ground: Ground, planted: str) -> None:
    comment = "  # gitleaks:allow" if planted == "gitleaks:allow" else ""
    ground.write("app.env", f"GITHUB={ground.token()}{comment}\n")
    if planted == ".gitleaks.toml":
        ground.write(planted, "[allowlist]\npaths = ['''.*''']\n")
    if planted == ".gitleaksignore":
        ground.write(planted, f"app.env:{GITHUB}:1\n{ground.folder}/app.env:{GITHUB}:1\n")
    assert found(ground.scan()) == [("app.env", 1, GITHUB)]


def test_allow_takes_out_what_it_names_and_nothing_else(ground: Ground) -> None:
    for name in ("tests/one.env", "tests/deep/two.env", "app.env"):
        ground.write(name, f"GITHUB={ground.token()}\n")
    accepted = {"file": "tests/*", "rule": GITHUB, "reason": "made for tests"}
    result = ground.scan(allow=[accepted])
    assert found(result) == [("app.env", 1, GITHUB)]
    assert [(one["file"], one["reason"]) for one in result.json["accepted"]] == [
        ("tests/deep/two.env", "made for tests"),
        ("tests/one.env", "made for tests"),
    ]
    assert found(ground.scan(allow=[accepted, {"file": "app.env", "rule": GITHUB, "reason": "revoked"}])) == []


@pytest.mark.parametrize("wrong", [{"file": "other.env"}, {"rule": PRIVATE_KEY}])
def test_an_entry_of_allow_that_fits_nothing_is_a_warning(ground: Ground, wrong: dict[str, str]) -> None:
    ground.write("app.env", f"GITHUB={ground.token()}\n")
    entry = {"file": "app.env", "rule": GITHUB, "reason": "revoked", **wrong}
    result = ground.scan(allow=[entry])
    assert found(result) == [("app.env", 1, GITHUB)]
    assert f"The entry of allow for {entry['file']}, rule {entry['rule']} (revoked), fits nothing" in str(result.json["warnings"])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"new\nline.env", r"new\nline.env"),
        (b"not-utf-8-\xff\xfe.env", r"not-utf-8-\xff\xfe.env"),
        ("grün '\"$(id);.env".encode(), "grün '\"$(id);.env"),
        (b"-" * 200 + b".env", "-" * 200 + ".env"),
        (b"\x1b[2Jx.env", r"\x1b[2Jx.env"),
        (b".git/config.env", ".git/config.env"),
        (b"/".join([b"d" * 200] * 15) + b"/x.env", "/".join(["d" * 200] * 15) + "/x.env"),
    ],
    ids=["line break", "not UTF-8", "quotes", "long", "control", "git's folder", "deep"],
)
def test_hostile_names(ground: Ground, name: bytes, shown: str) -> None:
    ground.write(name, f"GITHUB={ground.token()}\n")
    assert found(ground.scan()) == [(shown, 1, GITHUB)]


def test_links_are_not_followed_and_loops_end(ground: Ground, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.env").write_text(f"GITHUB={ground.token()}\n")
    (ground.folder / "loop").symlink_to(".")
    (ground.folder / "itself").symlink_to("itself")
    (ground.folder / "out.env").symlink_to(tmp_path / "elsewhere.env")
    os.mkfifo(ground.folder / "pipe")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(ground.folder / "socket"))
    ground.write("app.env", f"GITHUB={ground.token()}\n")
    assert found(ground.scan()) == [("app.env", 1, GITHUB)]


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_cannot_be_read_is_named_and_not_passed_over(ground: Ground, kind: str) -> None:
    file = ground.write("closed/app.env", "A=1\n")
    closed = file if kind == "file" else file.parent
    closed.chmod(0)
    # root without its privileges: else it reads everything
    prefix = ["setpriv", "--bounding-set", "-all"] if os.geteuid() == 0 else []
    try:
        result = ground.scan(prefix=prefix)
    finally:
        closed.chmod(0o700)
    assert result.rc == 1 and f"Searching {closed} for secrets failed: Permission denied; run as somebody who may" in result.msg


def test_a_huge_file_is_searched_to_its_end(ground: Ground) -> None:
    line = b"x" * 79 + b"\n"
    token, value = ground.token(), ground.value()
    lines = 40 * 1024 * 1024 // len(line)
    path = ground.write("huge.log", b"")
    with path.open("wb") as file:
        file.write(line * lines + f"GITHUB={token}\n".encode() + line * lines + f"leaked {value}\n".encode())
    result = ground.scan(refuse=[hashlib.sha256(value.encode()).hexdigest()])
    assert found(result) == [("huge.log", lines + 1, GITHUB), ("huge.log", 2 * lines + 2, "known-value")]


def test_one_endless_line_is_searched_where_it_is_cut(ground: Ground) -> None:
    value = ground.value()
    size = 16 * 1024 * 1024
    ground.write("endless", b"x" * (size - 10) + b" " + value.encode() + b" " + b"x" * size)
    assert found(ground.scan(refuse=[hashlib.sha256(value.encode()).hexdigest()])) == [("endless", 1, "known-value")]


def test_a_binary_file_is_searched_for_values(ground: Ground) -> None:
    value = ground.value()
    ground.write("core", b"\x7fELF\x00\x00" + bytes(range(256)) * 50 + b"\x00" + value.encode() + b"\x00\xff")
    assert found(ground.scan(refuse=[hashlib.sha256(value.encode()).hexdigest()])) == [("core", 51, "known-value")]


def test_what_an_editor_of_windows_wrote(ground: Ground) -> None:
    ground.write("app.env", f"A=1\r\nGITHUB={ground.token()}\r\n".encode("utf-16"))
    assert found(ground.scan()) == [("app.env", 2, GITHUB)]


def test_files_that_are_packed_are_named(ground: Ground) -> None:
    ground.write("old.log.gz", b"\x1f\x8b\x08" + bytes(20))
    result = ground.scan()
    assert found(result) == []
    assert f"Packed files in {ground.folder} were not opened: old.log.gz; search those" in str(result.json["warnings"])
