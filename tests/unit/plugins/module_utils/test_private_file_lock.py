# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run at a time changes a file; nobody ever has to delete a lock."""

from __future__ import annotations

import os
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._private_file import lock

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="giving a lock to another user needs root")
HOLD = """
import sys, time
from ansible_collections.golive.stack.plugins.module_utils._private_file import lock
with lock(sys.argv[1], 1):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(file: Path) -> t.Iterator[subprocess.Popen[bytes]]:
    """Another process that holds the lock."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(file)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_held_lock_is_waited_for_and_its_holder_named(file: Path, holder: subprocess.Popen[bytes]) -> None:
    with pytest.raises(StackError) as refused, lock(str(file), 0.2):
        pytest.fail("the lock was taken twice")
    assert f"Locking {file} was given up after 0.2 s: process {holder.pid} on this host holds its lock; wait" in refused.value.msg


def test_the_lock_of_a_killed_run_is_free(file: Path, holder: subprocess.Popen[bytes]) -> None:
    holder.kill()
    with lock(str(file), 5):
        assert holder.wait() == -9


@needs_root
@pytest.mark.parametrize("there", [True, False], ids=["of the file", "of the folder, when there is no file yet"])
def test_a_lock_that_root_has_made_serves_the_owner(file: Path, there: bool) -> None:
    os.chown(file if there else file.parent, 12345, 23456)
    if not there:
        file.unlink()
    with lock(str(file), 1):
        found = file.with_name(".flags.golive-lock").stat()
    assert (found.st_uid, found.st_gid, oct(found.st_mode)) == (12345, 23456, "0o100600")


def test_a_lock_is_free_for_the_next_after_an_error(file: Path) -> None:
    for _run in range(2):
        with pytest.raises(ZeroDivisionError), lock(str(file), 0):
            raise ZeroDivisionError


@pytest.mark.parametrize("target", ["outside", "nowhere"])
def test_a_link_in_place_of_the_lock_is_refused(file: Path, outside: Path, target: str) -> None:
    file.with_name(".flags.golive-lock").symlink_to(outside.with_name(target))
    with pytest.raises(StackError, match=f"{file.parent}/.flags.golive-lock is a symbolic link"), lock(str(file), 1):
        pytest.fail("the lock was taken")
    assert outside.read_bytes() == b"outside" and not outside.with_name("nowhere").exists()
