# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What does not come out as wished is a failure, and leaves all as it was."""

from __future__ import annotations

import typing as t
from functools import partial

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError

from tests import postgres
from tests.integration.feature_flag.stores import Store
from tests.integration.feature_flag.tables import Schema

pytestmark = pytest.mark.lab

ON = {"key": "ui", "enabled": True}
OFF = {"key": "ui", "enabled": False}
GONE = {"key": "ui", "state": "absent"}
NOBODY = "0 rows touched instead of 1 by the {what} of a flag.*trigger, rule or policy"
BODY = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {body} END$$;"
DROP_ROW = BODY.format(body="RETURN NULL;")
PLAIN = {"key": "key", "enabled": "enabled"}


def test_two_rows_for_one_flag(schema: Schema, hand: str) -> None:
    schema.do("CREATE TABLE f (key text, enabled boolean); INSERT INTO f VALUES ('ui', true), ('ui', false), ('api', true)")
    store = schema.store(hand, "f", PLAIN)
    for wish in (ON, OFF, GONE):
        with pytest.raises(StackError, match=r"Table .*\.f has two rows for flag ui; remove one and make the key unique"):
            store.run(wish)
    assert store.run({"key": "api", "enabled": False})["changed"]
    assert schema.rows("SELECT * FROM f") == [("api", False), ("ui", False), ("ui", True)]


def test_two_rows_for_one_flag_of_a_tenant(schema: Schema, hand: str) -> None:
    schema.do("CREATE TABLE f (key text, tenant text, enabled boolean); INSERT INTO f VALUES ('ui', 'a', true), ('ui', 'a', true)")
    with pytest.raises(StackError, match="two rows for flag ui for tenant a;"):
        schema.store(hand, "f", {**PLAIN, "tenant": "tenant"}).run({**OFF, "tenant": "a"})


NOT_YES_OR_NO = {
    "NULL": ("SELECT 'ui'::text AS key, NULL::boolean AS enabled", "Flag ui in .* has enabled = NULL, not true or false"),
    "text": ("SELECT 'ui'::text AS key, 'true'::text AS enabled", "Column enabled of table .* has the type text;"),
    "a number": ("SELECT 'ui'::text AS key, 1 AS enabled", "Column enabled of table .* has the type integer;"),
    "text without a row": ("SELECT ''::text AS key, ''::text AS enabled WHERE false", "Column enabled of table .* has the type text;"),
}


@pytest.mark.parametrize(("rows", "said"), NOT_YES_OR_NO.values(), ids=NOT_YES_OR_NO)
def test_an_enabled_column_that_is_not_yes_or_no(schema: Schema, hand: str, rows: str, said: str) -> None:
    schema.do(f"CREATE TABLE f AS {rows}")
    before = schema.snapshot()
    for wish in (ON, GONE):
        with pytest.raises(StackError, match=said):
            schema.store(hand, "f", PLAIN).run(wish)
    assert schema.snapshot() == before


def test_a_domain_of_yes_and_no_is_taken(schema: Schema, hand: str) -> None:
    schema.do("CREATE DOMAIN switch AS boolean NOT NULL; CREATE TABLE f (key text PRIMARY KEY, enabled switch)")
    schema.store(hand, "f", PLAIN).run(ON)
    assert schema.rows("SELECT key, enabled FROM f") == [("ui", True)]


TAKEN_AWAY = {
    "a trigger drops the new row": ("INSERT", ON, []),
    "a trigger drops the new version": ("UPDATE", OFF, [("ui", True)]),
    "a trigger keeps the row": ("DELETE", GONE, [("ui", True)]),
}
WHAT = {"INSERT": "create", "UPDATE": "update", "DELETE": "remove"}


@pytest.mark.parametrize(("verb", "wish", "rows"), TAKEN_AWAY.values(), ids=TAKEN_AWAY)
@pytest.mark.parametrize("warning", ["", "RAISE WARNING 'golive: not this one';"], ids=["silent", "warning"])
def test_no_row_touched(schema: Schema, table: Store, verb: str, wish: dict[str, t.Any], rows: list[t.Any], warning: str) -> None:
    schema.do("".join(f"INSERT INTO feature_flags VALUES ('{key}', {on});" for key, on in rows))
    schema.do(BODY.format(body=f"{warning} RETURN NULL;"))
    schema.do(f"CREATE TRIGGER f BEFORE {verb} ON feature_flags FOR EACH ROW EXECUTE FUNCTION f()")
    with pytest.raises(StackError, match=NOBODY.format(what=WHAT[verb])):
        table.run(wish)
    assert schema.rows() == rows


@pytest.mark.parametrize(("verb", "wish", "rows"), TAKEN_AWAY.values(), ids=WHAT)
def test_a_rule_that_does_nothing_instead(schema: Schema, table: Store, verb: str, wish: dict[str, t.Any], rows: list[t.Any]) -> None:
    schema.do("".join(f"INSERT INTO feature_flags VALUES ('{key}', {on});" for key, on in rows))
    schema.do(f"CREATE RULE r AS ON {verb} TO feature_flags DO INSTEAD NOTHING")
    with pytest.raises(StackError, match=NOBODY.format(what=WHAT[verb])):
        table.run(wish)
    assert schema.rows() == rows


def test_an_insert_that_a_rule_turns_into_two(schema: Schema, hand: str) -> None:
    schema.do("CREATE TABLE f (key text, enabled boolean)")
    schema.do("CREATE RULE r AS ON INSERT TO f DO INSTEAD INSERT INTO feature_flags SELECT v, true FROM (VALUES ('a'), ('b')) AS w (v)")
    with pytest.raises(StackError, match="rows touched instead of 1 by the create|did not hold"):
        schema.store(hand, "f", PLAIN).run(ON)


PROTECTED = """
ALTER TABLE feature_flags ENABLE ROW LEVEL SECURITY;
INSERT INTO feature_flags VALUES ('ui', true);
CREATE POLICY p ON feature_flags FOR {command} TO PUBLIC USING ({using}) {check}
"""
POLICIES = {
    "seen but not to be updated": (("SELECT", "true", ""), OFF, NOBODY.format(what="update")),
    "seen but not to be removed": (("SELECT", "true", ""), GONE, NOBODY.format(what="remove")),
    "hidden": (("ALL", "feature_key <> 'ui'", ""), OFF, "duplicate key value|row-level security"),
    "not to be changed into this": (("ALL", "true", "WITH CHECK (is_enabled)"), OFF, "violates row-level security policy.*42501"),
}


@pytest.mark.parametrize(("policy", "wish", "message"), POLICIES.values(), ids=POLICIES)
def test_a_policy(schema: Schema, hand: str, login: postgres.Server, policy: t.Any, wish: dict[str, t.Any], message: str) -> None:
    command, using, check = policy
    schema.do(PROTECTED.format(command=command, using=using, check=check))
    store = schema.store(hand).reached(user=login.user, password=login.password)
    with pytest.raises(StackError, match=message):
        store.run(wish)
    assert schema.rows() == [("ui", True)]


def test_reading_writes_nothing_whatever_a_policy_calls(schema: Schema, hand: str, login: postgres.Server) -> None:
    schema.do("CREATE TABLE seen (key text); GRANT ALL ON seen TO PUBLIC; INSERT INTO feature_flags VALUES ('ui', true)")
    schema.do(
        f"CREATE FUNCTION f(key text) RETURNS boolean LANGUAGE plpgsql SET search_path = {schema.name}"
        " AS $$BEGIN INSERT INTO seen VALUES (key); RETURN true; END$$"
    )
    schema.do("ALTER TABLE feature_flags ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON feature_flags USING (f(feature_key))")
    store = schema.store(hand).reached(user=login.user, password=login.password)
    for act in (store.ask, partial(store.run, ON), partial(store.run, OFF, check=True)):
        with pytest.raises(StackError, match="Reading in .* cannot execute INSERT in a read-only transaction"):
            act()
    assert schema.rows("SELECT * FROM seen") == []


@pytest.mark.parametrize(
    ("verb", "wish", "back"),
    [
        ("INSERT", ON, "DELETE FROM feature_flags WHERE feature_key = new.feature_key"),
        ("UPDATE", OFF, "UPDATE feature_flags SET is_enabled = true WHERE feature_key = new.feature_key AND NOT is_enabled"),
        ("DELETE", GONE, "INSERT INTO feature_flags VALUES (old.feature_key, old.is_enabled)"),
    ],
)
def test_a_trigger_that_sets_it_back(schema: Schema, table: Store, verb: str, wish: dict[str, t.Any], back: str) -> None:
    if verb != "INSERT":
        schema.do("INSERT INTO feature_flags VALUES ('ui', true)")
    schema.do(f"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql SET search_path = {schema.name} AS $$BEGIN {back}; RETURN NULL; END$$")
    schema.do(f"CREATE TRIGGER f AFTER {verb} ON feature_flags FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION f()")
    before = schema.rows()
    with pytest.raises(StackError, match=f"The change did not hold: after {WHAT[verb]} ui there is still to do: {WHAT[verb]} ui;"):
        table.run(wish)
    assert schema.rows() == before


def test_all_flags_of_a_task_or_none(schema: Schema, table: Store) -> None:
    schema.do("ALTER TABLE feature_flags ADD CHECK (feature_key <> 'third'); INSERT INTO feature_flags VALUES ('second', true)")
    before = schema.snapshot()
    with pytest.raises(StackError, match=r"Changing flags of .* violates check constraint .*23514"):
        table.run({"key": "first", "enabled": True}, {"key": "second", "enabled": False}, {"key": "third", "enabled": True})
    assert schema.snapshot() == before


def test_a_constraint_that_is_looked_at_in_the_end(schema: Schema, table: Store) -> None:
    schema.do("CREATE TABLE known (key text PRIMARY KEY); INSERT INTO known VALUES ('first')")
    schema.do("ALTER TABLE feature_flags ADD FOREIGN KEY (feature_key) REFERENCES known DEFERRABLE INITIALLY DEFERRED")
    with pytest.raises(StackError, match="Changing flags of .* violates foreign key constraint .*23503"):
        table.run({"key": "first", "enabled": True}, {"key": "second", "enabled": True})
    assert schema.rows() == []
