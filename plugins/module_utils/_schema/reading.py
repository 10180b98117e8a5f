# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what a database is: its catalog, what is counted in it, and what the user's own statements give."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._database.errors import server_said
from .._database.port import Database
from .._database.settings import Settings
from .._errors import Missing, StackError
from .._host import Host
from .catalog import parse_catalog
from .compare import compare_catalog, is_missing_table
from .counting import SEE_ALL, countable, enough, orphans_question, rows_question
from .dump import parse_dump
from .dumping import dump_now
from .model import Answer, Assertion, Count, Observed, Wish
from .question import catalog_question
from .reference import read_reference
from .statement import parse_answer, statements_of

# What the server says of these is about the statement, and never holds data.
TOLD = ("0A", "25", "42", "57014")
OWN_WORDS = {"42P11": "it is not one statement that returns rows", "42601": "it is no valid SQL"}


class Schema:
    """The schemas of one database; nothing in it is ever changed."""

    def __init__(self, settings: Settings, database: Database, host: Host) -> None:
        self._settings = settings
        self._database = database
        self._host = host

    def nothing(self) -> Observed:
        """Return the observation of a database that an earlier step is going to make."""
        return Observed(self._settings.where)

    def read(self, desired: Wish) -> Observed:
        """Return all that is to be compared."""
        reference = None if desired.reference is None else read_reference(self._host, desired.reference)
        question = catalog_question(desired.schemas)
        there = parse_catalog(self._settings.where, self._database.hand.query(question))
        there = self._with_reference(there, reference, desired)
        self._refuse_empty(desired, there)
        there = self._counted(desired, there)
        return replace(there, answers=tuple(self._answer(assertion, desired) for assertion in desired.assertions))

    def _with_reference(self, there: Observed, reference: t.Any, desired: Wish) -> Observed:
        if not isinstance(reference, str):
            return replace(there, reference=reference)
        wished = parse_dump(reference, desired.schemas)
        if wished.version != there.version:
            raise StackError(
                f"The dump in reference is of PostgreSQL {wished.version} and {there.title} is of {there.version}, which write the same"
                " schema in other words; give a snapshot as reference, or a dump from a server of the same version, then run again."
            )
        now = parse_dump(dump_now(self._settings, self._host, there.schemas), desired.schemas) if there.schemas else None
        return replace(there, statements=(wished.statements, now.statements if now else {}))

    def _refuse_empty(self, desired: Wish, there: Observed) -> None:
        """A database without any table is one for which a migration comes first, where it was to have some."""
        findings = [] if there.tables else list(compare_catalog(desired, there))
        absent = [finding.object for finding in findings if is_missing_table(finding)]
        if absent:
            names = absent[0] + (f" and {len(absent) - 1} more are" if len(absent) > 1 else " is")
            raise Missing(
                f"The {there.title} has no table in {', '.join(desired.schemas)}, though {names} expected; run the migrations, or correct"
                " schemas, then run again.",
                findings=[finding.shown for finding in findings],
            )

    def _counted(self, desired: Wish, there: Observed) -> Observed:
        """Count rows and orphans, in one transaction."""
        bounds = {title: one for title, one in desired.counted.items() if title in there.tables}
        keys = countable(there.foreign_keys) if "orphans" in desired.foreign_keys else []
        questions = [rows_question(there.tables[title]["sql"], one) for title, one in bounds.items()]
        questions += [orphans_question(key) for key in keys]
        if not questions:
            return there
        counts = self._counts(questions)
        limits = [enough(one) for one in bounds.values()]
        rows = {title: Count(count, limit) for title, count, limit in zip(bounds, counts, limits)}
        return replace(there, rows=rows, orphans={key.title: Count(count) for key, count in zip(keys, counts[len(bounds) :])})

    def _counts(self, questions: t.Sequence[str]) -> list[int | str]:
        """Return each number, all by one transaction; when that is refused, each by its own, and why for those that can't be had."""
        try:
            return self._database.hand.ask([SEE_ALL, *questions], "Counting rows")
        except StackError as error:
            refusal = _refusal(error)
        return [refusal] if len(questions) == 1 else [count for question in questions for count in self._counts([question])]

    def _answer(self, assertion: Assertion, desired: Wish) -> Answer:
        """Run the user's statement; that the server refuses it is an answer, too."""
        statements = [SEE_ALL, *statements_of(assertion, desired.schemas)]
        try:
            (found,) = self._database.hand.ask(statements, "Asserting", writing=assertion.write)
            return parse_answer(found)
        except StackError as error:
            return Answer(instead=_refusal(error, assertion.show_found), sqlstate=error.details["sqlstate"])


def _refusal(error: StackError, everything: bool = False) -> str:
    """Return why the server refused a statement, in its own words where these are not about data; raise what is no refusal."""
    said = server_said(error)
    if said is None:
        raise error
    sqlstate, words = said
    if not everything:
        words = OWN_WORDS.get(sqlstate, words if sqlstate.startswith(TOLD) else "")
    return f"error {sqlstate} ({words})" if words else f"error {sqlstate}"
