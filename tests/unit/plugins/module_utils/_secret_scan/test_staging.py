# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies are private, under names that lead nowhere, and gone afterwards."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._secret_scan import staging
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.model import Piece


@pytest.fixture(autouse=True)
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a/b.env", ["a", "b.env"]),
        ("../../etc/x", ["etc", "x"]),
        ("/etc/x", ["etc", "x"]),
        ("a//./b", ["a", "b"]),
        ("..", ["_"]),
        (".git/config", ["_git", "config"]),
        ("new\nline\0", ["new_line_"]),
        ("ä.pem", ["_.pem"]),
        ("x" * 300 + ".pem", ["x" * 96 + ".pem"]),
        ("/".join("abcdefghijklmnop"), list("efghijklmnop")),
    ],
)
def test_a_name_leads_nowhere_else_and_keeps_what_rules_look_at(name: str, parts: list[str]) -> None:
    assert staging.safe_name(name) == parts


def test_copies_are_numbered_private_and_gone(base: Path) -> None:
    with staging.stage() as copies:
        copies.add(Piece("a/x", b"1 # gitleaks:allow\n"))
        copies.add(Piece("a/x", b"2"))
        one = Path(copies.folder, "0", "a", "x")
        assert (one.read_bytes(), Path(copies.folder, "1", "a", "x").read_bytes()) == (b"1 # gitleaks-allow\n", b"2")
        assert [path.stat().st_mode & 0o077 for path in base.iterdir()] == [0]
        copies.clear()
        assert (copies.pieces, list(Path(copies.folder).iterdir())) == ([], [])
    assert list(base.iterdir()) == []


def test_it_is_full_by_bytes_or_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "FULL", 4)
    monkeypatch.setattr(staging, "MOST", 2)
    with staging.stage() as copies:
        copies.add(Piece("a", b"123"))
        assert not copies.full
        copies.add(Piece("b", b""))
        assert copies.full
        copies.clear()
        copies.add(Piece("a", b"1234"))
        assert copies.full


def test_it_is_gone_after_an_error(base: Path) -> None:
    with pytest.raises(KeyError), staging.stage() as copies:
        copies.add(Piece("a", b"1"))
        raise KeyError
    assert list(base.iterdir()) == []


def test_what_a_killed_run_left_is_removed_and_what_another_has_is_not(base: Path) -> None:
    left = base / f"{staging.PREFIX}{os.getuid()}-left"
    left.mkdir()
    (left / "copy").touch()
    strangers = base / f"{staging.PREFIX}{os.getuid()}-link"
    strangers.symlink_to(base)
    with staging.stage() as first, staging.stage() as second:
        assert not left.exists()
        assert Path(first.folder).is_dir() and Path(second.folder).is_dir()
    assert list(base.iterdir()) == [strangers]


def full(*_how: object, **_more: object) -> None:
    raise OSError(errno.ENOSPC, "no")


@pytest.mark.parametrize("step", ["listdir", "mkdir", "makedirs", "open"])
def test_a_full_disk_is_named(base: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def fill() -> None:
        with staging.stage() as copies:
            copies.add(Piece("a", b"1"))

    if step == "open":
        monkeypatch.setattr(staging, "open", full, raising=False)
    else:
        monkeypatch.setattr(os, step, full)
    with pytest.raises(StackError, match=f"temporary folder {base} failed: No space left on device; make room"):
        fill()


def test_an_error_of_another_is_not_said_to_be_one_of_copying() -> None:
    with pytest.raises(OSError, match="no git"), staging.stage():
        raise OSError(errno.EACCES, "no git")


def test_copies_are_never_open_to_others_whatever_the_umask() -> None:
    before = os.umask(0)
    try:
        with staging.stage() as copies:
            copies.add(Piece("a/x", b"1"))
            modes = {path.stat().st_mode & 0o077 for path in Path(copies.folder).rglob("*") if path.is_file()}
    finally:
        os.umask(before)
    assert modes == {0}
