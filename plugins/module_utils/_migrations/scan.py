# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file as it is going to be sent: its statements, without the transaction that it brings for itself; pure."""

from __future__ import annotations

import typing as t

from .._errors import StackError
from .lint import Linter
from .model import Look, Migration, Trouble
from .splitter import Statement, statements

OPENS = ("BEGIN", "START TRANSACTION")
CLOSES = ("COMMIT", "END")
ENDS = (*OPENS, *CLOSES, "ROLLBACK", "ABORT", "PREPARE TRANSACTION")
HARMLESS = ("ROLLBACK TO", "ROLLBACK WORK TO", "ROLLBACK TRANSACTION TO")


def look_through(migration: Migration, chunks: t.Iterable[str], first_line: int) -> Look:
    """Return the first thing in a file that can't be carried out, if there is one, and what the linter finds."""
    linter = Linter(migration)
    try:
        return linter.seen(_first_trouble(migration, chunks, first_line, linter))
    except StackError as error:
        if "line" not in error.details:
            raise
        return linter.seen(Trouble(error.details["line"], f"can't be told into statements: {error.msg.rstrip('.')}"))


def _first_trouble(migration: Migration, chunks: t.Iterable[str], first_line: int, linter: Linter) -> Trouble | None:
    last: Statement | None = None
    for number, statement in enumerate(statements(chunks, first_line), 1):
        if last is not None and (number > 2 or not _begins(last.words, OPENS)) and _is_control(last.words):
            return _control(migration, last)
        if statement.words.startswith("\\"):
            return Trouble(statement.line, f"holds {statement.words}, a command of psql that no server knows: write it as SQL")
        if trouble := linter.look(statement):
            return trouble
        last = statement
    if last is not None and _is_control(last.words) and not _begins(last.words, CLOSES):
        return _control(migration, last)
    return None


def own_statements(chunks: t.Iterable[str], first_line: int) -> t.Iterator[Statement]:
    """Return the statements but for a BEGIN at the beginning and a COMMIT at the end: the transaction is ours."""
    first = True
    held: Statement | None = None
    for statement in statements(chunks, first_line):
        if held is not None:
            yield held
            held = None
        if _begins(statement.words, CLOSES):
            held = statement  # kept back until it is known whether something follows
        elif not (first and _begins(statement.words, OPENS)):
            yield statement
        first = False


def _control(migration: Migration, statement: Statement) -> Trouble:
    advice = "leave it out: each file is one transaction" if migration.transaction else "leave it out: the file has no transaction"
    return Trouble(statement.line, f"holds {statement.words.split(' ')[0]} amid other statements: {advice}")


def _is_control(words: str) -> bool:
    return _begins(words, ENDS) and not _begins(words, HARMLESS)


def _begins(words: str, beginnings: t.Iterable[str]) -> bool:
    return any(words == beginning or words.startswith(f"{beginning} ") for beginning in beginnings)
