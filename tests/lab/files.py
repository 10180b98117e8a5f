# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the lab keeps things, and how a file gets there whole or not at all."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .progress import say


def cache_dir() -> Path:
    """The folder for what outlives a checkout: image tars, locks, the engine's log."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "golive-stack" / "lab"


def labs_dir() -> Path:
    """The folder of this checkout's labs."""
    named = os.environ.get("GOLIVE_LABS")
    return Path(named).resolve() if named else Path(__file__).resolve().parents[2] / ".cache" / "labs"


def write_whole(path: Path, text: str, mode: int = 0o600) -> None:
    """Replace a file by rename, and leave it untouched if it already says so."""
    if path.exists() and path.read_text() == text:
        return
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as handle:
        handle.write(text)
    part.rename(path)


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Hold the machine-wide lock of that name; the kernel drops it if we are killed."""
    path = cache_dir() / f"{name}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another lab command that holds '{path}'")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
