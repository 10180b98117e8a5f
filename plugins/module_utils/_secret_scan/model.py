# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is searched for secrets, and what was found; knows no host."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

# The rules of our own, beside those of gitleaks.
KNOWN_VALUE, STORE_VALUE = "known-value", "store-value"


@dataclass(frozen=True)
class Allow:
    """Findings that somebody has looked at and accepts."""

    file: str
    rule: str
    reason: str


@dataclass(frozen=True)
class Wish:
    """What is to be searched, and what for."""

    path: str
    history: bool = False
    refuse: tuple[str, ...] = ()
    allow: tuple[Allow, ...] = ()
    config: str | None = None


@dataclass(frozen=True, order=True)
class Finding:
    """One place where a secret stands; never the secret."""

    file: str
    line: int
    rule: str
    commit: str = ""
    named: str = ""

    @property
    def place(self) -> str:
        """Name the place for a person."""
        what = f"{self.rule} {self.named}".rstrip()
        where = f" in commit {self.commit}" if self.commit else ""
        return f"{self.file}:{self.line} ({what}){where}"

    @property
    def shown(self) -> dict[str, t.Any]:
        """The finding as results have it."""
        return {"file": self.file, "line": self.line, "rule": self.rule, "commit": self.commit or None, "named": self.named or None}


@dataclass(frozen=True)
class Piece:
    """A part of one file, small enough to be held: its name, its bytes, and how many lines come before."""

    name: str
    data: bytes
    before: int = 0
    commit: str = ""
    rank: int = 0

    def line(self, number: int) -> bytes:
        """Return the text of a line of this piece, the first is 1."""
        lines = self.data.split(b"\n", number)
        return lines[number - 1] if number <= len(lines) else b""


@dataclass(frozen=True)
class Seen:
    """What a search has seen."""

    title: str
    findings: tuple[Finding, ...] = ()
    warnings: tuple[str, ...] = ()
    files: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class Verdict:
    """What is left when the accepted findings are taken out."""

    findings: tuple[Finding, ...]
    accepted: tuple[tuple[Finding, Allow], ...]
    unused: tuple[Allow, ...]
