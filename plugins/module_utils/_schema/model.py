# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of schema assertions: what is expected of a database, what was seen there, and what is not the same; pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

FAIL, WARN, IGNORE = "fail", "warn", "ignore"
MISSING, UNEXPECTED = "missing_", "unexpected_"
Part = t.Mapping[str, t.Any]


@dataclass(frozen=True)
class Bounds:
    """From where to where a number may be; None is no bound."""

    least: float | None = None
    most: float | None = None

    def hold(self, number: float) -> bool:
        """True for a number within them."""
        return (self.least is None or number >= self.least) and (self.most is None or number <= self.most)

    @property
    def shown(self) -> t.Any:
        """The bounds as results have them."""
        if self.least == self.most:
            return self.least
        return {name: value for name, value in (("min", self.least), ("max", self.most)) if value is not None}


@dataclass(frozen=True)
class Failure:
    """The error that a statement is expected to end in."""

    sqlstate: str


@dataclass(frozen=True)
class Assertion:
    """One statement of the user's, and the one value that it must give."""

    name: str
    sql: str = field(repr=False)
    expect: t.Any
    write: bool = False
    show_found: bool = False

    @property
    def expected(self) -> t.Any:
        """What is expected, as results have it."""
        if isinstance(self.expect, Bounds):
            return self.expect.shown
        return {"sqlstate": self.expect.sqlstate} if isinstance(self.expect, Failure) else self.expect


@dataclass(frozen=True)
class Wish:
    """What is asserted; None is not looked at."""

    schemas: tuple[str, ...]
    tables: t.Mapping[str, Part] | None = None  # by title; a part that a table does not name is not looked at
    named: t.Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what else must be there, by noun
    reference: t.Any = None
    unexpected: str = FAIL
    foreign_keys: frozenset[str] = frozenset()  # of validated, indexed, orphans
    assertions: tuple[Assertion, ...] = ()

    @property
    def counted(self) -> dict[str, Bounds]:
        """The tables whose rows are counted."""
        return {title: table["rows"] for title, table in (self.tables or {}).items() if "rows" in table}


@dataclass(frozen=True)
class ForeignKey:
    """A foreign key as the catalog has it; names of tables, columns and operators are SQL."""

    table: str
    name: str
    columns: tuple[str, ...]
    validated: bool
    indexed: bool
    source: str
    target: str
    pairs: tuple[tuple[str, str, str], ...]  # ours, theirs, the operator between them
    full: bool = False
    period: bool = False

    @property
    def title(self) -> str:
        """Name it for a person."""
        return f"{self.table}.{self.name}"


@dataclass(frozen=True)
class Count:
    """How many there are, or why nobody could count; beyond the limit nobody did."""

    number: int | str
    limit: int | None = None

    @property
    def shown(self) -> t.Any:
        """The number as results have it."""
        stopped = isinstance(self.number, int) and self.limit is not None and self.number >= self.limit
        return f"{self.number} or more" if stopped else self.number


@dataclass(frozen=True)
class Answer:
    """What came of the user's statement: the one value, or why there is none."""

    value: t.Any = field(default=None, repr=False)
    instead: str = ""  # such as "no row"; never data
    sqlstate: str = ""


@dataclass(frozen=True)
class Observed:
    """A database as the server describes it, and what was counted in it."""

    title: str
    version: int = 0
    schemas: tuple[str, ...] = ()
    tables: t.Mapping[str, Part] = field(default_factory=dict)
    others: t.Mapping[str, t.Mapping[str, str]] = field(default_factory=dict)  # views, functions, types, sequences, extensions
    foreign_keys: tuple[ForeignKey, ...] = ()
    rows: t.Mapping[str, Count] = field(default_factory=dict)  # by table
    orphans: t.Mapping[str, Count] = field(default_factory=dict)  # by foreign key
    answers: tuple[Answer, ...] = ()
    reference: Part | None = None
    statements: tuple[t.Mapping[str, str], t.Mapping[str, str]] | None = None  # of a dump: those expected, those there


@dataclass(frozen=True)
class Finding:
    """One thing that is not as asserted."""

    kind: str
    object: str
    expected: t.Any = None
    found: t.Any = None

    @property
    def shown(self) -> dict[str, t.Any]:
        """The finding as results have it."""
        return dict(vars(self))
