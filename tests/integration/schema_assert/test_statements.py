# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Statements of the user's: they give one value or a finding, change nothing, and nothing of the data is told."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._database import settings

from tests import postgres
from tests.integration.schema_assert.asserted import There

pytestmark = pytest.mark.lab

TABLES = """
CREATE TABLE users (id serial PRIMARY KEY, mail text UNIQUE NOT NULL CHECK (mail <> ''), token text);
INSERT INTO users (mail, token) VALUES ('a', 'canary'), ('b', NULL);
CREATE TABLE log (line text);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO log VALUES (new.mail); RETURN new; END$$;
CREATE TRIGGER note AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION note();
"""
EVERYTHING = "SELECT xmin::text, ctid::text, u::text FROM users AS u UNION ALL SELECT xmin::text, ctid::text, l::text FROM log AS l"


@pytest.fixture
def users(there: There) -> There:
    """Two users, one of which has a secret."""
    there.do(TABLES)
    return there


def found(there: There, sql: str, expect: t.Any = 0, **more: t.Any) -> t.Any:
    """What is found instead of what is expected; True where it is what is expected."""
    findings = there.findings(assertions=[{"name": "it", "sql": sql, "expect": expect, **more}])
    assert [finding[:2] for finding in findings] in ([], [("assertion", "it")])
    return findings[0][2] if findings else True


# The statement, what it gives.
GIVES: list[tuple[str, t.Any]] = [
    ("SELECT count(*) FROM users", 2),
    ("SELECT count(*) FROM users;", 2),
    ("SELECT count(*) FROM users -- how many", 2),
    ("SELECT count(*) /* ; */ FROM users;  -- ;", 2),
    ("WITH u AS (SELECT * FROM users) SELECT count(*) FROM u", 2),
    ("VALUES ('a')", "a"),
    ("TABLE log UNION ALL SELECT 'x'", "x"),
    ("SELECT NULL", None),
    ("SELECT NULL::int FROM users WHERE mail = 'a'", None),
    ("SELECT true", True),
    ("SELECT 'it''s'", "it's"),
    ("SELECT '\\d+' || E'\\n' || ':x :''y'''", "\\d+\n:x :'y'"),
    ("SELECT $$a;b$$ || $g0$c$g0$ || $g1$d$g1$", "a;bcd"),
    ("SELECT 'Ω🦄\u2028'", "Ω🦄\u2028"),
    ("SELECT '%s %(x)s {}'", "%s %(x)s {}"),
    ("SELECT 1.50", 1.5),
    ("SELECT 12345678901234567", 12345678901234567),
    ("SELECT 'NaN'::numeric", "NaN"),
    ("SELECT date '2026-06-15'", "2026-06-15"),
    ("SELECT cardinality((ARRAY[1,2,3])[2:3])", 2),
    ("SELECT id AS \"a b\" FROM users WHERE mail = 'b'", 2),
    ("SELECT current_setting('search_path')", '"public"'),
    ("SHOW transaction_read_only", "on"),
    ("SELECT '{\"a\": \"b\"}'::jsonb->>'a'", "b"),
    ("SELECT mail FROM users ORDER BY 1 LIMIT 1", "a"),
    ("SELECT answer FROM (SELECT 5 AS answer) AS answers", 5),
]


@pytest.mark.parametrize(("sql", "value"), GIVES, ids=[sql for sql, _value in GIVES])
def test_a_statement_gives_its_value(users: There, sql: str, value: t.Any) -> None:
    assert found(users, sql, value) is True
    assert found(users, sql, "something that nothing is") == "something else"


# The statement, what is told instead of a value.
TOLD = {
    "SELECT 1 WHERE false": "no row",
    "SELECT id FROM users": "more than one row",
    "SELECT id, mail FROM users WHERE id = 1": "2 columns",
    "SELECT 1, 2": "2 columns",
    "SELECT": "0 columns",
    "SELECT 1; SELECT 2": "error 42P11 (it is not one statement that returns rows)",
    "COMMIT": "error 42P11 (it is not one statement that returns rows)",
    "SELECT 1; COMMIT; DELETE FROM users": "error 42P11 (it is not one statement that returns rows)",
    "SET TRANSACTION READ WRITE": "error 42P11 (it is not one statement that returns rows)",
    "SET search_path = pg_catalog": "error 42P11 (it is not one statement that returns rows)",
    "DELETE FROM users": "error 42P11 (it is not one statement that returns rows)",
    "DO $$BEGIN DELETE FROM users; END$$": "error 42P11 (it is not one statement that returns rows)",
    "\\! touch /tmp/golive-was-here": "error 42601 (it is no valid SQL)",
    "SELECT canary FORM users": "error 42601 (it is no valid SQL)",
    "SELECT 1) AS x; DELETE FROM users; SELECT (1": "error 42601 (it is no valid SQL)",
    "SELECT count(*) FROM nowhere": 'error 42P01 (relation "nowhere" does not exist)',
    "SELECT nowhere FROM users": 'error 42703 (column "nowhere" does not exist)',
    "SELECT token::int FROM users WHERE id = 1": "error 22P02",
    "SELECT 1 / 0": "error 22012",
    "DELETE FROM users RETURNING 1": "error 25006 (cannot execute DELETE in a read-only transaction)",
    "WITH d AS (DELETE FROM users RETURNING 1) SELECT count(*) FROM d": "error 25006 (cannot execute SELECT in a read-only transaction)",
    "SELECT set_config('transaction_read_only', 'off', false)": "error 25001 (transaction read-write mode must be set before any query)",
    "SELECT nextval('users_id_seq')": "error 25006 (cannot execute nextval() in a read-only transaction)",
    "SELECT pg_catalog.set_config('golive.answer', '{}', false)": "something else",
}


@pytest.mark.parametrize("sql", TOLD)
@pytest.mark.parametrize("expect", [0, None])
def test_what_gives_no_value_is_told(users: There, sql: str, expect: t.Any) -> None:
    before = users.rows(EVERYTHING)
    assert found(users, sql, expect) == TOLD[sql]
    assert users.rows(EVERYTHING) == before


# The statement that may write, what it gives or the error that it must end in.
WRITES: list[tuple[str, t.Any]] = [
    ("INSERT INTO users (mail) VALUES ('c') RETURNING mail", "c"),
    ("WITH i AS (INSERT INTO users (mail) VALUES ('c'), ('d') RETURNING 1) SELECT count(*) FROM i", 2),
    ("WITH d AS (DELETE FROM users RETURNING 1) SELECT count(*) FROM d", 2),
    ("UPDATE users SET token = 'x' WHERE mail = 'b' RETURNING token", "x"),
    ("INSERT INTO users (mail) VALUES ('a') RETURNING 1", {"sqlstate": "23505"}),
    ("INSERT INTO users (mail) VALUES ('') RETURNING 1", {"sqlstate": "23514"}),
    ("INSERT INTO users (mail) VALUES (NULL) RETURNING 1", {"sqlstate": "23502"}),
    ("SHOW transaction_read_only", "off"),
]


@pytest.mark.parametrize(("sql", "value"), WRITES, ids=[sql for sql, _value in WRITES])
@pytest.mark.parametrize("check", [False, True])
def test_what_may_write_is_undone(users: There, sql: str, value: t.Any, check: bool) -> None:
    before = users.rows(EVERYTHING)
    told = users.run(assertions=[{"name": "it", "sql": sql, "expect": value, "write": True}], check=check)
    assert (told["changed"], told["findings"]) == (False, [])
    assert users.rows(EVERYTHING) == before


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("INSERT INTO users (mail) VALUES ('c'); COMMIT", "error 42P11 (it is not one statement that returns rows)"),
        ("COMMIT", "error 42P11 (it is not one statement that returns rows)"),
        ("INSERT INTO users (mail) VALUES ('c')", "error 42P11 (it is not one statement that returns rows)"),
        ("INSERT INTO users (mail) VALUES ('c'), ('d') RETURNING 1", "more than one row"),
        ("INSERT INTO users (mail) VALUES ('a') RETURNING 1", "error 23505"),
    ],
)
def test_what_may_write_can_not_keep_it(users: There, sql: str, told: str) -> None:
    before = users.rows(EVERYTHING)
    assert found(users, sql, 1, write=True) == told
    assert users.rows(EVERYTHING) == before


def test_what_is_expected_to_fail_and_does_not(users: There) -> None:
    assert found(users, "SELECT token FROM users WHERE id = 1", {"sqlstate": "23505"}, show_found=True) == "no error"


def test_bounds(users: There) -> None:
    assert found(users, "SELECT count(*) FROM users", {"min": 1, "max": 2}) is True
    assert found(users, "SELECT count(*) FROM users", {"min": 3}) == "something else"
    assert found(users, "SELECT count(*) FROM users", {"min": 3}, show_found=True) == 2


def test_every_statement_is_run_whatever_became_of_the_others(users: There) -> None:
    statements = ["SELECT 1", "SELECT 1 / 0", "INSERT INTO users (mail) VALUES ('a') RETURNING 1", "SELECT 2", "SELECT x", "SELECT 1"]
    items = [{"name": str(number), "sql": sql, "expect": 1, "write": number == 2} for number, sql in enumerate(statements)]
    assert [finding[1] for finding in users.findings(assertions=items)] == ["1", "2", "3", "4"]


def test_data_are_told_nowhere_unless_they_are_asked_for(users: There) -> None:
    quiet = """
      assertions:
        - {name: it, sql: SELECT token FROM users WHERE id = 1, expect: x}
        - {name: no, sql: "SELECT token::int FROM users", expect: 1}
    """
    result = users.process(quiet, diff=True)
    assert (result.rc, len(result.json["findings"])) == (1, 2)
    assert "canary" not in result.out + result.err
    assert found(users, "SELECT token FROM users WHERE id = 1", show_found=True) == "canary"
    assert found(users, "SELECT token::int FROM users WHERE id = 1", show_found=True).startswith("error 22P02 (invalid input")


def test_a_statement_that_takes_too_long(users: There, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "STATEMENT_SECONDS", 1)
    short = users.reached(lock_timeout=1)
    assert found(short, "SELECT pg_sleep(30)::text") == "error 57014 (canceling statement due to statement timeout)"


def test_names_are_looked_for_in_the_schemas_of_the_task(users: There) -> None:
    users.do("CREATE SCHEMA app; CREATE TABLE app.users (id int)")
    item = {"name": "it", "sql": "SELECT count(*) FROM users", "expect": 0}
    assert users.findings(schemas=["app", "public"], assertions=[item]) == []
    assert users.findings(schemas=["public", "app"], assertions=[item]) == [("assertion", "it", "something else")]


TRAPS = """
CREATE FUNCTION public.row_to_json(record) RETURNS json LANGUAGE plpgsql AS $$BEGIN RETURN '{"x": 0}'; END$$;
CREATE FUNCTION public.json_each(json, OUT key text, OUT value json) RETURNS SETOF record LANGUAGE sql AS $$SELECT 'x', '0'::json$$;
CREATE FUNCTION public.set_config(text, text, boolean) RETURNS text LANGUAGE sql AS $$SELECT NULL::text$$;
CREATE FUNCTION public.jsonb_build_object(text, boolean, text, boolean, text, bigint, text, json) RETURNS jsonb LANGUAGE sql
  AS $$SELECT '{"row": true, "again": false, "columns": 1, "value": 0}'::jsonb$$;
CREATE FUNCTION public.count(bigint) RETURNS bigint LANGUAGE sql AS $$SELECT 1::bigint$$;
"""


def test_functions_that_somebody_laid_in_the_way_decide_nothing(users: There) -> None:
    users.do(TRAPS)
    assert found(users, "SELECT 7", 0) == "something else"
    assert found(users, "SELECT id, mail FROM users WHERE id = 1", 0) == "2 columns"
    assert found(users, "SELECT 7", 7) is True


def test_rows_that_a_policy_hides_are_no_proof(users: There, login: postgres.Server) -> None:
    users.do(f"ALTER TABLE users ENABLE ROW LEVEL SECURITY; GRANT SELECT ON users TO {login.user}; GRANT USAGE ON SCHEMA public TO PUBLIC")
    plain = users.reached(user=login.user, password=login.password)
    hidden = 'error 42501 (query would be affected by row-level security policy for table "users")'
    assert found(plain, "SELECT count(*) FROM users WHERE token IS NOT NULL") == hidden
    assert plain.findings("expect: {tables: {users: {rows: {exactly: 0}}, log: }}") == [("rows", "public.users", hidden)]
    assert users.findings("expect: {tables: {users: {rows: {exactly: 2}}, log: }}") == []


def test_what_a_role_may_not_read_is_told_beside_all_the_rest(users: There, login: postgres.Server) -> None:
    users.do(f"GRANT USAGE ON SCHEMA public TO PUBLIC; GRANT SELECT ON log TO {login.user}")
    plain = users.reached(user=login.user, password=login.password)
    assert plain.findings("expect: {tables: {users: {rows: {min: 1}}, log: {rows: {min: 1}}, gone: }}") == [
        ("missing_table", "public.gone"),
        ("rows", "public.users", "error 42501 (permission denied for table users)"),
        ("rows", "public.log", 0),
    ]
