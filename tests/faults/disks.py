# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small disks that are full, out of inodes or read-only, seen by this process and its children only."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import subprocess
import typing as t
from pathlib import Path

CLONE_NEWNS = 0x00020000
PAGE = 4096


@contextlib.contextmanager
def small_disk(folder: Path) -> t.Iterator[None]:
    """Let the folder be a disk of its own with 16 pages and 12 inodes."""
    _own_mounts()
    _mount("-t", "tmpfs", "-o", f"size={16 * PAGE},nr_inodes=12,mode=0755", "golive-faults", str(folder))
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> None:
    """Leave no byte free."""
    with contextlib.suppress(OSError), (folder / "filler").open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * PAGE)


def use_up_inodes(folder: Path) -> None:
    """Leave no inode free."""
    with contextlib.suppress(OSError):
        for number in range(1000):
            (folder / f"filler{number}").touch()


def make_read_only(folder: Path) -> None:
    """Refuse every write, as a file system does after an error."""
    _mount("-o", "remount,ro", str(folder))


def heal(folder: Path) -> None:
    """Undo all of these."""
    _mount("-o", "remount,rw", str(folder))
    for path in folder.glob("filler*"):
        path.unlink()


@functools.cache
def _own_mounts() -> None:
    """Give this process its own list of mounts, so that nothing stays mounted whatever is killed."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS) != 0:
        raise PermissionError(f"Leaving the machine's mounts was refused: {os.strerror(ctypes.get_errno())}; run as root.")
    _mount("--make-rprivate", "/")


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)
