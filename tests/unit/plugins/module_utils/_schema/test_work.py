# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not as asserted fails, all of it is told, and what is not there yet can be assumed."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError
from ansible_collections.golive.stack.plugins.module_utils._execute import Run
from ansible_collections.golive.stack.plugins.module_utils._schema import spec, work

from tests.unit.memory_host import MemoryHost
from tests.unit.plugins.module_utils._database.options import database
from tests.unit.plugins.module_utils._schema.answers import KEY, answer
from tests.unit.plugins.module_utils._schema.fake_hand import FakeDatabase, FakeHand

GIVEN: dict[str, t.Any] = {**dict.fromkeys(spec.ARGUMENT_SPEC), "database": database(), "schemas": ["public"], "unexpected": "fail"}
WHERE = "database app on the local socket:5432"


def asserted(monkeypatch: pytest.MonkeyPatch, hand: FakeHand, run: Run | None = None, **given: t.Any) -> dict[str, t.Any]:
    """What the module does with this hand; the database is let go of in any case."""
    fake = FakeDatabase(hand)
    monkeypatch.setattr(work, "Database", lambda *_how: fake)
    try:
        return work.assert_schema({**GIVEN, **given}, run or Run(), MemoryHost())
    finally:
        assert fake.closed


def test_what_is_as_asserted_passes_and_gives_a_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    told = asserted(monkeypatch, FakeHand(answer("a")), expect={"tables": ["a"]})
    assert {name: told[name] for name in ("changed", "findings", "warnings")} == {"changed": False, "findings": [], "warnings": []}
    assert (told["snapshot"]["postgresql"], list(told["snapshot"]["tables"])) == (15, ["public.a"])
    again = asserted(monkeypatch, FakeHand(answer("a")), reference=told["snapshot"])
    assert again["findings"] == []


def test_all_that_is_not_as_asserted_is_told_in_one_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = dict.fromkeys(spec.KEYS, True)
    one = {"name": "n", "sql": "SELECT 7", "expect": 8, "write": False, "show_found": False}
    value = {"row": True, "again": False, "columns": 1, "value": 7}
    hand = FakeHand(answer("b", foreign_keys=[{**KEY, "validated": False}]), [2, 17], [value])
    with pytest.raises(StackError, match=f"The {WHERE} is not as asserted \\(7 findings\\): table public.a is missing; ") as failed:
        asserted(
            monkeypatch,
            hand,
            expect={"tables": {"a": {}, "b": {"rows": {"max": 1}, "owner": "x"}}},
            foreign_keys=keys,
            assertions=[one],
        )
    assert [finding["kind"] for finding in failed.value.details["findings"]] == [
        "missing_table",
        "owner",
        "unvalidated_foreign_key",
        "unindexed_foreign_key",
        "orphans",
        "rows",
        "assertion",
    ]
    assert "snapshot" not in failed.value.details


def test_what_nobody_expects_can_be_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    told = asserted(monkeypatch, FakeHand(answer("a", "b")), expect={"tables": ["a"]}, unexpected="warn")
    assert [finding["object"] for finding in told["findings"]] == ["public.b"]
    assert told["warnings"] == [f"The {WHERE} has what nobody expects: public.b; expect it, or remove it by a migration."]


def test_a_failure_warns_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StackError) as failed:
        asserted(monkeypatch, FakeHand(answer("a", "b")), expect={"tables": ["a", "c"]}, unexpected="warn")
    assert len(failed.value.details["warnings"]) == 1 and "(1 finding)" in failed.value.msg


def test_a_reference_of_another_version_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    told = asserted(monkeypatch, FakeHand(answer("a")), reference={"format": 1, "postgresql": 13, "views": {}})
    assert told["warnings"][0].startswith(f"The reference is of PostgreSQL 13 and {WHERE} is of 15: ")
    assert asserted(monkeypatch, FakeHand(answer("a")), reference={"format": 1, "views": {}})["warnings"] == []


@pytest.mark.parametrize(("orphans", "warnings"), [(True, 1), (False, 0)])
def test_a_key_that_nobody_can_count_is_a_warning(monkeypatch: pytest.MonkeyPatch, orphans: bool, warnings: int) -> None:
    hand = FakeHand(answer("b", foreign_keys=[{**KEY, "period": True}]))
    told = asserted(monkeypatch, hand, foreign_keys={"validated": False, "indexed": False, "orphans": orphans})
    assert len(told["warnings"]) == warnings


def test_what_is_not_there_yet_can_be_assumed_in_check_mode_only(monkeypatch: pytest.MonkeyPatch) -> None:
    told = asserted(monkeypatch, FakeHand(answer()), Run(check=True, assume_missing=True), expect={"tables": ["a"]})
    assert told["findings"] == [] and told["assumed"].startswith(f"The {WHERE} has no table in public, though public.a is expected")
    with pytest.raises(Missing) as missing:
        asserted(monkeypatch, FakeHand(answer()), expect={"tables": ["a"]})
    assert [finding["object"] for finding in missing.value.details["findings"]] == ["public.a"]
