# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at a machine from outside: files, rows, locks, processes, server sessions. Knows nothing of the product."""

from __future__ import annotations

import fcntl
import os
import stat
import time
import typing as t
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import Server

ROWS = "SELECT f::text FROM (SELECT feature_key, is_enabled, description FROM public.feature_flags ORDER BY 1) AS f"
SESSIONS = """
SELECT format('session %%s (%%s) of %%s is %%s', pid, application_name, usename, state) FROM pg_stat_activity
WHERE datname = %s AND application_name LIKE 'golive.stack%%'"""
ADVISORY = """
SELECT format('advisory lock %%s of session %%s', objid, pid) FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
WHERE locktype = 'advisory' AND granted AND datname = %s"""


@dataclass(frozen=True)
class Sight:
    """What an object holds (None: it is not there), and what is wrong with how it is kept."""

    content: str | None
    complaints: tuple[str, ...] = ()


def look_at_file(path: Path, owner: tuple[int, int]) -> Sight:
    """Return the file's text; complain about other modes than 0600, other owners, and what is no plain file."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return Sight(None)
    complaints = []
    if not stat.S_ISREG(found.st_mode):
        complaints.append(f"found no regular file at {path}")
    if stat.S_IMODE(found.st_mode) != 0o600:
        complaints.append(f"found mode {stat.S_IMODE(found.st_mode):04o} instead of 0600 at {path}")
    if (found.st_uid, found.st_gid) != owner:
        complaints.append(f"found owner {found.st_uid}:{found.st_gid} instead of {owner[0]}:{owner[1]} at {path}")
    return Sight(path.read_bytes().decode("utf-8", "replace"), tuple(complaints))


def look_at_table(server: Server, database: str) -> Sight:
    """Return the rows of the flags, one on each line."""
    with server.connect(database) as connection:
        rows = [str(row[0]) for row in connection.execute(ROWS)]
    return Sight("".join(f"{row}\n" for row in rows))


def strange_files(folder: Path, known: t.Container[str]) -> list[str]:
    """Name what stands below the folder and is not known."""
    found = [path for path in sorted(folder.rglob("*")) if str(path.relative_to(folder)) not in known]
    return [f"found a stray file at {path}" for path in found]


def processes_of(home: Path) -> list[str]:
    """Name the living processes that were started with this HOME."""
    mark = f"HOME={home}".encode()
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if mark in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                found.append(f"found the process {pid} still running in /proc: {command[:80]}")
        except OSError:
            continue
    return found


def sessions_of(server: Server, database: str) -> list[str]:
    """Name the product's sessions in a database."""
    with server.connect() as connection:
        return [f"found in pg_stat_activity: {row[0]}" for row in connection.execute(SESSIONS, [database])]


def advisory_locks_of(server: Server, database: str) -> list[str]:
    """Name the advisory locks held in a database."""
    with server.connect() as connection:
        return [f"found in pg_locks: {row[0]}" for row in connection.execute(ADVISORY, [database])]


def held_lock_files(folder: Path) -> list[str]:
    """Name the lock files below a folder that somebody holds."""
    found = []
    for path in sorted(folder.rglob(".*.golive-lock")):
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                found.append(f"found the lock held at {path}")
    return found


def settled(look: t.Callable[[], list[str]], seconds: float) -> list[str]:
    """Look until nothing is found any more, at most for so long; return what stays."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if not found or time.monotonic() > deadline:
            return found
        time.sleep(0.05)
