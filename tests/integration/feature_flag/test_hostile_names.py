# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and tenants are data, names are identifiers: nothing in them is ever run, and all come back as they were."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from tests.integration.feature_flag.stores import Store
from tests.integration.feature_flag.tables import COLUMNS, FLAGS, Schema

pytestmark = pytest.mark.lab

HOSTILE = [
    "it's",
    '"; DROP TABLE feature_flags; --',
    "'; DROP TABLE feature_flags; COMMIT; --",
    "$g0$ $g1$ $g2$",
    "$$; SELECT 1; $$",
    "a\\'b\\",
    "\\! touch /golive-was-here",
    "\\q",
    "line\nbreak\r\n\ttab",
    "\n\\q\n",
    ":name :'name' :\"name\" :{?name}",
    "%s %(name)s %% {0} {name}",
    "{{ 7 * 7 }}",
    "ünïcödé – Ω 漢字",
    "🦄🏳️‍🌈",
    "e\u0301 is not \u00e9",
    "\u202etxet\u200b\ufeff",
    "\x01\x1b[31m\x7f",
    " leading and trailing ",
    "-- comment",
    "/* comment",
    "NULL",
    "*",
    "a" * 63,
    "é" * 31 + "x",
]


def test_keys_tenants_and_descriptions_come_back_as_they_were(schema: Schema, hand: str) -> None:
    schema.do("CREATE TABLE f (key text, tenant text, enabled boolean, said text, PRIMARY KEY (key, tenant))")
    store = schema.store(hand, "f", {"key": "key", "enabled": "enabled", "tenant": "tenant", "description": "said"})
    wishes = [{"key": text, "tenant": text, "enabled": True, "description": text} for text in HOSTILE]
    asked = "SELECT key, tenant, enabled, said FROM f"
    assert [action["id"] for action in store.run(*wishes)["actions"]] == [f"{text} for tenant {text}" for text in HOSTILE]
    assert schema.rows(asked) == sorted(((text, text, True, text) for text in HOSTILE), key=repr)
    assert not store.run(*wishes)["changed"]
    store.run(*({**wish, "enabled": False} for wish in wishes))
    assert schema.rows(asked) == sorted(((text, text, False, text) for text in HOSTILE), key=repr)
    assert {flag["key"] for flag in store.ask(keys=HOSTILE)["flags"]} == set(HOSTILE)
    store.run(*({"key": text, "tenant": text, "state": "absent"} for text in HOSTILE))
    assert schema.rows(asked) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_schema_a_table_and_columns_of_that_name(schema: Schema, hand: str, text: str) -> None:
    named = f"{schema.name} {text}" if len(text.encode()) < 48 else text
    second = text[:-1] + "2"
    made = "CREATE SCHEMA {0}; CREATE TABLE {0}.{1} ({1} text PRIMARY KEY, {2} boolean); INSERT INTO {0}.{1} VALUES ('kept', true)"
    schema.connection.execute(sql.SQL(made).format(*map(sql.Identifier, (named, text, second))))
    try:
        store = schema.store(hand, text, {"key": text, "enabled": second}, schema=named)
        assert store.run({"key": "ui", "enabled": True})["changed"]
        assert not store.run({"key": "ui", "enabled": True})["changed"]
        asked = sql.SQL("SELECT * FROM {}.{} ORDER BY 1").format(sql.Identifier(named), sql.Identifier(text))
        assert schema.connection.execute(asked).fetchall() == [("kept", True), ("ui", True)]
    finally:
        schema.connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(named)))


def test_a_database_of_a_hostile_name(schema: Schema, hand: str) -> None:
    name = "q\" it's \\ host=127.0.0.9 $g0$ :x %s ünï 🦄"
    with schema.server.connect() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        try:
            with schema.server.connect(name) as inside:
                inside.execute(f"CREATE SCHEMA {schema.name}; SET search_path = {schema.name}; {FLAGS}")  # type: ignore[arg-type]
            store = schema.store(hand).reached(name=name)
            assert store.run({"key": "ui", "enabled": True})["changed"]
            assert not store.run({"key": "ui", "enabled": True})["changed"]
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


REFUSED = {"NUL": "a\0b", "broken Unicode": "a\ud800", "nothing": ""}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_data_that_no_store_can_keep(schema: Schema, overrides: Store, text: str) -> None:
    for where in ("key", "tenant", "description") if text else ("key",):
        with pytest.raises(StackError, match="which no store can keep; correct it|has an empty key; name the flag"):
            overrides.having(description="feature_key").run({"key": "ui", "tenant": "a", "enabled": True, where: text})
    assert schema.rows("SELECT * FROM feature_flag_overrides") == []


@pytest.mark.parametrize("text", [*REFUSED.values(), "x" * 64, "é" * 32], ids=[*REFUSED, "64 bytes", "64 bytes in 32 letters"])
def test_a_name_that_no_table_can_have(schema: Schema, hand: str, text: str) -> None:
    named = schema.store(hand, text)
    for store in (named, schema.store(hand, columns={**COLUMNS, "key": text}), schema.store(hand, columns={**COLUMNS, "updated": text})):
        with pytest.raises(StackError, match="is no PostgreSQL name: give 1 to 63 bytes without NUL"):
            store.run({"key": "ui", "enabled": True})


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(st.lists(TEXT, min_size=20, max_size=60, unique=True))
def test_any_keys(schema: Schema, keys: list[str]) -> None:
    wishes = [{"key": key, "enabled": True} for key in keys]
    for hand in ("psycopg", "psql"):
        schema.do("DELETE FROM feature_flags")
        store = schema.store(hand)
        assert store.run(*wishes)["changed"]
        assert schema.rows() == sorted(((key, True) for key in keys), key=repr)
        assert not store.run(*wishes)["changed"]
