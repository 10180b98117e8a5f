# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of indexes, data and rows, and what runs in no transaction."""

from __future__ import annotations

import pytest

from tests.unit.plugins.module_utils._migrations.looks import assert_told, look, rules

# The rule that speaks, one statement, and a part of what is said of it.
FIRES: dict[str, tuple[str, str, str]] = {
    "an index stops those who write": ("index-not-concurrent", "CREATE INDEX i ON app.t (a);", "an index on app.t while nobody can write"),
    "an index without a name too": ("index-not-concurrent", "CREATE UNIQUE INDEX ON t (a);", "an index on t"),
    "an index that may be there too": ("index-not-concurrent", "CREATE INDEX IF NOT EXISTS i ON t USING gin (a);", "an index on t"),
    "an index goes": ("index-not-concurrent", "DROP INDEX IF EXISTS i;", "drops the index i while nobody can use its table"),
    "an index is built anew": ("index-not-concurrent", "REINDEX (VERBOSE) INDEX i;", "builds index i anew"),
    "a table goes": ("drop", "DROP TABLE IF EXISTS t CASCADE;", "drops the table t, which an older release still reads"),
    "a schema goes": ("drop", "DROP SCHEMA s CASCADE;", "drops the schema s"),
    "all rows go": ("drop", "TRUNCATE ONLY t RESTART IDENTITY;", "empties t"),
    "every row changes": ("update-without-where", "UPDATE ONLY t SET a = (SELECT 1 FROM b WHERE c), d = 2;", "changes all rows of t"),
    "every row changes after a query": ("update-without-where", "WITH a AS (SELECT 1), b AS (SELECT 2) UPDATE t SET c = 1;", "rows of t"),
    "every row goes": ("delete-without-where", "DELETE FROM t;", "deletes all rows of t"),
}
SILENT = {
    "an index of a table that is new": "CREATE TABLE t (a int); CREATE INDEX i ON t (a); DROP INDEX i;",
    "a new table has no rows": "CREATE UNLOGGED TABLE IF NOT EXISTS app.t (a int); ALTER TABLE t ADD b int NOT NULL; DELETE FROM app.t;",
    "a new table of another name": "CREATE TABLE t (); ALTER TABLE t RENAME TO u; ALTER TABLE u RENAME a TO b; DROP TABLE u;",
    "a new table that is moved": "CREATE TABLE t (); ALTER TABLE t SET SCHEMA s; CREATE INDEX ON s.t (a);",
    "a table of this session": "CREATE TEMP TABLE t AS SELECT 1; UPDATE t SET a = 1; DROP TABLE t;",
    "an index of a parent only": "CREATE INDEX i ON ONLY t (a);",
    "some rows": "UPDATE t AS u SET a = 1, b = 2 FROM c WHERE u.i = c.i; DELETE FROM t USING c WHERE t.i = c.i;",
    "rows that are only locked": "WITH a AS (SELECT 1) SELECT * FROM t FOR UPDATE;",
    "rows that are met": "INSERT INTO t VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 1;",
}
ALONE = {
    "an index beside the work": "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a);",
    "an index that goes": "DROP INDEX CONCURRENTLY i;",
    "an index anew": "REINDEX TABLE CONCURRENTLY t;",
    "an index anew, by an option": "REINDEX (VERBOSE, CONCURRENTLY) TABLE t;",
    "all indexes": "REINDEX (VERBOSE) SCHEMA s;",
    "a partition that leaves": "ALTER TABLE IF EXISTS t DETACH PARTITION p CONCURRENTLY;",
    "vacuum": "VACUUM (ANALYZE) t;",
    "a setting of the server": "ALTER SYSTEM SET work_mem = '1GB';",
    "a database": "CREATE DATABASE d;",
    "a database that goes": "DROP DATABASE IF EXISTS d;",
    "a tablespace": "CREATE TABLESPACE s LOCATION '/s';",
    "a tablespace that goes": "DROP TABLESPACE s;",
    "a database that moves": "ALTER DATABASE d SET TABLESPACE s;",
}
TOGETHER = {
    "a view": "REFRESH MATERIALIZED VIEW CONCURRENTLY v;",
    "a quoted name": 'DROP INDEX "concurrently";',
    "an option that is off": "REINDEX (CONCURRENTLY false) TABLE t;",
    "a setting of a database": "ALTER DATABASE d SET work_mem = '1GB';",
    "a partition": "ALTER TABLE t DETACH PARTITION p;",
    "a comment": "CREATE /* CONCURRENTLY */ INDEX -- CONCURRENTLY\ni ON t (a);",
}


@pytest.mark.parametrize(("rule", "text", "what"), FIRES.values(), ids=FIRES)
def test_what_is_warned_of(rule: str, text: str, what: str) -> None:
    assert_told(rule, text, what)


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_what_is_left_alone(text: str) -> None:
    assert rules(text) == []


@pytest.mark.parametrize("text", ALONE.values(), ids=ALONE)
def test_what_runs_in_no_transaction_is_told_before(text: str) -> None:
    for variant in (text, text.lower()):
        trouble = look(f"SELECT 1;\n{variant}").trouble
        assert trouble is not None and trouble.line == 2 and "can't run in a transaction: say -- golive: tr" in trouble.what
    assert look(text, transaction=False).trouble is None


@pytest.mark.parametrize("text", TOGETHER.values(), ids=TOGETHER)
def test_what_runs_in_a_transaction_is_let_through(text: str) -> None:
    assert look(text).trouble is None


@pytest.mark.parametrize("text", [text for text in ALONE.values() if "CONCURRENTLY" in text])
def test_what_is_done_beside_the_work_is_left_alone(text: str) -> None:
    assert rules(text, transaction=False) == []
