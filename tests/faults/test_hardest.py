# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of fault once, where it hurts most."""

from __future__ import annotations

import typing as t

import pytest

from tests.faults.group import Fault

pytestmark = pytest.mark.hardest

TEMPORARY, FLAGS = ".flags.dotenv.golive-new", "flags.dotenv"
FILE = (
    f"KILL write {TEMPORARY}",
    f"KILL renameat {TEMPORARY} {FLAGS}",
    "KILL fsync store",
    f"TERM renameat {TEMPORARY} {FLAGS}",
    f"EROFS openat {TEMPORARY}",
    f"ENOSPC write {TEMPORARY}",
    f"EIO fsync {TEMPORARY}",
    f"EIO fsync {TEMPORARY}, then read-only",
    f"EIO renameat {TEMPORARY} {FLAGS}",
    "EIO fsync store",
    "disk full",
    "disk without inodes",
    "disk without inodes, lock file there",
    "disk read-only",
)
PSYCOPG = (
    "KILL sendto socket BEGIN",
    "KILL sendto socket COMMIT",
    "TERM sendto socket COMMIT",
    "cut before COMMIT",
    "cut after COMMIT",
)
PSQL = (
    "KILL psql 3 sendto socket COMMIT",
    "TERM psql 3 sendto socket COMMIT",
    "cut before COMMIT",
    "cut after COMMIT",
)
ESCROW = (
    "KILL renameat .secrets.json.golive-new secrets.json.N.age",
    "TERM renameat .secrets.json.golive-new secrets.json.N.age",
    "KILL fsync escrow",
    "EIO fsync escrow, then read-only",
    "KILL renameat .secrets.json.golive-new secrets.json",
    "TERM renameat .secrets.json.golive-new secrets.json",
    "disk full",
    "disk read-only",
)
AT = [
    *(("dotenv update", title) for title in FILE),
    ("json update of another's file", "EPERM fchown .flags.json.golive-lock"),
    ("json update of another's file", "EPERM fchown .flags.json.golive-new"),
    *(("rotate with escrow", title) for title in ESCROW),
    ("stage", "KILL renameat .secrets.json.golive-new secrets.json"),
    ("retire", "KILL renameat .secrets.json.golive-new secrets.json"),
    ("file update", "KILL renameat .app.env.golive-new app.env"),
    *(("row update by psycopg", title) for title in PSYCOPG),
    *(("row update by psql", title) for title in PSQL),
]


@pytest.mark.parametrize(("case", "title"), AT, ids=[f"{case}: {title}" for case, title in AT])
def test_a_fault_leaves_no_trace(fault: t.Callable[[str, str], Fault], case: str, title: str) -> None:
    violations = fault(case, title).carry_out().violations
    assert not violations, "\n".join(violations)
