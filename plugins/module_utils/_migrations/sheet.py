# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file says of itself: the directives it begins with, and the lines by which other tools tell up from down."""

from __future__ import annotations

import hashlib
import re
import typing as t
from dataclasses import dataclass, field

from .._errors import StackError
from .directive import DIRECTIVE, split_words
from .model import CONTRACTS, REPEATABLE, SEED
from .recipes import RECIPES

UP, DOWN = "up", "down"
DBMATE, GOOSE = "dbmate", "goose"
# Of what walks back; it is kept in memory, and no person has written more by hand.
LONGEST_DOWN = 1024 * 1024
# Longer than what is kept of a way down, so that only lines are cut which make it too long anyway.
LONGEST_LINE = 2 * LONGEST_DOWN
DIRECTIVES = {"transaction": ("none",), "contract": CONTRACTS, "kind": (SEED, REPEATABLE)}
KNOWN = "allow=RULE, " + ", ".join(f"{key}={'|'.join(values)}" for key, values in DIRECTIVES.items())

# The first line that is neither blank nor a comment; a group that repeats would cost memory for each line before it.
STATEMENT = re.compile(r"\n[ \t\f\v]*(?!--|[ \t\f\v\n]|\Z)")
MARK = re.compile(r"^[ \t]*--[ \t]*(?:migrate:(up|down)(?!\S)|\+goose(?!\S))([^\n]*)", re.MULTILINE)


class Mark(t.NamedTuple):
    """One line that means something to another tool."""

    line: int
    tool: str
    word: str
    options: str = ""


@dataclass
class Sheet:
    """What one file says of itself."""

    name: str
    digest: str = ""
    directives: dict[str, str] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    statement: int | None = None  # the line of the first one
    text: str = ""  # what follows the first mark of a way down, or all of it for a file that is read whole
    begins: int = 1  # the line at which that text begins

    @property
    def is_too_long(self) -> bool:
        """True when the text is more than is kept."""
        return len(self.text) > LONGEST_DOWN

    @property
    def way_down(self) -> str | None:
        """The text that walks back; one that does nothing is no way back."""
        return self.text if STATEMENT.search("\n" + self.text) else None


def read_sheet(name: str, pieces: t.Iterable[str], whole: bool = False) -> Sheet:
    """Read a file in one go, however long it is; its text is kept only as far as it was asked for."""
    sheet, digest = Sheet(name), hashlib.sha256()
    scanner = _Scanner(sheet, whole)
    for piece in pieces:
        digest.update(piece.encode())
        scanner.read(piece)
    scanner.end()
    sheet.digest = digest.hexdigest()
    return sheet


class _Scanner:
    """Reads pieces line by line, wherever they were cut."""

    def __init__(self, sheet: Sheet, whole: bool) -> None:
        self._sheet = sheet
        self._keeping = whole
        self._line = 1
        self._added = 0  # signs that are ours
        self._rest = ""  # a line whose end has not come yet

    def read(self, piece: str) -> None:
        text = self._rest + piece if self._rest else piece
        cut = text.rfind("\n") + 1
        self._rest = text[cut : cut + LONGEST_LINE]
        if cut:
            self._scan(text[:cut])

    def end(self) -> None:
        if self._rest:
            self._added = 1
            self._scan(self._rest + "\n")

    def _scan(self, text: str) -> None:
        start = 0
        if self._sheet.statement is None:
            start = self._scan_comments(text)
        if text.find("golive:", start) >= 0:
            for found in DIRECTIVE.finditer(text, start):
                self._refuse_late(found[1], self._line_at(text, found.start()))
        if self._keeping:
            self._keep(text)
        if "migrate:" in text or "+goose" in text:
            self._scan_marks(text)
        self._line += text.count("\n")

    def _scan_comments(self, text: str) -> int:
        statement = STATEMENT.search("\n" + text)
        end = statement.start() if statement else len(text)
        if "golive:" in text[:end].lower():
            for found in DIRECTIVE.finditer(text, 0, end):
                self._take(found[1], self._line_at(text, found.start()))
        if statement:
            self._sheet.statement = self._line_at(text, end)
        return end

    def _take(self, words: str, line: int) -> None:
        for word in self._without_allowed(words, line):
            key, _sign, value = word.partition("=")
            if value not in DIRECTIVES.get(key, ()):
                raise StackError(f"Migration {self._sheet.name} has on line {line} the unknown directive {word!r}; known are {KNOWN}.")
            if self._sheet.directives.setdefault(key, value) != value:
                raise StackError(f"Migration {self._sheet.name} says on line {line} another {key} than before; keep one of them.")

    def _without_allowed(self, words: str, line: int) -> list[str]:
        allowed, others = split_words(words)
        unknown = [rule for rule in allowed if rule not in RECIPES]
        if unknown:
            rules = ", ".join(RECIPES)
            raise StackError(f"Migration {self._sheet.name} allows on line {line} the unknown rule {unknown[0]!r}; known are {rules}.")
        return others

    def _refuse_late(self, words: str, line: int) -> None:
        if self._without_allowed(words, line) or not words.strip():
            raise StackError(
                f"Migration {self._sheet.name} has a directive on line {line}, where it has no effect; move it among the comment lines"
                " with which the file begins."
            )

    def _scan_marks(self, text: str) -> None:
        for found in MARK.finditer(text):
            line, rest = self._line_at(text, found.start()), found[2].strip()
            mark = Mark(line, DBMATE, found[1], rest) if found[1] else Mark(line, GOOSE, " ".join(rest.lower().split()))
            self._sheet.marks.append(mark)
            if mark.word == DOWN and not self._keeping:
                self._keeping, self._sheet.begins = True, line + 1
                self._keep(text[found.end() + 1 :])

    def _keep(self, text: str) -> None:
        room = LONGEST_DOWN + 1 - len(self._sheet.text)
        self._sheet.text += text[: min(room, len(text) - self._added)] if text else ""

    def _line_at(self, text: str, place: int) -> int:
        return self._line + text.count("\n", 0, place)
