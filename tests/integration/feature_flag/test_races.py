# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody else acts while a task is at work: it comes out right, or is refused."""

from __future__ import annotations

import threading
import typing as t
from concurrent.futures import ThreadPoolExecutor

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._flag.table import FlagTable

from tests.integration.feature_flag.sessions import after_read, locked_out, wait_until_it_waits
from tests.integration.feature_flag.stores import Options, Store
from tests.integration.feature_flag.tables import Schema

pytestmark = pytest.mark.lab

ON = {"key": "ui", "enabled": True}
OFF = {"key": "ui", "enabled": False}
GONE = {"key": "ui", "state": "absent"}
START = "INSERT INTO feature_flags VALUES ('ui', false, 'theirs')"
PLANNED, LOCKED = 1, 2

MEANWHILE = {
    "it is as wished already": ("UPDATE feature_flags SET is_enabled = true", ON, False, [("ui", True, "theirs")]),
    "it was described anew": ("UPDATE feature_flags SET description = 'new'", ON, True, [("ui", True, "new")]),
    "it was written without a difference": ("UPDATE feature_flags SET is_enabled = false", ON, True, [("ui", True, "theirs")]),
    "it was removed": ("DELETE FROM feature_flags", ON, True, [("ui", True, None)]),
    "it was removed, as wished": ("DELETE FROM feature_flags", GONE, False, []),
    "it was made anew": (f"DELETE FROM feature_flags; {START}", GONE, True, []),
    "another flag came": ("INSERT INTO feature_flags VALUES ('api', true)", ON, True, [("api", True, None), ("ui", True, "theirs")]),
}


@pytest.mark.parametrize("moment", [PLANNED, LOCKED], ids=["between the two reads", "between plan and apply"])
@pytest.mark.parametrize(("act", "wish", "changed", "rows"), MEANWHILE.values(), ids=MEANWHILE)
def test_it_is_planned_again(
    schema: Schema,
    table: Store,
    monkeypatch: pytest.MonkeyPatch,
    moment: int,
    act: str,
    wish: Options,
    changed: bool,
    rows: list[t.Any],
) -> None:
    schema.do(START)
    after_read(monkeypatch, moment, lambda: schema.do(act))
    done = table.run(wish)
    assert done["changed"] == changed
    assert schema.rows("SELECT feature_key, is_enabled, description FROM feature_flags") == rows


def test_the_same_new_flag_came_from_elsewhere(schema: Schema, table: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    after_read(monkeypatch, LOCKED, lambda: schema.do("INSERT INTO feature_flags VALUES ('ui', false)"))
    assert table.run(ON)["actions"][0]["what"] == "update"
    assert schema.rows() == [("ui", True)]


def test_the_same_new_flag_came_to_a_table_without_a_unique_key(schema: Schema, hand: str, monkeypatch: pytest.MonkeyPatch) -> None:
    schema.do("CREATE TABLE f (key text, enabled boolean)")
    after_read(monkeypatch, LOCKED, lambda: schema.do("INSERT INTO f VALUES ('ui', false)"))
    schema.store(hand, "f", {"key": "key", "enabled": "enabled"}).run(ON)
    assert schema.rows("SELECT * FROM f") == [("ui", True)]


def test_somebody_who_never_stops_is_named(schema: Schema, table: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    schema.do(START)
    read = FlagTable.read

    def and_touched(self: FlagTable, desired: t.Any) -> t.Any:
        observed = read(self, desired)
        schema.do("UPDATE feature_flags SET is_enabled = false")
        return observed

    monkeypatch.setattr(FlagTable, "read", and_touched)
    with pytest.raises(StackError, match="somebody else.* keeps changing it"):
        table.run(ON)
    assert schema.rows() == [("ui", False)]


def test_it_waits_for_a_row_and_plans_again(schema: Schema, table: Store) -> None:
    schema.do(START)
    with ThreadPoolExecutor(1) as pool:
        with locked_out(schema, "UPDATE feature_flags SET description = 'new', is_enabled = true"):
            task = pool.submit(table.run, ON)
            wait_until_it_waits(schema)
        assert task.result()["changed"] is False
    assert schema.rows("SELECT * FROM feature_flags") == [("ui", True, "new", None, None)]


def test_it_waits_for_a_table_and_finds_the_flag_made(schema: Schema, hand: str) -> None:
    schema.do("CREATE TABLE f (key text, enabled boolean)")
    store = schema.store(hand, "f", {"key": "key", "enabled": "enabled"})
    with ThreadPoolExecutor(1) as pool:
        with locked_out(schema, "LOCK TABLE f IN SHARE ROW EXCLUSIVE MODE") as other:
            task = pool.submit(store.run, ON)
            wait_until_it_waits(schema)
            other.execute("INSERT INTO f VALUES ('ui', false)")
        assert task.result()["actions"][0]["what"] == "update"
    assert schema.rows("SELECT * FROM f") == [("ui", True)]


def both(monkeypatch: pytest.MonkeyPatch, *tasks: tuple[Store, Options]) -> list[t.Any]:
    """Run two tasks that have both planned before either goes on; return what each said or was told."""
    meeting = threading.Barrier(2, timeout=10)
    read, arrived = FlagTable.read, set()

    def and_meet(self: FlagTable, desired: t.Any) -> t.Any:
        observed = read(self, desired)
        if threading.get_ident() not in arrived:
            arrived.add(threading.get_ident())
            meeting.wait()
        return observed

    monkeypatch.setattr(FlagTable, "read", and_meet)
    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(store.run, wish) for store, wish in tasks]
    return [future.exception() or future.result() for future in futures]


def test_only_one_of_two_changes_from_the_same_start(schema: Schema, table: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    schema.do(START)
    switched, removed = both(monkeypatch, (table, {**ON, "only_from": "disabled"}), (table, {**GONE, "only_from": "disabled"}))
    assert [isinstance(one, StackError) for one in (switched, removed)] in ([True, False], [False, True])
    if isinstance(switched, StackError):
        assert "only from disabled but is absent" in switched.msg
        assert schema.rows() == []
    else:
        assert "only from disabled but is enabled" in removed.msg
        assert schema.rows() == [("ui", True)]


def test_two_that_wish_the_same_change_it_once(schema: Schema, table: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    wish = {**ON, "only_from": "absent"}
    assert sorted(done["changed"] for done in both(monkeypatch, (table, wish), (table, wish))) == [False, True]


def test_a_pilot_stays_a_pilot_when_two_enlarge_it(schema: Schema, overrides: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    wishes = [{**ON, "tenant": tenant, "max_tenants": 1} for tenant in ("acme", "globex")]
    done = both(monkeypatch, *((overrides, wish) for wish in wishes))
    refused = [one for one in done if isinstance(one, StackError)]
    assert len(refused) == 1
    assert "would be on for 2 tenants (acme, globex), more than its max_tenants of 1" in refused[0].msg
    assert len(schema.rows("SELECT * FROM feature_flag_overrides")) == 1


def test_a_pilot_stays_a_pilot_when_the_other_is_no_task(schema: Schema, overrides: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    after_read(monkeypatch, LOCKED, lambda: schema.do("INSERT INTO feature_flag_overrides VALUES ('ui', 'globex', true)"))
    with pytest.raises(StackError, match="more than its max_tenants of 1"):
        overrides.run({**ON, "tenant": "acme", "max_tenants": 1})
    assert schema.rows("SELECT tenant_id FROM feature_flag_overrides") == [("globex",)]
