# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the linter does with a file's statements, in their order."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._migrations.lint import findings_of

from tests.unit.plugins.module_utils._migrations.looks import assert_told, look, rules

SILENT = {
    "a label that is another text": "ALTER TYPE mood ADD VALUE 'sad'; SELECT 1 /* 'sad' */, $$ 'sad' $$, 'it''sad''';",
    "a label of a type that is new": "CREATE TYPE mood AS ENUM (); ALTER TYPE mood ADD VALUE 'sad'; SELECT 'sad'::mood;",
    "what a function does later": "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $f$ DROP TABLE t; UPDATE t SET a = 1; $f$;",
    "what a function does later, without quotes": "CREATE FUNCTION f() RETURNS void BEGIN ATOMIC DELETE FROM t; UPDATE t SET a = 1; END;",
    "what a block does": "DO $$ BEGIN DROP TABLE t; DELETE FROM t; END $$;",
    "what comments say": "-- DROP TABLE t;\n/* DELETE FROM t; /* UPDATE t SET a = 1; */ */ SELECT 1; -- TRUNCATE t;",
    "what strings say": "ALTER TABLE t ADD c text DEFAULT 'a, DROP COLUMN b, ADD d int NOT NULL'; SELECT 'DROP TABLE t;';",
    "what quoted names say": 'ALTER TABLE t ADD "c NOT NULL, DROP d" int, ADD "e" int DEFAULT 1; SELECT 1 AS "DROP TABLE t;";',
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_what_is_left_alone(text: str) -> None:
    assert rules(text) == []


def test_a_label_is_used_too_soon() -> None:
    text = "ALTER TYPE mood ADD VALUE 'sad' AFTER 'ok'; INSERT INTO t VALUES ('sad');"
    assert_told("enum-value-used", text, "uses 'sad', which was added to mood")
    assert rules(text, transaction=False) == []


def test_a_line_allows_the_next_statement_only() -> None:
    assert rules("-- golive: allow=drop\nDROP TABLE a; DROP TABLE b;") == ["drop"]
    assert rules("SELECT 1; -- golive: allow=drop\nDROP TABLE a;") == ["drop"]
    assert rules("COPY a FROM stdin;\n\\.\n-- golive: allow=drop\nDROP TABLE a;") == []


def test_each_clause_and_each_name_has_its_line() -> None:
    text = "\n-- why\nALTER TABLE t\n  ADD a int,\n  DROP b, /*\n*/ ADD c int NOT NULL;\nDROP TABLE\n  d,\n  e;\nTRUNCATE f, g;"
    found = [(finding.line, finding.what.partition(",")[0]) for finding in look(text).findings]
    assert found == [
        (5, "drops the column b of t"),
        (6, "adds the column c to t as NOT NULL without a DEFAULT"),
        (7, "drops the table d"),
        (9, "drops the table e"),
        (10, "empties f"),
        (10, "empties g"),
    ]


def test_what_a_run_makes_is_in_nobodys_use() -> None:
    makes, uses = look("CREATE TABLE app.a ();"), look("DROP TABLE a; DROP TABLE b;")
    assert [finding.about for finding in findings_of([makes, uses])] == ["b"]
    assert [finding.about for finding in findings_of([uses, makes])] == ["a", "b"]
    label = look("ALTER TYPE m ADD VALUE 'a'; SELECT 'a';")
    assert [finding.rule for finding in findings_of([look("CREATE TYPE m AS ENUM ();"), label])] == ["enum-value-used"]
