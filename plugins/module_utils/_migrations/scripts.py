# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sent for one migration: the file as it is, between statements of ours that lock, assert and record."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._database import sql
from .._database.script import Part
from .ledger import Ledger
from .model import APPLIED, DIRTY, UNDONE, How, Migration
from .resume import Resumption
from .scan import own_statements
from .splitter import Statement

# A file may have left the session as somebody else, looking elsewhere.
AS_BEFORE = ("SET SESSION AUTHORIZATION DEFAULT", "RESET ROLE", "RESET ALL")
OURS_AGAIN = (
    "SET LOCAL statement_timeout TO '60s'",
    "SET LOCAL SESSION AUTHORIZATION DEFAULT",
    "SET LOCAL ROLE NONE",
    "SET LOCAL search_path TO pg_catalog, pg_temp",
)


Text = t.Tuple[t.Iterable[str], int]


def transaction(ledger: Ledger, how: How, migration: Migration, text: Text, replaces: bool) -> t.Iterator[Part]:
    """Return one transaction that does what the file says and writes its row, or neither."""
    yield from _ours(*AS_BEFORE, "BEGIN READ WRITE", *ledger.begin(), *_settings(how, "LOCAL"))
    yield from _theirs(own_statements(*text))
    yield from _ours(*OURS_AGAIN, ledger.record(migration, APPLIED, how.release, replaces), "COMMIT")


def without_transaction(begun: Resumption, ledger: Ledger, how: How, migration: Migration, text: Text, replaces: bool) -> t.Iterator[Part]:
    """Return a file's statements one by one; the row says dirty until the last of them is done."""
    yield from _alone(*AS_BEFORE, sql.try_session_lock(ledger.lock))
    yield from _ours("BEGIN READ WRITE", *ledger.begin())
    yield from _ours(ledger.record(migration, DIRTY, how.release, replaces), "COMMIT")
    if begun.drop:
        yield from _alone("SET default_transaction_read_only TO off", f"DROP INDEX CONCURRENTLY IF EXISTS {begun.drop}")
    for part in _theirs(own_statements(*text)):
        if part.number > begun.passed:
            # Several statements in one message would be a transaction again.
            yield from _alone(*_settings(how, "SESSION"), "SET default_transaction_read_only TO off")
            yield replace(part, alone=True)
            yield from _alone(*AS_BEFORE, "BEGIN READ WRITE", ledger.progress(migration.version, part.number), "COMMIT")
    yield from _ours(*AS_BEFORE, "BEGIN READ WRITE", ledger.settle(migration.version, APPLIED), "COMMIT")
    yield from _alone(sql.unlock_session(ledger.lock))


class Recorded(t.NamedTuple):
    """A row to be written of what the database has already."""

    migration: Migration
    state: str
    origin: str | None = None
    replaces: bool = False


def record(ledger: Ledger, how: How, rows: t.Iterable[Recorded]) -> t.Iterator[Part]:
    """Return one transaction that only writes rows: a ledger with some of them would have the others applied."""
    yield from _ours(*AS_BEFORE, "BEGIN READ WRITE", *ledger.begin())
    for row in rows:
        yield from _ours(ledger.record(row.migration, row.state, how.release, row.replaces, row.origin))
    yield from _ours("COMMIT")


def repair(ledger: Ledger, migration: Migration) -> t.Iterator[Part]:
    """Return what makes a row say that the file is what was applied."""
    yield from _ours(*AS_BEFORE, "BEGIN READ WRITE", *ledger.begin(), ledger.redigest(migration), "COMMIT")


def undo(ledger: Ledger, how: How, version: str, down: str) -> t.Iterator[Part]:
    """Return one transaction that walks back over a migration, by the text that its row has kept."""
    yield from _ours(*AS_BEFORE, "BEGIN READ WRITE", *ledger.begin(), *_settings(how, "LOCAL"))
    yield from _theirs(own_statements([down], 1))
    yield from _ours(*OURS_AGAIN, ledger.settle(version, UNDONE), "COMMIT")


def _settings(how: How, reach: str) -> list[str]:
    path = ", ".join(sql.name(schema, "schema of the search path") for schema in how.search_path)
    return [f"SET {reach} search_path TO {path}, pg_temp", f"SET {reach} statement_timeout TO '{how.statement_timeout}s'"]


def _ours(*statements: str) -> t.Iterator[Part]:
    for statement in statements:
        yield Part(f"{statement};\n")


def _alone(*statements: str) -> t.Iterator[Part]:
    for statement in statements:
        yield Part(f"{statement};\n", alone=True)


def _theirs(statements: t.Iterable[Statement]) -> t.Iterator[Part]:
    for number, statement in enumerate(statements, 1):
        text = statement.text if statement.closed else f"{statement.text}\n;"
        yield Part(text, number=number, line=statement.line, begins=statement.begins, data=statement.data, answered=bool(statement.words))
