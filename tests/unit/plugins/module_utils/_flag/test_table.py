# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flags in a table: what the rows become, and where values stand in the statements."""

from __future__ import annotations

import json
import re
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._execute import Run, execute
from ansible_collections.golive.stack.plugins.module_utils._flag.model import Desired, Flag, Query, Wish
from ansible_collections.golive.stack.plugins.module_utils._flag.table import FlagTable
from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.plugins.module_utils._flag.fake_hand import FakeDatabase, FakeHand, MovingHand

ALL_COLUMNS = {"key": "k", "enabled": "is on", "tenant": "t", "description": "d", "expires": "until", "updated": "at"}
ROWS_OF = 'FROM "public"."flags" AS t'
DOCUMENT = re.compile(r"\$g(\d+)\$(.*?)\$g\1\$::pg_catalog\.jsonb", re.DOTALL)


def table(hand: FakeHand, columns: t.Mapping[str, str | None] | None = None, schema: str = "public", name: str = "flags") -> FlagTable:
    """The table public.flags."""
    return FlagTable(t.cast("t.Any", FakeDatabase(hand)), {"schema": schema, "name": name, "columns": columns or ALL_COLUMNS})


def row(key: str = "ui", tenant: str | None = None, enabled: t.Any = True, version: str = "7", **more: t.Any) -> dict[str, t.Any]:
    """A row as the server gives it."""
    return {"key": key, "tenant": tenant, "enabled": enabled, "version": version, **more}


def values_and_rest(statement: str) -> t.Tuple[list[t.Any], str]:
    """The JSON documents of a statement, each once, and the statement without them."""
    texts = dict.fromkeys(found.group(2) for found in DOCUMENT.finditer(statement))
    return [json.loads(text) for text in texts], DOCUMENT.sub("?", statement)


# id: the row, the flag it is
ROWS: dict[str, t.Tuple[dict[str, t.Any], Flag]] = {
    "a flag for everybody": (row(), Flag("ui", None, True)),
    "an override": (row(tenant="acme", enabled=False), Flag("ui", "acme", False)),
    "a day": (row(expires="2027-01-31"), Flag("ui", None, True, expires="2027-01-31")),
    "the day of a timestamptz, which is read in UTC": (
        row(expires="2027-01-31T23:59:59+00:00"),
        Flag("ui", None, True, expires="2027-01-31"),
    ),
    "a day without end": (row(expires="infinity"), Flag("ui", None, True)),
    "an empty description": (row(description=""), Flag("ui", None, True)),
    "no day": (row(expires=None, description="new look"), Flag("ui", None, True, description="new look")),
}


@pytest.mark.parametrize(("found", "flag"), ROWS.values(), ids=ROWS)
def test_a_row_is_a_flag(found: dict[str, t.Any], flag: Flag) -> None:
    observed = table(FakeHand([found])).read(Query(None))
    assert observed.flags == {flag.name: flag}
    assert observed.store == "table public.flags"
    assert observed.keeps == {"tenant", "description", "expires"}


# id: rows, what the sentence must say
REFUSED: dict[str, t.Tuple[list[dict[str, t.Any]], str]] = {
    "the same key twice": ([row(), row(version="8")], "Table public.flags has two rows for flag ui;"),
    "the same override twice": ([row(tenant="t"), row(tenant="t")], "two rows for flag ui for tenant t;"),
    "neither on nor off": ([row(enabled=None)], "Flag ui in public.flags has is on = NULL, not true or false"),
    "a day in words": ([row(expires="canary")], "Flag ui in public.flags has until = str, no ISO day; map a column"),
    "a day before all time": ([row(expires="-infinity")], "has until = str, no ISO day"),
    "a day in digits of another script": ([row(expires="٢٠٢٧-٠١-٣١")], "has until = str, no ISO day"),
    "a day as a number": ([row(expires=20270131)], "has until = int, no ISO day"),
}


@pytest.mark.parametrize(("rows", "said"), REFUSED.values(), ids=REFUSED)
def test_refuses(rows: list[dict[str, t.Any]], said: str) -> None:
    with pytest.raises(StackError) as refused:
        table(FakeHand(rows)).read(Query(None))
    assert said in refused.value.msg
    assert "canary" not in refused.value.msg


@pytest.mark.parametrize("rows", [[], [row(enabled="true")]], ids=["no rows", "a row"])
def test_refuses_a_column_of_another_type_even_without_rows(rows: list[dict[str, t.Any]]) -> None:
    with pytest.raises(
        StackError, match="Column is on of table public.flags has the type text; map one of type boolean as table.columns.enabled"
    ):
        table(FakeHand(rows, type_of_enabled="text")).read(Query(None))


def test_only_the_wished_keys_are_asked_for_in_one_query() -> None:
    hand = FakeHand([])
    table(hand).read(Desired((Wish("b"), Wish("a"), Wish("b", "t")), "2026-06-15"))
    ((keys,), rest) = values_and_rest(hand.asked[0])
    assert keys == ["a", "b"]
    assert f"{ROWS_OF} WHERE" in rest and len(hand.asked) == 1
    table(hand := FakeHand([])).read(Query(None))
    assert hand.asked[0].endswith(f"{ROWS_OF} ")


def test_a_column_that_is_not_named_is_neither_read_nor_written() -> None:
    hand = FakeHand([row(enabled=False)], [row(enabled=False)], [row()])
    store = table(hand, {**dict.fromkeys(ALL_COLUMNS), "key": "feature_key", "enabled": "is_enabled"})
    execute(Run(), store, Desired((Wish("ui", enabled=True),), "2026-06-15"))
    for statement in [*hand.asked, *hand.ran]:
        assert set(re.findall(r'"([^"]*)"', values_and_rest(statement)[1])) <= {"public", "flags", "feature_key", "is_enabled"}
    assert store.nothing().keeps == set()


# id: rows before, the wish, rows after, the statement's verb, the values in it
CHANGES: dict[str, t.Tuple[list[t.Any], Wish, list[t.Any], str, list[t.Any]]] = {
    "a flag is created only if it is not there": (
        [],
        Wish("ui", enabled=True),
        [row()],
        "INSERT",
        [{"key": "ui", "tenant": None, "enabled": True, "expires": None}, ["ui", None]],
    ),
    "a description that nobody gave is the column's own": (
        [],
        Wish("ui", "t", enabled=True, expires="2027-01-31"),
        [row(tenant="t", expires="2027-01-31", description="by default")],
        "INSERT",
        [{"key": "ui", "tenant": "t", "enabled": True, "expires": "2027-01-31"}, ["ui", "t"]],
    ),
    "only what changes is written": (
        [row(description="old", expires="2027-01-31", version="40")],
        Wish("ui", enabled=True, description="new"),
        [row(description="new", expires="2027-01-31")],
        "UPDATE",
        [{"description": "new"}, ["ui", None], ["40"]],
    ),
    "a row is updated only if it is the one that was read": (
        [row(enabled=False, version="41")],
        Wish("ui", enabled=True, description="d"),
        [row(description="d")],
        "UPDATE",
        [{"enabled": True, "description": "d"}, ["ui", None], ["41"]],
    ),
    "a row is removed only if it is the one that was read": (
        [row(tenant="acme", version="42"), row(version="43")],
        Wish("ui", "acme", state="absent"),
        [row(version="43")],
        "DELETE",
        [["ui", "acme"], ["42"]],
    ),
}


@pytest.mark.parametrize(("before", "wish", "after", "verb", "values"), CHANGES.values(), ids=CHANGES)
def test_changes(before: list[t.Any], wish: Wish, after: list[t.Any], verb: str, values: list[t.Any]) -> None:
    hand = FakeHand(before, before, after)
    execute(Run(), table(hand), Desired((wish,), "2026-06-15"))
    _asserted, statement = hand.ran
    found, rest = values_and_rest(statement)
    assert found == values
    assert re.findall(r"\b(INSERT|UPDATE|DELETE)\b", rest) == [verb]
    assert "ROW_COUNT" in rest
    assert ('"at"' in rest and "now()" in rest) == (verb != "DELETE")
    assert "GL001" in rest


def test_a_description_that_is_taken_away_is_what_its_column_has_for_none() -> None:
    before = [row(description="old")]
    hand = FakeHand(before, before, [row(description="")])
    execute(Run(), table(hand), Desired((Wish("ui", enabled=True, description=""),), "2026-06-15"))
    assert '"d" = DEFAULT' in hand.ran[-1]


def test_a_flag_that_is_already_as_wished_takes_no_lock_and_runs_nothing() -> None:
    hand = FakeHand([row()])
    execute(Run(), table(hand), Desired((Wish("ui", enabled=True),), "2026-06-15"))
    assert (hand.locks, hand.ran) == ([], [])


def test_check_mode_takes_no_lock_and_runs_nothing() -> None:
    hand = FakeHand([])
    assert execute(Run(check=True), table(hand), Desired((Wish("ui", enabled=True),), "2026-06-15")).plan.changed
    assert (hand.locks, hand.ran) == ([], [])


def test_every_table_has_a_lock_of_its_own() -> None:
    def lock(schema: str, name: str) -> int:
        with table(hand := FakeHand(), schema=schema, name=name).exclusive():
            return hand.locks[0]

    assert lock("public", "flags") == lock("public", "flags")
    assert len({lock("public", "flags"), lock("public", "flags2"), lock("other", "flags"), lock("public.fl", "ags")}) == 4


def test_a_row_that_somebody_else_has_moved_is_observed_again() -> None:
    hand = MovingHand([row(enabled=False, version="1")], [row(enabled=False, version="2")], [row(enabled=False, version="3")], [row()])
    execute(Run(), table(hand), Desired((Wish("ui", enabled=True),), "2026-06-15"))
    assert [values_and_rest(statement)[0][-1] for statement in hand.ran] == [["2"], ["3"], ["3"]]


def test_nothing_is_written_unless_every_row_that_was_read_is_as_it_was() -> None:
    rows = [row("b", version="99"), row("a", "t", version="100"), row("a", version="7")]
    hand = FakeHand(rows, rows, [row("a", "t", version="100"), row("a", enabled=False, version="101")])
    execute(Run(), table(hand), Desired((Wish("a", enabled=False), Wish("b", state="absent")), "2026-06-15"))
    asserted, *changes = hand.ran
    assert len(changes) == 2
    found, rest = values_and_rest(asserted)
    assert found == [["a", "b"], ["7", "99", "100"]]  # as numbers, in the order in which the server gives them
    assert "GL001" in rest and not re.search(r"\b(INSERT|UPDATE|DELETE)\b", rest)


HOSTILE = '$g0$ $g1$\'; DROP TABLE flags; -- "x" \\ %s {}'


@given(st.text(), st.none() | st.text(), st.text(min_size=1))
@example(HOSTILE, HOSTILE, HOSTILE)
@example("$g1", "$g2$", "$g0")
def test_a_value_stands_nowhere_but_in_a_document(key: str, tenant: str | None, description: str) -> None:
    hand = FakeHand([], [], [row(key, tenant, description=description)])
    execute(Run(), table(hand), Desired((Wish(key, tenant, enabled=True, description=description),), "2026-06-15"))
    found, rest = values_and_rest(hand.ran[-1])
    assert found == [{"key": key, "tenant": tenant, "enabled": True, "description": description, "expires": None}, [key, tenant]]
    assert normal(rest) == normal(values_and_rest(plain_insert())[1])
    assert values_and_rest(hand.asked[0])[0] == [[key]]


def plain_insert() -> str:
    """The statement for harmless values."""
    hand = FakeHand([], [], [row(description="d")])
    execute(Run(), table(hand), Desired((Wish("ui", enabled=True, description="d"),), "2026-06-15"))
    return hand.ran[-1]


def normal(statement: str) -> str:
    """The statement with its outer dollar quote named the same."""
    return re.sub(r"\$g\d+\$", "$outer$", statement)
