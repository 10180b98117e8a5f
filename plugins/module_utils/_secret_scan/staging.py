# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private folder in which gitleaks reads copies: what lies beside the original can't tell it to look away."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import typing as t

from .._errors import StackError
from .model import Piece

PREFIX = "golive-scan-"
FULL = 64 * 1024 * 1024
MOST = 2000
# Names that are kept: rules look at them. The rest of a long path says no more.
LONGEST, DEEPEST = 100, 12
ALLOWED_BY_COMMENT = b"gitleaks:allow"


class Stage:
    """The pieces that are going to be read together."""

    def __init__(self, folder: str) -> None:
        self.folder = os.path.join(folder, "files")
        self.report = os.path.join(folder, "report.json")
        self.pieces: list[Piece] = []
        self._bytes = 0
        os.mkdir(self.folder, 0o700)

    @property
    def full(self) -> bool:
        """True when it is time to read."""
        return self._bytes >= FULL or len(self.pieces) >= MOST

    def add(self, piece: Piece) -> None:
        """Copy a piece, under a number that leads back to it and the name that rules look at."""
        # The comment by which a line excuses itself, spoilt at equal length.
        self.lay_out([str(len(self.pieces)), *safe_name(piece.name)], piece.data.replace(ALLOWED_BY_COMMENT, b"gitleaks-allow"))
        self.pieces.append(piece)
        self._bytes += len(piece.data)

    def lay_out(self, parts: t.Sequence[str], data: bytes) -> None:
        """Write a file that nobody else can read, below the folder."""
        path = os.path.join(self.folder, *parts)
        with _copying():
            os.makedirs(os.path.dirname(path), mode=0o700)
            with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write(data)

    def clear(self) -> None:
        """Remove the copies."""
        with _copying():
            shutil.rmtree(self.folder)
            os.mkdir(self.folder, 0o700)
        self.pieces, self._bytes = [], 0


def safe_name(name: str) -> list[str]:
    """Return the parts of a path that leads nowhere else and is no folder of git."""
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    cleaned = ["".join(sign if sign.isascii() and sign.isprintable() else "_" for sign in part)[-LONGEST:] for part in parts]
    return ["_git" if part == ".git" else part for part in cleaned[-DEEPEST:]] or ["_"]


@contextlib.contextmanager
def stage() -> t.Iterator[Stage]:
    """Make the folder and remove it; one that a killed run left is removed by the next."""
    prefix = f"{PREFIX}{os.getuid()}-"
    with _copying():
        _remove_left(tempfile.gettempdir(), prefix)
        folder, lock = _made(prefix)
    try:
        with _copying():
            copies = Stage(folder)
        yield copies
    finally:
        with _copying():
            shutil.rmtree(folder)
            os.close(lock)


@contextlib.contextmanager
def _copying() -> t.Iterator[None]:
    """Name the temporary folder when it fails, and only then: other errors of a search are not mended by making room."""
    try:
        yield
    except OSError as error:
        raise StackError(
            f"Copying what is searched to the temporary folder {tempfile.gettempdir()} failed: {os.strerror(error.errno or 0)}; make room,"
            " or set TMPDIR, then run again."
        ) from None


def _made(prefix: str) -> tuple[str, int]:
    """Return a new folder and its lock; begin anew when another run took it for one that was left."""
    while True:
        folder = tempfile.mkdtemp(prefix=prefix)
        lock = _lock(folder)
        if lock is not None:
            return folder, lock


def _lock(folder: str) -> int | None:
    """Return the lock of a folder, None when another run has it, or had and has removed it."""
    fd = -1
    with contextlib.suppress(OSError):
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Not what a link leads to: that is another than the link.
        if os.fstat(fd).st_uid == os.getuid() and os.path.samestat(os.fstat(fd), os.lstat(folder)):
            return fd
    if fd >= 0:
        os.close(fd)
    return None


def _remove_left(base: str, prefix: str) -> None:
    for name in os.listdir(base):
        lock = _lock(os.path.join(base, name)) if name.startswith(prefix) else None
        if lock is not None:
            shutil.rmtree(os.path.join(base, name), ignore_errors=True)
            os.close(lock)
