# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that are down, refuse, or have not what the task names: one sentence with cause, place and next step."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._database import settings, sql
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from psycopg import sql as quoting

from tests import postgres
from tests.integration.feature_flag.endpoints import closed_port, listening, silent, web_server
from tests.integration.feature_flag.sessions import locked_out
from tests.integration.feature_flag.stores import Store
from tests.integration.feature_flag.tables import COLUMNS, Schema

pytestmark = pytest.mark.lab

ON = {"key": "ui", "enabled": True}
CONNECTING = "Connecting to database {name} on {host}:{port} as {user} failed: {cause}.*; .*, then run again"


def refused(store: Store, cause: str) -> None:
    """The task fails in check mode and out of it, says what it was connecting to and why it could not."""
    option = store.place["database"]
    for check in (True, False):
        with pytest.raises(StackError, match=CONNECTING.format(**option, cause=f".*{cause}")) as error:
            store.run(ON, check=check)
        assert option["password"] not in error.value.msg
        assert "\n" not in error.value.msg


def test_nobody_listens(table: Store) -> None:
    refused(table.reached(host="127.0.0.1", port=closed_port()), "Connection refused")


def test_another_port_of_the_server(table: Store) -> None:
    refused(table.reached(port=1), "Connection refused")


def test_a_name_that_does_not_exist(table: Store) -> None:
    refused(table.reached(host="db.invalid"), "could not translate host name|failed to resolve host|Name or service|[Tt]emporary failure")


def test_something_else_listens(table: Store) -> None:
    with listening(web_server) as endpoint:
        refused(table.reached(host=endpoint.host, port=endpoint.port), "received invalid response to|but received H")


def test_a_server_that_says_nothing(table: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CONNECT_SECONDS", 2)
    with listening(silent) as endpoint, pytest.raises(StackError, match=f":{endpoint.port} as postgres failed: .*(timeout|timed out)"):
        table.reached(host=endpoint.host, port=endpoint.port).run(ON)


def test_a_wrong_password(table: Store) -> None:
    refused(table.reached(password="wrong but long"), 'password authentication failed for user "postgres"')


def test_no_password(table: Store) -> None:
    with pytest.raises(StackError, match="Connecting to .* as postgres failed: .*no password supplied"):
        table.reached(password=None).run(ON)


def test_an_unknown_role(table: Store) -> None:
    refused(table.reached(user="nobody_here"), 'password authentication failed for user "nobody_here"')


def test_an_unknown_database(table: Store) -> None:
    refused(table.reached(name="not_there"), 'database "not_there" does not exist')


@pytest.mark.parametrize("what", ["ROLE", "DATABASE"])
def test_no_connection_is_left(server: postgres.Server, schema: Schema, hand: str, login: postgres.Server, what: str) -> None:
    name = quoting.Identifier(login.user if what == "ROLE" else schema.database)
    limit = quoting.SQL("ALTER " + what + " {} CONNECTION LIMIT {}")
    schema.connection.execute(limit.format(name, 0))
    try:
        refused(schema.store(hand).reached(user=login.user, password=login.password), "too many connections for")
    finally:
        schema.connection.execute(limit.format(name, -1))


MISSING = {
    "table": ({"name": "nowhere"}, r'relation ".*\.nowhere" does not exist \(SQLSTATE 42P01\); create it by a migration, or correct'),
    "schema": ({"schema": "nowhere"}, r'relation "nowhere\.feature_flags" does not exist \(SQLSTATE 42P01\); create it'),
    "key column": (
        {"columns": {**COLUMNS, "key": "nowhere"}},
        r"column t\.nowhere does not exist \(SQLSTATE 42703\); correct the column's",
    ),
    "enabled column": (
        {"columns": {**COLUMNS, "enabled": "Is_Enabled"}},
        r'column "Is_Enabled" not found in .*feature_flags \(SQLSTATE 42703\); correct the column',
    ),
}


@pytest.mark.parametrize(("named", "message"), MISSING.values(), ids=MISSING)
def test_the_task_names_something_unknown(table: Store, named: dict[str, t.Any], message: str) -> None:
    store = Store({**table.place, "table": {**table.place["table"], **named}})
    for check in (True, False):
        with pytest.raises(StackError, match=f"Reading in database .* failed: {message}"):
            store.run(ON, check=check)


def test_an_unknown_column_that_is_only_written(schema: Schema, table: Store) -> None:
    with pytest.raises(StackError, match='Changing flags of .*column "nowhere" of relation "feature_flags" does not exist.*42703'):
        table.having(updated="nowhere").run(ON)
    assert schema.rows() == []


FORBIDDEN = {
    "to enter the schema": ("REVOKE ALL ON SCHEMA {0} FROM PUBLIC", "Reading in .*permission denied for schema"),
    "to read": ("REVOKE SELECT ON feature_flags FROM PUBLIC", "Reading in .*permission denied for table feature_flags"),
    "to add": ("REVOKE INSERT ON feature_flags FROM PUBLIC", "Changing flags of .*permission denied for table feature_flags"),
}


@pytest.mark.parametrize(("revoke", "message"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_no_permission(schema: Schema, hand: str, login: postgres.Server, revoke: str, message: str) -> None:
    schema.do(revoke.format(schema.name))
    with pytest.raises(StackError, match=message + r".*42501\); grant this user what the sentence names"):
        schema.store(hand).reached(user=login.user, password=login.password).run(ON)
    assert schema.rows() == []


LOCKS = {
    "the table": ("LOCK TABLE feature_flags IN ACCESS EXCLUSIVE MODE", "Reading"),
    "the row": ("SELECT FROM feature_flags FOR UPDATE", "Changing flags"),
    "the flags": ("SELECT pg_advisory_xact_lock({})", "Changing flags"),
}


@pytest.mark.parametrize(("lock", "doing"), LOCKS.values(), ids=LOCKS)
def test_another_session_holds_the_lock_of(schema: Schema, table: Store, lock: str, doing: str) -> None:
    schema.do("INSERT INTO feature_flags VALUES ('ui', false)")
    before = schema.snapshot()
    number = sql.lock_number("feature_flag", f"{schema.name}.feature_flags")
    told = doing + r".* lock timeout \(SQLSTATE 55P03\); another session holds the lock: see pg_locks"
    with locked_out(schema, lock.format(number)), pytest.raises(StackError, match=told):
        table.reached(lock_timeout=1).run(ON)
    assert schema.snapshot() == before
    assert table.run(ON)["changed"]


def test_a_statement_that_takes_too_long(schema: Schema, table: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    schema.do("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_sleep(9); RETURN new; END$$")
    schema.do("CREATE TRIGGER f BEFORE INSERT ON feature_flags FOR EACH ROW EXECUTE FUNCTION f()")
    monkeypatch.setattr(settings, "STATEMENT_SECONDS", 1)
    with pytest.raises(StackError, match=r"Changing flags .*statement timeout \(SQLSTATE 57014\); it took longer than the statement may"):
        table.reached(lock_timeout=1).run(ON)
    assert schema.rows() == []


@pytest.mark.parametrize("option", ["name", "host", "user", "passfile", "sslrootcert", "password"])
def test_an_option_that_no_connection_can_carry(table: Store, option: str) -> None:
    with pytest.raises(StackError, match=r"NUL"):
        store = table.reached(password=None) if option == "passfile" else table
        store.reached(**{option: "a\0b"}).run(ON)
