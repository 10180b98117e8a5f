# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A statement cut at its commas, in words that rules can look for; pure."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from .blank import blanked

_NAME = r"""(?:(?:"[^"]*")+|[A-Za-z_\x80-\U0010ffff][\w$]*)"""
# A name with its schema is one word.
WORD = re.compile(rf"""(?P<name>{_NAME}(?:\s*\.\s*{_NAME})*)|'[^']*'|[0-9][\w.]*|\S""")
PART = re.compile(_NAME)
SPACE = re.compile(r"\s")
HELD = "\0"  # a space in a quoted name; no file has this sign
SPACE_AROUND_DOT = re.compile(r"\s*\.\s*")


@dataclass(frozen=True)
class Clause:
    """What stands between two commas: each word with a space on both sides, in small letters unless it is quoted."""

    outer: str  # of what stands in parentheses only the parentheses
    whole: str
    line: int


def clauses(text: str, line: int) -> list[Clause]:
    """Return the clauses of a statement whose text begins on this line."""
    cutter = _Cutter(line)
    blank, place = blanked(text), 0
    for found in WORD.finditer(blank):
        cutter.line += blank.count("\n", place, found.start())
        place = found.start()
        cutter.take(found.group() if found["name"] is None else _as_word(found.group()))
    cutter.cut()
    return cutter.found


class _Cutter:
    """Takes words, and cuts where a comma stands outside of parentheses."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.found: list[Clause] = []
        self._begin()

    def _begin(self) -> None:
        self._outer: list[str] = []
        self._whole: list[str] = []
        self._depth = 0
        self._begins = 0

    def take(self, word: str) -> None:
        if not self._depth and word in (",", ";"):
            self.cut()
            return
        self._begins = self._begins or self.line
        self._depth = max(0, self._depth - (word == ")"))
        self._whole.append(word)
        if not self._depth:
            self._outer.append(word)
        self._depth += word == "("

    def cut(self) -> None:
        if self._whole:
            self.found.append(Clause(f" {' '.join(self._outer)} ", f" {' '.join(self._whole)} ", self._begins))
        self._begin()


def _as_word(name: str) -> str:
    if '"' not in name:
        return SPACE_AROUND_DOT.sub(".", name).lower()
    return ".".join(SPACE.sub(HELD, part) if part.startswith('"') else part.lower() for part in PART.findall(name))


class Names:
    """Names of tables; one without a schema may be the same as one that has one."""

    def __init__(self, names: t.Iterable[str] = ()) -> None:
        self._names: set[str] = set()
        self.add(*names)

    def add(self, *names: str) -> None:
        """Take up names."""
        for name in names:
            schema, _dot, last = plain(name).rpartition(".")
            self._names.add(f"{schema}.{last}")
            if schema:
                self._names.add(f"*.{last}")

    def __contains__(self, name: str) -> bool:
        schema, _dot, last = plain(name).rpartition(".")
        return f"{schema}.{last}" in self._names or f"{'' if schema else '*'}.{last}" in self._names


def plain(name: str) -> str:
    """Return a name as people write it."""
    return name.replace('"', "").replace(HELD, " ")
