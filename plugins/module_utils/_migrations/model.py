# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of migrations: files in an order, and a ledger that says which of them a database has."""

from __future__ import annotations

import functools
import typing as t
from dataclasses import dataclass, field

VERSIONED, REPEATABLE, SEED = "versioned", "repeatable", "seed"
# What a row of the ledger says of its migration.
APPLIED, DIRTY, BASELINE, ADOPTED, UNDONE = "applied", "dirty", "baseline", "adopted", "undone"
PENDING = "pending"  # what results say of a migration that no row of the ledger has
# What may be done about the database when the release is taken back.
COMPATIBLE, DOWN, RESTORE, REFUSE = "compatible", "down", "restore", "refuse"
CONTRACTS = (COMPATIBLE, DOWN, RESTORE, REFUSE)
# What becomes of findings.
WARN, FAIL, IGNORE = "warn", "fail", "ignore"


@dataclass(frozen=True)
class Migration:
    """One migration as its files say; what it does to the database stays in the file until it is applied."""

    version: str  # its name in the ledger, for ever
    title: str  # what people call it
    kind: str  # versioned, repeatable or seed
    file: str  # below the source's folder
    digest: str  # SHA-256 of the whole file, whatever its line ends and with or without a byte order mark
    transaction: bool = True
    contract: str | None = None
    lines: tuple[int, int | None] = (1, None)  # where the way up begins in its file, and the line that is no more part of it
    blank: bool = False  # nothing but comments: it does nothing, and is recorded
    down: str | None = field(default=None, repr=False)  # what walks back, as SQL; None: there is no way back
    down_from: tuple[str, int] | None = None  # the file that says so, and the line at which it begins there
    down_transaction: bool = True
    native_id: str | None = None  # what the tool it came from knows it by, where that is not the version: sqitch's change_id


@dataclass(frozen=True)
class Entry:
    """One row of the ledger."""

    version: str
    title: str
    kind: str
    digest: str
    state: str
    rank: int
    statements: int = 0  # of one without a transaction: how many of them are done
    ms: int = 0
    applied_at: str | None = None
    actor: str | None = None
    release: str | None = None
    contract: str | None = None
    origin: str | None = None  # the tool whose ledger it was taken from
    has_down: bool = False

    @property
    def done(self) -> bool:
        """True when the database has what the migration does."""
        return self.state in (APPLIED, BASELINE, ADOPTED)


@dataclass(frozen=True)
class Trouble:
    """What a file holds that can't be carried out."""

    line: int
    what: str


@dataclass(frozen=True)
class Finding:
    """What a file does that locks or breaks what is running, and what to do instead."""

    file: str
    line: int
    rule: str
    what: str
    recipe: str
    about: str = ""  # the table; one that is made in the same run is in nobody's use


@dataclass(frozen=True)
class Look:
    """What one reading of a file that is to be applied found."""

    trouble: Trouble | None = None
    findings: tuple[Finding, ...] = ()
    made: tuple[str, ...] = ()  # tables, indexes and types


@dataclass(frozen=True)
class Desired:
    """The migrations in the order in which they belong, and how far to go."""

    migrations: tuple[Migration, ...]
    target: str | None = None
    walk_back: bool = False
    out_of_order: bool = False
    unmanaged: str = "refuse"
    baseline: str | None = None
    adopt: str | None = None  # the tool whose ledger a new one takes over
    repair: tuple[str, ...] = ()
    lint: str = WARN


@dataclass(frozen=True)
class Foreign:
    """The ledger of another tool, as its columns are, and what that tool would say of our files."""

    tool: str
    rows: tuple[t.Mapping[str, t.Any], ...] | None = None  # None: it has no ledger here
    lock: tuple[t.Mapping[str, t.Any], ...] = ()
    sums: t.Mapping[str, str] = field(default_factory=dict)  # of the files, by version, by the tool's own rule


@dataclass(frozen=True)
class Observed:
    """The ledger in the order of execution; a database that has none has no entries."""

    ledger: str
    exists: bool = False
    entries: tuple[Entry, ...] = ()
    strangers: tuple[str, ...] = ()  # tables of a database that has no ledger
    resumable: frozenset[str] = frozenset()  # versions that were cut off and can go on by themselves
    foreign: Foreign | None = None  # read when there is no row of ours, and it was asked for
    troubles: t.Mapping[str, Trouble] = field(default_factory=dict)  # of files that are to be applied, by version
    looks: t.Mapping[str, Look] = field(default_factory=dict)  # at the same files

    @functools.cached_property
    def by_version(self) -> t.Mapping[str, Entry]:
        """The rows by their versions."""
        return {entry.version: entry for entry in self.entries}


@dataclass(frozen=True)
class How:
    """How scripts are carried out."""

    search_path: tuple[str, ...] = ("public",)
    statement_timeout: int = 3600
    wait: int = 300
    release: str | None = None
    show_detail: bool = False
