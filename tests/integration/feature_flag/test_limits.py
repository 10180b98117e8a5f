# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a wish may say against surprises: only_from, max_tenants and a last day."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError

from tests.integration.feature_flag.stores import Store
from tests.integration.feature_flag.tables import Schema

pytestmark = pytest.mark.lab

FOUND = {
    "enabled": "INSERT INTO feature_flags VALUES ('ui', true)",
    "disabled": "INSERT INTO feature_flags VALUES ('ui', false)",
    "absent": "DELETE FROM feature_flags",
}
WISHED: dict[str, dict[str, t.Any]] = {
    "enabled": {"key": "ui", "enabled": True},
    "disabled": {"key": "ui", "enabled": False},
    "absent": {"key": "ui", "state": "absent"},
}
NOW = datetime.datetime.now(datetime.timezone.utc).date()
TODAY, YESTERDAY, TOMORROW = (str(NOW + datetime.timedelta(days=days)) for days in (0, -1, 1))


@pytest.mark.parametrize("wished", WISHED)
@pytest.mark.parametrize("found", FOUND)
def test_only_from(schema: Schema, table: Store, found: str, wished: str) -> None:
    for only_from in FOUND:
        schema.do("DELETE FROM feature_flags;" + FOUND[found])
        before = schema.snapshot()
        wish = {**WISHED[wished], "only_from": only_from}
        if wished == found:
            assert not table.run(wish)["changed"]
        elif only_from == found:
            assert table.run(wish)["changed"]
            assert {flag["enabled"] for flag in table.ask()["flags"]} == {"enabled": {True}, "disabled": {False}, "absent": set()}[wished]
            continue
        else:
            for check in (True, False):
                with pytest.raises(StackError, match=f"Flag ui was to be changed only from {only_from} but is {found};"):
                    table.run(wish, check=check)
        assert schema.snapshot() == before


def pilots(schema: Schema, *rows: tuple[str, str, bool]) -> None:
    """Store overrides."""
    schema.do("".join(f"INSERT INTO feature_flag_overrides VALUES ('{key}', '{tenant}', {on});" for key, tenant, on in rows))


def test_max_tenants(schema: Schema, overrides: Store) -> None:
    pilots(schema, ("ui", "a", True), ("ui", "off", False), ("other", "b", True), ("other", "c", True))
    wish = {"key": "ui", "tenant": "b", "enabled": True}
    before = schema.snapshot()
    for check in (True, False):
        with pytest.raises(StackError, match=r"Flag ui would be on for 2 tenants \(a, b\), more than its max_tenants of 1;"):
            overrides.run({**wish, "max_tenants": 1}, check=check)
    assert schema.snapshot() == before
    assert overrides.run({**wish, "max_tenants": 2})["changed"]
    assert not overrides.run({**wish, "max_tenants": 2})["changed"]


def test_max_tenants_that_is_exceeded_already(schema: Schema, overrides: Store) -> None:
    pilots(schema, ("ui", "a", True), ("ui", "b", True))
    with pytest.raises(StackError, match="more than its max_tenants of 1"):
        overrides.run({"key": "ui", "tenant": "a", "enabled": True, "max_tenants": 1})
    assert overrides.run({"key": "ui", "tenant": "a", "enabled": False, "max_tenants": 1})["changed"]


def test_max_tenants_counts_what_the_task_takes_away(schema: Schema, overrides: Store) -> None:
    pilots(schema, ("ui", "a", True))
    overrides.run({"key": "ui", "tenant": "b", "enabled": True, "max_tenants": 1}, {"key": "ui", "tenant": "a", "state": "absent"})
    assert schema.rows("SELECT * FROM feature_flag_overrides") == [("ui", "b", True)]


FORGOTTEN = "Flag ui was to be gone after {day} and is still wanted on; remove what it guards"


def test_a_flag_past_its_day_fails_the_task(schema: Schema, table: Store) -> None:
    schema.do(f"INSERT INTO feature_flags VALUES ('ui', true, NULL, '{YESTERDAY}')")
    before = schema.snapshot()
    for wish in ({"key": "ui", "enabled": True}, {"key": "ui", "enabled": True, "expires": str(NOW - datetime.timedelta(days=400))}):
        with pytest.raises(StackError, match=FORGOTTEN.format(day=wish.get("expires", YESTERDAY))):
            table.run(wish)
        assert schema.snapshot() == before
    warned = table.run({"key": "ui", "enabled": True}, on_expired="warn")
    assert not warned["changed"]
    assert warned["warnings"][0].startswith(FORGOTTEN.format(day=YESTERDAY))


AWAY: dict[str, dict[str, t.Any]] = {
    "switched off": {"key": "ui", "enabled": False},
    "removed": {"key": "ui", "state": "absent"},
    "given a later day": {"key": "ui", "enabled": True, "expires": TOMORROW},
    "given its last day": {"key": "ui", "enabled": True, "expires": TODAY},
    "kept for ever": {"key": "ui", "enabled": True, "expires": "never"},
}


@pytest.mark.parametrize("wish", AWAY.values(), ids=AWAY)
def test_a_flag_past_its_day_can_be(schema: Schema, table: Store, wish: dict[str, t.Any]) -> None:
    schema.do(f"INSERT INTO feature_flags VALUES ('ui', true, NULL, '{YESTERDAY}')")
    done = table.run(wish)
    assert (done["changed"], done["warnings"]) == (True, ())
    assert table.ask(on_expired="fail")["expired"] == []


def test_the_list_names_what_was_forgotten(schema: Schema, table: Store) -> None:
    days = {"gone": YESTERDAY, "last": TODAY, "next": TOMORROW}
    schema.do("".join(f"INSERT INTO feature_flags VALUES ('{key}', true, NULL, '{day}');" for key, day in days.items()))
    schema.do(f"INSERT INTO feature_flags VALUES ('off', false, NULL, '{YESTERDAY}')")
    told = table.ask()
    assert told["expired"] == ["gone"]
    assert [(flag["key"], flag["expired"]) for flag in told["flags"]] == [("gone", True), ("last", False), ("next", False), ("off", True)]
    assert "gone; remove what they guard" in told["warnings"][0]
    assert [flag["key"] for flag in table.ask(keys=["off", "nobody"])["flags"]] == ["off"]
    with pytest.raises(StackError, match="Flags past their last day are still on in table .*: gone;"):
        table.ask(on_expired="fail")


@pytest.mark.parametrize("part", ["tenant", "description", "expires"])
def test_a_part_that_the_table_does_not_keep_is_refused(schema: Schema, hand: str, part: str) -> None:
    schema.do("CREATE TABLE f (key text, enabled boolean)")
    store = schema.store(hand, "f", {"key": "key", "enabled": "enabled"})
    with pytest.raises(StackError, match=f"is wished with {part}, for which table .* has no place; map table.columns.{part}"):
        store.run({"key": "ui", "enabled": True, part: "2099-01-31"})
    assert schema.rows("SELECT * FROM f") == []
