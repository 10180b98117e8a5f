# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where in a file the way up stands and where the way down, as the tool of the scheme marks it."""

from __future__ import annotations

import typing as t

from .._errors import StackError
from .names import listed
from .sheet import DBMATE, DOWN, GOOSE, UP, Mark, Sheet

MARKED = {DBMATE: "-- migrate:up", GOOSE: "-- +goose Up"}
NO_TRANSACTION = "no transaction"
PASSED_OVER = ("statementbegin", "statementend", NO_TRANSACTION, "envsub off", "envsubst off")


class Way(t.NamedTuple):
    """What the marks of one file say."""

    lines: tuple[int, int | None] = (1, None)
    transaction: bool = True
    down_transaction: bool = True
    has_down: bool = False


def refuse_marks(scheme: str, sheets: t.Iterable[Sheet]) -> None:
    """Complain about all files that lack the mark of their scheme, or have another tool's."""
    sheets = list(sheets)
    if scheme in MARKED:
        without = [sheet.name for sheet in sheets if not any(mark.tool == scheme and mark.word == UP for mark in sheet.marks)]
        if without:
            raise StackError(
                f"Migrations of the scheme {scheme} have no line {MARKED[scheme]}: {listed(without)}; add it, or name another scheme."
            )
    foreign = {sheet.name: mark.tool for sheet in sheets for mark in sheet.marks if mark.word == DOWN and mark.tool != scheme}
    if foreign:
        tools = " and ".join(sorted(set(foreign.values())))
        raise StackError(
            f"Migrations hold the way down of {tools}, which the scheme {scheme} would run as part of the way up: {listed(foreign)};"
            f" say scheme: {tools}, or move it into files of its own."
        )


def way_of(scheme: str, sheet: Sheet) -> Way:
    """Return what the marks of a file say; what they say twice, in the wrong order or in words unknown is refused."""
    if scheme not in MARKED:
        return Way()
    marks = [mark for mark in sheet.marks if mark.tool == scheme]
    ups, downs = ([mark for mark in marks if mark.word == word] for word in (UP, DOWN))
    if len(ups) > 1 or len(downs) > 1:
        line = (ups if len(ups) > 1 else downs)[1].line
        _refuse(sheet, line, "goes up or down a second time; make another migration of it")
    up, down = ups[0], downs[0] if downs else None
    if down and down.line < up.line:
        _refuse(sheet, down.line, "goes down before it goes up; put the way up first")
    if sheet.statement is not None and sheet.statement < up.line:
        _refuse(sheet, sheet.statement, f"has SQL before {MARKED[scheme]}, which would never run; move it behind that line")
    said = _said_by_goose(sheet, marks) if scheme == GOOSE else _said_by_dbmate(sheet, up, down)
    return Way((up.line + 1, down.line if down else None), *said, down is not None)


def _said_by_goose(sheet: Sheet, marks: t.Iterable[Mark]) -> tuple[bool, bool]:
    words = {mark.word: mark.line for mark in marks}
    for word, line in words.items():
        if word not in (UP, DOWN, *PASSED_OVER):
            what = "wants variables of the environment filled in, which" if word.startswith("envsub") else f"says +goose {word}, which"
            _refuse(sheet, line, f"{what} is not done here; write what is meant")
    return NO_TRANSACTION not in words, NO_TRANSACTION not in words


def _said_by_dbmate(sheet: Sheet, up: Mark, down: Mark | None) -> tuple[bool, bool]:
    for mark in filter(None, (up, down)):
        unknown = [word for word in mark.options.split() if word not in ("transaction:false", "transaction:true")]
        if unknown:
            _refuse(sheet, mark.line, f"has the option {unknown[0]!r}, which is not known here; remove it")
    return "transaction:false" not in up.options.split(), down is None or "transaction:false" not in down.options.split()


def _refuse(sheet: Sheet, line: int, what: str) -> t.NoReturn:
    raise StackError(f"Migration {sheet.name} on line {line} {what}.")
