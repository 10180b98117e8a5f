# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SQL text cut into its statements, as psql and the server read it (standard_conforming_strings on); pure, and in one pass."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._errors import StackError
from . import lexis


@dataclass(frozen=True)
class Statement:
    """One statement, or one line with a command of psql (its words begin with a backslash)."""

    # From the end of the statement before, up to and including its semicolon; of a COPY that has data and of a command, its line too.
    text: str = field(repr=False)
    line: int  # of its first word
    words: str  # the first bare words, in lexis.capitals; a command as it is written
    begins: int = 1  # the line in which its text begins: comments before it go with it
    closed: bool = True  # it ends with its semicolon
    data: t.Iterator[str] | None = field(default=None, repr=False)  # without the line that closes them; to be read before going on


def statements(chunks: t.Iterable[str], first_line: int = 1) -> t.Iterator[Statement]:
    """Yield the statements in order; white space and comments behind the last one are none, and are left out."""
    scanner = _Scanner(_blocks(chunks), first_line)
    while scanner.find_statement():
        statement = scanner.read_statement()
        yield statement
        for _chunk in statement.data or ():
            pass


def _blocks(chunks: t.Iterable[str]) -> t.Iterator[str]:
    """Yield the text in whole lines, and alone the last one if it has no end: only quotes and comments go over a line end."""
    rest: list[str] = []
    for chunk in chunks:
        cut = chunk.rfind("\n") + 1
        if cut:
            yield "".join((*rest, chunk[:cut]))
            rest = []
        rest.append(chunk[cut:])
    last = "".join(rest)
    if last:
        yield last


class _Scanner:
    """Where the reading stands: in a block, and in a statement that may have begun blocks ago. Nothing is read twice."""

    def __init__(self, blocks: t.Iterator[str], line: int) -> None:
        self.blocks = blocks
        self.block = ""
        self.pos = self.start = 0
        self.kept: list[str] = []  # of the statement, what earlier blocks had
        self.line, self.counted = line, 0  # the line of this place in the block
        self.begins = line
        self.copy = 0  # the line of the COPY whose data are being read
        self._begin()

    def _begin(self) -> None:
        self.words: list[str] = []
        self.outer: list[str] = []  # of a COPY, those outside of parentheses
        self.before = ""  # the word before
        self.wordwise = True
        self.depth = self.atomic = 0

    def _more(self) -> bool:
        """Go to the next block; False at the end of the input."""
        block = next(self.blocks, None)
        if block is None:
            return False
        if self.start < len(self.block):
            self.kept.append(self.block[self.start :])
        self.line += self.block.count("\n", self.counted)
        self.block, self.pos, self.start, self.counted = block, 0, 0, 0
        return True

    def _more_of(self, what: str, line: int) -> None:
        if not self._more():
            raise StackError(f"The {what} that begins in line {line} is not closed; complete it.", line=line)

    def _line_here(self) -> int:
        self.line += self.block.count("\n", self.counted, self.pos)
        self.counted = self.pos
        return self.line

    def _taken(self) -> str:
        """Return the text since the last statement."""
        text = self.block[self.start : self.pos]
        if self.kept:
            text = "".join((*self.kept, text))
            self.kept = []
        self.start = self.pos
        return text

    def find_statement(self) -> bool:
        """Go to the first word of a statement; False if there is none."""
        self.begins = self._line_here()
        while self._pass_blank():
            if not self.block.startswith("/*", self.pos):
                return True
            self._pass_comment()
        return False

    def read_statement(self) -> Statement:
        """Go behind the statement that begins here, and return it."""
        line = self._line_here()
        words = self._pass_simple()
        if words is not None:
            return Statement(self._taken(), line, words, self.begins)
        self._begin()
        end = self._find_end()
        if end == "\\":
            return self._command()
        if self.depth or self.atomic:
            lacks = "a closing parenthesis" if self.depth else "the END of its BEGIN ATOMIC"
            raise StackError(f"The statement that begins in line {line} lacks {lacks}; complete it.", line=line)
        if self.outer and lexis.COPY_FROM_STDIN.match(" ".join(self.outer)):
            self._pass_rest_of_copy()
            self.copy = line
            return Statement(self._taken(), line, " ".join(self.words), self.begins, data=iter(self._part_of_data, None))
        return Statement(self._taken(), line, " ".join(self.words), self.begins, closed=end == ";")

    def _command(self) -> Statement:
        command = lexis.command_at(self.block, self.pos)
        line = self._line_here()
        self.pos = self.block.find("\n", self.pos) + 1 or len(self.block)
        return Statement(self._taken(), line, command, self.begins)

    def _pass_simple(self) -> str | None:
        """Go behind a statement that lies in this block and has nothing special; return its words, None if it is another one."""
        end = lexis.walk(self.block, self.pos).end()
        head = lexis.HEAD.match(self.block, self.pos, end + 1) if self.block.startswith(";", end) else None
        words = head and lexis.capitals(" ".join(filter(None, head.groups())))
        if words is None or words.startswith(("COPY", *lexis.FUNCTIONS)):
            return None
        self.pos = end + 1
        return words

    def _find_end(self) -> str:
        """Go behind the statement, or to the backslash that ends it; return what ended it, nothing at the end of the input."""
        while True:
            if self.wordwise:
                self._read_words()
            begun = self.pos
            self.pos = (lexis.walk_to_word if self.wordwise else lexis.walk)(self.block, begun).end()
            if self.pos == len(self.block):
                if not self._more():
                    return ""
                continue
            stop = self.block[self.pos]
            if stop == "\\":
                return stop
            if stop in "();":
                self.pos += 1
                if stop == ";" and not self.depth and not self.atomic:
                    return stop
                # A parenthesis too many closes nothing.
                self.depth = max(0, self.depth + (stop == "(") - (stop == ")"))
            elif stop in "'\"$/":
                self._pass_quote(stop, begun)

    def _read_words(self) -> None:
        found = lexis.WORDS.match(self.block, self.pos)
        if found is None:
            return
        self.pos = found.end()
        words = lexis.WORD.findall(lexis.capitals(found.group()))
        self.words += words[: lexis.FIRST_WORDS - len(self.words)]
        first = self.words[0]
        self.wordwise = first == "COPY" or len(self.words) < lexis.FIRST_WORDS
        if first == "COPY" and not self.depth:
            self.outer += words
        elif first == "CREATE" and " ".join(self.words).startswith(lexis.FUNCTIONS):
            self.wordwise = True
            self._count_ends([] if self.depth else words)

    def _count_ends(self, words: list[str]) -> None:
        """Count how many END are to come in the body of a function; as psql does, outside of parentheses."""
        for word in words:
            if self.atomic:
                self.atomic += (word == "CASE") - (word == "END")
            elif word == "ATOMIC" and self.before == "BEGIN":
                self.atomic = 1
            self.before = word

    def _pass_quote(self, stop: str, begun: int) -> None:
        """Go behind what begins with this sign; no word or quote before it goes back further than `begun`."""
        if stop == '"':
            self._pass_to(stop, "quoted name")
        elif stop == "$":
            self._pass_dollar(self.block[begun : self.pos])
        elif stop == "'" and lexis.ESCAPING.match(self.block[max(begun, self.pos - 2) : self.pos]):
            self._pass_escaped()
        elif stop == "'":
            self._pass_to(stop, "string")
        elif self.block.startswith("/*", self.pos):
            self._pass_comment()

    def _pass_to(self, quote: str, what: str) -> None:
        """Go behind a quote; one that is doubled closes it and opens the next."""
        line = self._line_here()
        self.pos += len(quote)
        while (at := self.block.find(quote, self.pos)) < 0:
            self._more_of(what, line)
        self.pos = at + len(quote)

    def _pass_dollar(self, before: str) -> None:
        in_word = lexis.ends_with_word(before)
        quote = None if in_word else lexis.DOLLAR_QUOTE.match(self.block, self.pos)
        if quote:
            self._pass_to(quote.group(), "dollar-quoted string")
        else:
            rest = (lexis.REST_OF_WORD if in_word else lexis.PARAMETER).match(self.block, self.pos)
            self.pos = rest.end() if rest else self.pos + 1

    def _pass_escaped(self) -> None:
        line = self._line_here()
        self.pos += 1
        while True:
            self.pos = lexis.walk_escaped(self.block, self.pos).end()
            if self.pos == len(self.block):
                self._more_of("string", line)
            elif self.block[self.pos] == "'":
                self.pos += 1
                if not self._goes_on():
                    return
                self.pos += 1

    def _goes_on(self) -> bool:
        """A string goes on with another quote right behind it, or behind a line end."""
        if self.block.startswith("'", self.pos):
            return True
        line = self._line_here()
        return self._pass_blank() and self.block[self.pos] == "'" and self._line_here() > line

    def _pass_blank(self) -> bool:
        """Go behind white space and comments to the end of the line; False at the end of the input."""
        while True:
            begun = self.pos
            self.pos = lexis.walk_blank(self.block, begun).end()
            if self.pos == len(self.block):
                if not self._more():
                    return False
            elif self.pos == begun:
                return True

    def _pass_comment(self) -> None:
        line = self._line_here()
        depth = 0
        while True:
            edge = lexis.COMMENT_EDGE.search(self.block, self.pos)
            if edge is None:
                self._more_of("comment", line)
                continue
            self.pos = edge.end()
            depth += 1 if edge.group() == "/*" else -1
            if not depth:
                return

    def _pass_rest_of_copy(self) -> None:
        rest = lexis.REST_OF_COPY.match(self.block, self.pos)
        if rest is None:
            # psql would run it behind the data, which begin in the next line.
            line = self._line_here()
            raise StackError(f"Behind the COPY that ends in line {line} stands more in its line; begin a new line with it.", line=line)
        self.pos = rest.end()

    def _part_of_data(self) -> str | None:
        """Return the next part of the data of a COPY; None behind the line that ends them."""
        if not self.copy:
            return None
        if self.pos == len(self.block) and not self._more():
            said = f"The data of the COPY in line {self.copy} are not closed; end them with a line that has only \\. in it."
            raise StackError(said, line=self.copy)
        begun, end = self.pos, self._end_of_data()
        self.pos = self.start = len(self.block) if end < 0 else min(end + len(lexis.END_OF_DATA), len(self.block))
        if end < 0:
            return self.block[begun:]
        self.copy = 0
        return self.block[begun:end] or None

    def _end_of_data(self) -> int:
        """Return where the line stands that ends the data, -1 if it is not in this block."""
        if self.block.startswith(lexis.END_OF_DATA, self.pos) or self.block == lexis.END_OF_DATA.rstrip():
            return self.pos
        at = self.block.find(f"\n{lexis.END_OF_DATA}", self.pos)
        return at if at < 0 else at + 1
