# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody else does to the file between our reading and our writing is kept."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils import _private_file as private
from ansible_collections.golive.stack.plugins.module_utils._errors import Moved, StackError

from tests.unit.plugins.module_utils.test_private_file import replace


@pytest.mark.parametrize("read", [None, b"", b"older", b"old\n"])
def test_a_file_that_is_not_what_was_read_is_kept(file: Path, read: bytes | None) -> None:
    with pytest.raises(Moved, match=f"The private file {file} was edited by another program while it was being changed"):
        private.write(str(file), b"new", instead_of=read)
    assert {path.name: path.read_bytes() for path in file.parent.iterdir()} == {"flags": b"old"}


def test_a_file_that_has_gone_since_it_was_read_is_not_made_anew(file: Path) -> None:
    file.unlink()
    with pytest.raises(Moved):
        replace(str(file))
    assert list(file.parent.iterdir()) == []


def test_an_edit_while_the_new_text_goes_to_the_disk_is_kept(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync = os.fsync

    def edit_then_sync(fd: int) -> None:
        file.write_bytes(b"edited")
        sync(fd)

    monkeypatch.setattr(os, "fsync", edit_then_sync)
    with pytest.raises(Moved):
        replace(str(file))
    assert {path.name: path.read_bytes() for path in file.parent.iterdir()} == {"flags": b"edited"}


def test_a_link_that_comes_while_the_new_text_goes_to_the_disk_leaves_no_new_text(
    file: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def redirect(_fd: int) -> None:
        file.unlink()
        file.symlink_to(outside)

    monkeypatch.setattr(os, "fsync", redirect)
    with pytest.raises(StackError, match="somebody redirects it"):
        replace(str(file))
    assert (os.listdir(file.parent), outside.read_bytes()) == (["flags"], b"outside")


def test_a_folder_that_is_exchanged_meanwhile_keeps_what_is_in_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = file.parent.with_name("moved")

    def exchange(fd: int) -> None:
        if stat.S_ISREG(os.fstat(fd).st_mode):
            file.parent.rename(moved)
            file.parent.mkdir()

    monkeypatch.setattr(os, "fsync", exchange)
    replace(str(file))
    assert (os.listdir(file.parent), moved.joinpath("flags").read_bytes()) == ([], b"new")
