# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Traps that a plain role lays where names are searched, and settings that wait for whoever logs in: none does harm."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from tests import postgres
from tests.integration.feature_flag.stores import Store
from tests.integration.feature_flag.tables import COLUMNS, Schema

pytestmark = pytest.mark.lab

ON = {"key": "ui", "enabled": True, "description": "x", "expires": "2099-01-31"}
OFF = {"key": "ui", "enabled": False}
GONE = {"key": "ui", "state": "absent"}
COUNTED = "AS $$BEGIN PERFORM pg_catalog.nextval('public.trapped'::pg_catalog.regclass); RETURN NULL; END$$"
# What a statement of ours could call without a schema: name, arguments, result.
FUNCTIONS = [
    ("now", "", "timestamptz"),
    ("lower", "text", "text"),
    ("concat", "int8, text", "text"),
    ("concat", "text, text", "text"),
    ("jsonb_agg", "jsonb", "jsonb"),
    ("jsonb_agg", "text", "jsonb"),
    ("jsonb_array_elements_text", "jsonb", "SETOF text"),
    ("jsonb_build_object", "text, text, text, text, text, bool, text, text, text, date, text, text", "jsonb"),
    ("pg_advisory_xact_lock", "int8", "text"),
    ("text", "int8", "text"),
]
OPERATORS = [
    ("=", "text", "text", "bool"),
    ("->>", "jsonb", "text", "text"),
    ("->>", "jsonb", "int4", "text"),
    ("<>", "int8", "int4", "bool"),
]
RELATIONS = ["pg_class", "pg_attribute", "pg_type", "pg_proc", "pg_namespace"]
TYPES = ["text", "jsonb", "int8"]
# Each of these, asked by somebody who did not pin the path, is a step into a trap.
STEPS = [
    "now()",
    "lower('x'::pg_catalog.text)",
    "'a'::pg_catalog.text = 'a'::pg_catalog.text",
    "'{}'::pg_catalog.jsonb->>'a'::pg_catalog.text",
    "concat(1::pg_catalog.int8, 'a'::pg_catalog.text)",
    "jsonb_agg('1'::pg_catalog.jsonb)",
]


def traps() -> Iterator[str]:
    """Give the statements that lay them; each trap counts who steps into it."""
    for name, arguments, returns in FUNCTIONS:
        body = COUNTED.replace("RETURN NULL", "RETURN") if returns.startswith("SETOF") else COUNTED
        yield f"CREATE FUNCTION public.{name}({arguments}) RETURNS {returns} LANGUAGE plpgsql {body}"
    for sign, left, right, returns in OPERATORS:
        yield f"CREATE FUNCTION public.operated({left}, {right}, OUT {returns}) LANGUAGE plpgsql {COUNTED.replace('RETURN NULL;', '')}"
        yield f"CREATE OPERATOR public.{sign} (LEFTARG = {left}, RIGHTARG = {right}, FUNCTION = public.operated)"
    yield from (f"CREATE TABLE public.{name} (oid oid)" for name in RELATIONS)
    yield from (f"CREATE DOMAIN public.{name} AS pg_catalog.bool" for name in TYPES)


class Trapped(t.NamedTuple):
    """A database with traps."""

    name: str
    connection: psycopg.Connection[t.Any]

    def steps(self) -> int:
        """Return how often somebody stepped into one, once asked."""
        row = self.connection.execute("SELECT pg_catalog.nextval('public.trapped'::pg_catalog.regclass)").fetchone()
        return t.cast("tuple[int]", row)[0]


@pytest.fixture(scope="module")
def trapped(server: postgres.Server, login: postgres.Server) -> Iterator[Trapped]:
    """A database in which a plain role was allowed to create in public, and did, and is searched before pg_catalog."""
    name = postgres.fresh_database(server)
    with server.connect(name) as connection:
        connection.execute("CREATE SEQUENCE public.trapped; GRANT ALL ON SEQUENCE public.trapped TO PUBLIC")
        connection.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
        with login.connect(name) as intruder:
            for trap in traps():
                intruder.execute(trap)  # type: ignore[arg-type]
        connection.execute(sql.SQL("ALTER DATABASE {} SET search_path = public, pg_catalog").format(sql.Identifier(name)))
        yield Trapped(name, connection)
    postgres.drop(server, name)


@pytest.mark.parametrize("step", STEPS)
def test_the_traps_are_laid(server: postgres.Server, trapped: Trapped, step: str) -> None:
    before = trapped.steps()
    with server.connect(trapped.name) as careless:
        careless.execute(f"SELECT {step}")  # type: ignore[arg-type]
    assert trapped.steps() == before + 2


def test_no_trap_is_stepped_into(server: postgres.Server, trapped: Trapped, hand: str) -> None:
    before = trapped.steps()
    place = {"database": {**server.option(trapped.name), "hand": hand}, "table": {"name": "feature_flags", "columns": COLUMNS}}
    store = Store(place)
    for wish in (ON, OFF, GONE):
        assert store.run(wish, check=True)["changed"]
        assert store.run(wish)["changed"]
        assert not store.run(wish)["changed"]
        store.ask()
    assert trapped.steps() == before + 1


HARMFUL = {
    "default_transaction_read_only": "on",
    "default_transaction_isolation": "serializable",
    "default_transaction_deferrable": "on",
    "search_path": "nowhere",
    "statement_timeout": "1ms",
    "lock_timeout": "1ms",
    "DateStyle": "German",
    "IntervalStyle": "sql_standard",
    "TimeZone": "Pacific/Kiritimati",
    "client_encoding": "LATIN1",
    "client_min_messages": "debug5",
    "standard_conforming_strings": "off",
    "backslash_quote": "on",
    "transform_null_equals": "on",
    "row_security": "off",
    "quote_all_identifiers": "on",
    "plpgsql.extra_errors": "all",
}


@pytest.fixture(scope="module", params=["role", "database"])
def burdened(request: pytest.FixtureRequest, server: postgres.Server, login: postgres.Server, database: str) -> Iterator[None]:
    """All settings at once, waiting for the login or in the database."""
    name = sql.Identifier(login.user if request.param == "role" else database)
    alter = sql.SQL("ALTER ROLE {}" if request.param == "role" else "ALTER DATABASE {}").format(name)
    with server.connect() as connection:
        for setting, value in HARMFUL.items():
            words = sql.SQL("{} SET {} = {}").format(alter, sql.Identifier(*setting.split(".")), sql.Literal(value))
            connection.execute(words)
        yield
        connection.execute(sql.SQL("{} RESET ALL").format(alter))


@pytest.mark.usefixtures("burdened")
def test_settings_that_wait_for_the_login(schema: Schema, hand: str, login: postgres.Server) -> None:
    with login.connect(schema.database) as careless, pytest.raises(psycopg.Error):
        careless.execute(f"INSERT INTO {schema.name}.feature_flags SELECT 'ui', true FROM pg_sleep(0.1)")  # type: ignore[arg-type]
    # A day that a time zone could move to the next.
    schema.do("ALTER TABLE feature_flags ALTER expires_on TYPE timestamptz")
    store = schema.store(hand).reached(user=login.user, password=login.password)
    assert store.run({**ON, "key": "back\\slash é🦄"})["changed"]
    assert not store.run({**ON, "key": "back\\slash é🦄"})["changed"]
    assert schema.rows("SELECT feature_key, is_enabled, (expires_on AT TIME ZONE 'UTC')::text FROM feature_flags") == [
        ("back\\slash é🦄", True, "2099-01-31 00:00:00")
    ]
    assert store.run({**OFF, "key": "back\\slash é🦄"})["changed"]
    assert store.run({**GONE, "key": "back\\slash é🦄"})["changed"]
