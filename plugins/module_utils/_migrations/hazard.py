# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one statement does to those who use the database meanwhile, and what the ones before it did; pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .clauses import Clause, Names, plain
from .model import COMPATIBLE, Migration
from .recipes import DROP, RECIPES


@dataclass(frozen=True)
class Hazard:
    """What one clause does."""

    rule: str
    what: str
    about: str  # the table, as it is written
    line: int
    recipe: str


@dataclass
class Before:
    """What the statements before did, of the same file."""

    migration: Migration
    made: list[str] = field(default_factory=list)
    names: Names = field(default_factory=Names)  # of what was made
    labels: dict[str, str] = field(default_factory=dict)  # of types that are not made here, as they are written
    unproved: Names = field(default_factory=Names)  # tables that were given a constraint NOT VALID
    validated: Names = field(default_factory=Names)

    def make(self, *names: str) -> None:
        """Take up what was made."""
        self.made += names
        self.names.add(*names)


Rule = t.Callable[[t.Sequence[Clause], Before], t.Iterator[Hazard]]


def hazard(rule: str, what: str, about: str, line: int, recipe: str = "") -> Hazard:
    """Return a hazard, with the recipe of its rule unless it needs another."""
    return Hazard(rule, what, plain(about), line, recipe or RECIPES[rule])


def dropping(what: str, about: str, line: int, migration: Migration) -> Hazard:
    """Return the hazard of what goes with its data."""
    what = f"{what}, which an older release still reads"
    if migration.contract is None:
        return hazard(DROP, what, about, line, f"{RECIPES[DROP]}, in a file that says -- golive: contract=restore or refuse")
    though = "though" if migration.contract == COMPATIBLE else "as"
    return hazard(DROP, f"{what}, {though} the file says contract={migration.contract}", about, line)
