# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sent for one migration, in which order."""

from __future__ import annotations

import typing as t

from ansible_collections.golive.stack.plugins.module_utils._database.script import Part
from ansible_collections.golive.stack.plugins.module_utils._migrations import scripts
from ansible_collections.golive.stack.plugins.module_utils._migrations.ledger import Ledger
from ansible_collections.golive.stack.plugins.module_utils._migrations.model import How
from ansible_collections.golive.stack.plugins.module_utils._migrations.resume import Resumption

from tests.unit.plugins.module_utils._migrations.words import migration

HOW = How(search_path=("app", "public"), release="r1")
TEXT = ["CREATE TABLE t ();\n-- next\nCOPY t FROM stdin;\n\\.\nSELECT 1"]


def told(parts: t.Iterable[Part]) -> list[str]:
    """Return how each statement begins, the file's with their numbers."""
    return [f"{part.number or ''}{' '.join(part.text.split()[:2])}".rstrip(";") for part in parts]


def test_a_file_and_its_row_are_one_transaction() -> None:
    parts = list(scripts.transaction(Ledger("public", "done"), HOW, migration("1"), (TEXT, 1), False))
    heads = told(parts)
    assert heads[:4] == ["SET SESSION", "RESET ROLE", "RESET ALL", "BEGIN READ"] and heads[-1] == "COMMIT"
    theirs = [place for place, part in enumerate(parts) if part.number]
    assert heads[theirs[0] : theirs[-1] + 1] == ["1CREATE TABLE", "2-- next", "3SELECT 1"]
    assert any(part.text.startswith('SET LOCAL search_path TO "app", "public", pg_temp') for part in parts[: theirs[0]])
    assert heads[theirs[-1] + 1 :][0] == "SET LOCAL" and heads[-2] == "INSERT INTO"
    assert parts[theirs[1]].data is not None and (parts[theirs[1]].line, parts[theirs[1]].begins) == (3, 1)
    assert parts[theirs[2]].text.endswith("SELECT 1\n;")


def test_without_a_transaction_each_statement_is_counted_before_the_next() -> None:
    text = ["VACUUM a; VACUUM b; VACUUM c;"]
    parts = list(scripts.without_transaction(Resumption(1, "public.i"), Ledger("public", "done"), HOW, migration("1"), (text, 1), False))
    assert [part.number for part in parts if part.number] == [2, 3] and all(part.alone for part in parts if part.number)
    texts = [part.text for part in parts]
    assert "DROP INDEX CONCURRENTLY IF EXISTS public.i;\n" in texts
    at = next(place for place, part in enumerate(parts) if part.number == 2)
    counted = next(place for place, text in enumerate(texts) if "statements =" in text)
    assert at < counted < next(place for place, part in enumerate(parts) if part.number == 3)
    assert '"state": "dirty"' in "".join(texts[:at]) and "pg_advisory_unlock" in texts[-1] and "COMMIT" in texts[-2]


def test_what_is_only_written_down_does_nothing_else() -> None:
    rows = [scripts.Recorded(migration("1"), "baseline"), scripts.Recorded(migration("2"), "adopted", "flyway")]
    parts = list(scripts.record(Ledger("public", "done"), HOW, rows))
    assert not any(part.number for part in parts) and '"state": "baseline"' in parts[-3].text
    assert '"state": "adopted"' in parts[-2].text and '"origin": "flyway"' in parts[-2].text
    assert [part.text for part in parts if part.text.startswith(("BEGIN", "COMMIT"))] == ["BEGIN READ WRITE;\n", "COMMIT;\n"]
    assert "digest =" in list(scripts.repair(Ledger("public", "done"), migration("1")))[-2].text


def test_the_way_back_and_its_row_are_one_transaction() -> None:
    parts = list(scripts.undo(Ledger("public", "done"), HOW, "1", "DROP TABLE t;"))
    heads = told(parts)
    assert "1DROP TABLE" in heads and heads.index("BEGIN READ") < heads.index("1DROP TABLE") < heads.index('UPDATE "public"."done"')
    assert '["1", "undone"]' in parts[-2].text


def test_a_lone_semicolon_is_not_answered() -> None:
    parts = list(scripts.transaction(Ledger("public", "done"), HOW, migration("1"), ([";SELECT 1;"], 1), False))
    assert [part.answered for part in parts if part.number] == [False, True]
