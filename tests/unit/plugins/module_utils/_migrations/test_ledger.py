# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the ledger's SQL consists of; what a server makes of it is tested with a server."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._migrations.ledger import COLUMNS, READ, Ledger

from tests.unit.plugins.module_utils._migrations.words import migration

ROW = {
    **dict.fromkeys(READ),
    "version": "1",
    "title": "one",
    "kind": "versioned",
    "digest": "1",
    "state": "applied",
    "rank": 1,
    "statements": 0,
    "ms": 5,
    "has_down": True,
}


def test_a_new_ledger_is_made_in_the_script_that_needs_it_first() -> None:
    ledger = Ledger("app", "done")
    first = ledger.begin()
    assert "pg_try_advisory_xact_lock" in first[0] and any(f'CREATE TABLE "app"."done" ({COLUMNS})' == part for part in first)
    ledger.record(migration("1"), "applied", None, replaces=False)
    second = ledger.begin()
    assert len(second) == 2 and "max(revision), 0) = 1" in second[1]


def test_a_script_asserts_the_revision_that_was_read_and_counts_on() -> None:
    ledger = Ledger("public", "done")
    assert ledger.entries({"revision": 7, "rows": [ROW]})[0].has_down
    assert "= 7" in ledger.begin()[1]
    kept = ledger.mark()
    assert "8, 8" in ledger.record(migration("2"), "applied", "r1", replaces=False)
    assert "revision = 9" in ledger.settle("2", "undone")
    ledger.back_to(kept)
    assert "= 7" in ledger.begin()[1]


def test_a_row_is_replaced_only_where_there_is_one() -> None:
    ledger = Ledger("public", "done")
    assert "ON CONFLICT" not in ledger.record(migration("1"), "applied", None, replaces=False)
    assert "ON CONFLICT (version) DO UPDATE" in ledger.record(migration("1"), "applied", None, replaces=True)


def test_what_a_file_says_is_data() -> None:
    hostile = "'; DROP TABLE done; --$g0$"
    statement = Ledger("public", "done").record(migration("1", down=hostile, title=hostile), "applied", None, replaces=False)
    assert "$g1$" in statement
    assert hostile in Ledger("public", "done").way_back(hostile)


@pytest.mark.parametrize(("schema", "table", "what"), [("", "done", "schema of the ledger"), ("public", "x" * 64, "table of the ledger")])
def test_names_that_the_server_would_cut_are_refused(schema: str, table: str, what: str) -> None:
    with pytest.raises(StackError, match=what):
        Ledger(schema, table)


def test_each_ledger_has_its_lock() -> None:
    assert Ledger("public", "a").lock != Ledger("public", "b").lock != Ledger("a", "public").lock
