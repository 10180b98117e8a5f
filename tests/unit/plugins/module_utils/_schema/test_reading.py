# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of the server, and what becomes of its answers and refusals."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError
from ansible_collections.golive.stack.plugins.module_utils._schema import reading
from ansible_collections.golive.stack.plugins.module_utils._schema.counting import SEE_ALL
from ansible_collections.golive.stack.plugins.module_utils._schema.model import Answer, Assertion, Bounds, Count, Observed, Wish
from ansible_collections.golive.stack.plugins.module_utils._schema.reading import Schema

from tests.unit.memory_host import MemoryHost
from tests.unit.plugins.module_utils._database.options import settings
from tests.unit.plugins.module_utils._schema.answers import KEY, answer
from tests.unit.plugins.module_utils._schema.fake_hand import FakeDatabase, FakeHand, refusal

VALUE = {"row": True, "again": False, "columns": 1, "value": 7}
DUMP = (Path(__file__).parent / "fixtures" / "pg_dump-15.sql").read_text()


def read(hand: FakeHand, tables: t.Any = None, **more: t.Any) -> Observed:
    """What is observed by this hand."""
    return Schema(settings(), t.cast("t.Any", FakeDatabase(hand)), MemoryHost()).read(Wish(("public",), tables, **more))


def test_the_catalog_is_enough_where_nothing_is_to_be_counted() -> None:
    hand = FakeHand(answer("a"))
    there = read(hand, {"public.a": {}})
    assert (there.title, list(there.tables), hand.asked) == ("database app on the local socket:5432", ["public.a"], [])


def test_rows_and_orphans_are_counted_by_one_asking_that_sees_all_rows() -> None:
    hand = FakeHand(answer("a", "b", foreign_keys=[KEY, {**KEY, "name": "later", "period": True}]), [3, 0, 17])
    there = read(
        hand,
        {"public.a": {"rows": Bounds(most=2)}, "public.b": {"rows": Bounds(1)}, "public.c": {"rows": Bounds(1)}},
        foreign_keys=frozenset({"orphans"}),
    )
    ((statements, writing),) = hand.asked
    assert (statements[0], len(statements), writing) == (SEE_ALL, 4, False)
    assert there.rows == {"public.a": Count(3, 3), "public.b": Count(0, 1)}
    assert there.orphans == {"public.b.b_fk": Count(17)}


def test_what_can_not_be_counted_hides_nothing_of_what_can() -> None:
    no = refusal("42501", "permission denied for table b")
    hand = FakeHand(answer("a", "b", foreign_keys=[KEY]), no, [3], no)
    there = read(hand, {"public.a": {"rows": Bounds(1)}}, foreign_keys=frozenset({"orphans"}))
    assert there.rows == {"public.a": Count(3, 1)}
    assert there.orphans == {"public.b.b_fk": Count("error 42501 (permission denied for table b)")}
    assert len(hand.asked) == 3


@pytest.mark.parametrize("failure", [refusal("57P01"), refusal("08006"), refusal(None), StackError("It was cut off.")])
def test_a_lost_connection_is_no_finding(failure: StackError) -> None:
    with pytest.raises(StackError) as failed:
        read(FakeHand(answer("a"), failure), {"public.a": {"rows": Bounds(1)}})
    assert failed.value is failure
    with pytest.raises(StackError) as failed:
        read(FakeHand(answer("a"), failure), assertions=(Assertion("a", "SELECT 1", 1),))
    assert failed.value is failure


def test_each_assertion_is_asked_on_its_own_and_writes_only_where_it_says_so() -> None:
    hand = FakeHand(answer("a"), [VALUE], [{**VALUE, "row": False}])
    asserted = (Assertion("a", "SELECT 7", 7), Assertion("b", "INSERT INTO a RETURNING 1", 1, write=True))
    assert read(hand, assertions=asserted).answers == (Answer(7), Answer(instead="no row"))
    assert [writing for _statements, writing in hand.asked] == [False, True]
    for assertion, (statements, _writing) in zip(asserted, hand.asked):
        assert statements[0] == SEE_ALL and assertion.sql in statements[1]


# SQLSTATE, what the server said, whether everything is to be told, what is told
REFUSALS = [
    ("42P01", 'relation "a" does not exist', False, 'error 42P01 (relation "a" does not exist)'),
    ("42P11", "cannot open multi-query plan as cursor", False, "error 42P11 (it is not one statement that returns rows)"),
    ("42601", 'syntax error at or near "canary"', False, "error 42601 (it is no valid SQL)"),
    ("42601", 'syntax error at or near "FORM"', True, 'error 42601 (syntax error at or near "FORM")'),
    ("25006", "cannot execute INSERT in a read-only transaction", False, "error 25006 (cannot execute INSERT in a read-only transaction)"),
    ("57014", "canceling statement", False, "error 57014 (canceling statement)"),
    ("22P02", 'invalid input syntax for type integer: "canary"', False, "error 22P02"),
    ("23505", "duplicate key", False, "error 23505"),
    ("P0001", "canary", False, "error P0001"),
    ("P0001", "look here", True, "error P0001 (look here)"),
]


@pytest.mark.parametrize(("sqlstate", "message", "everything", "told"), REFUSALS)
def test_that_the_server_refuses_a_statement_is_an_answer(sqlstate: str, message: str, everything: bool, told: str) -> None:
    asserted = (Assertion("a", "SELECT 1", 1, show_found=everything), Assertion("b", "SELECT 7", 7))
    there = read(FakeHand(answer("a"), refusal(sqlstate, message), [VALUE]), assertions=asserted)
    assert there.answers == (Answer(instead=told, sqlstate=sqlstate), Answer(7))


def test_a_database_without_any_table_may_be_made_later_where_some_are_expected() -> None:
    with pytest.raises(Missing, match="has no table in public, though public.a and 1 more are expected; run the migrations") as missing:
        read(FakeHand(answer()), {"public.a": {}, "public.b": {}}, named={"view": ("public.v",)})
    kinds = [finding["kind"] for finding in missing.value.details["findings"]]
    assert kinds == ["missing_table", "missing_table", "missing_view"]
    with pytest.raises(Missing):
        read(FakeHand(answer()), reference={"format": 1, "tables": {"public.a": {}}})


def test_a_database_without_any_table_is_fine_where_none_is_expected() -> None:
    assert read(FakeHand(answer()), {}).tables == read(FakeHand(answer())).tables == {}


def test_some_tables_are_no_first_deploy() -> None:
    assert list(read(FakeHand(answer("a")), {"public.b": {}}).tables) == ["public.a"]


def test_a_dump_is_compared_with_one_made_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "schema.sql").write_text(DUMP)
    asked: list[t.Any] = []

    def dumped(_settings: t.Any, _host: t.Any, schemas: t.Sequence[str]) -> str:
        asked.append(schemas)
        return DUMP.replace("bigint", "integer")

    monkeypatch.setattr(reading, "dump_now", dumped)
    there = read(FakeHand(answer("customers")), reference=str(tmp_path / "schema.sql"))
    assert there.statements is not None and there.reference is None
    wished, now = there.statements
    assert [title for title in wished if wished[title] != now[title]] == ["TABLE public.customers"]
    assert asked == [("public",)]


def test_a_dump_of_another_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "schema.sql").write_text(DUMP.replace("database version 15", "database version 13"))
    with pytest.raises(StackError, match="The dump in reference is of PostgreSQL 13 and database app .* is of 15, which write"):
        read(FakeHand(answer("customers")), reference=str(tmp_path / "schema.sql"))


def test_a_dump_is_compared_with_nothing_where_no_schema_is(tmp_path: Path) -> None:
    (tmp_path / "schema.sql").write_text(DUMP)
    with pytest.raises(Missing, match="though TABLE public.customers is expected") as missing:
        read(FakeHand({**answer(), "schemas": None}), reference=str(tmp_path / "schema.sql"))
    assert len(missing.value.details["findings"]) == 6


def test_nothing_is_observed_where_nothing_is() -> None:
    nothing = Schema(settings(), t.cast("t.Any", None), MemoryHost()).nothing()
    assert (nothing.title, nothing.tables) == ("database app on the local socket:5432", {})
