# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ledgers say of each file; what is made of that, and of what did not end, is tested with the adoption."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._migrations.histories import HISTORIES, KEYS, numbers

from tests.unit.plugins.module_utils._migrations.words import migration


@pytest.mark.parametrize(
    ("version", "same"), [("1", (1,)), ("001", (1,)), ("1.0", (1,)), ("1_10", (1, 10)), ("0", (0,)), ("add_codes", ("name", "add_codes"))]
)
def test_numbers_are_compared_as_numbers(version: str, same: tuple[object, ...]) -> None:
    assert numbers(version) == same


def test_files_are_found_by_what_the_tool_knows_of_them() -> None:
    assert KEYS["dbmate"](migration("01")) == "01" and KEYS["goose"](migration("01")) == (1,)
    assert KEYS["flyway"](migration("a view", kind="repeatable")) == ("repeatable", "a view")
    assert KEYS["sqitch"](migration("users", native_id="ab")) == "ab"


@pytest.mark.parametrize("tool", HISTORIES)
def test_an_empty_ledger_says_nothing(tool: str) -> None:
    assert HISTORIES[tool]([]) == []


def test_what_sqitch_has_is_said_in_the_order_in_which_it_came() -> None:
    rows = [
        {"change_id": one * 40, "script_hash": one, "project": "app", "change": one, "committed_at": f"2026-01-0{at}"}
        for at, one in ((2, "b"), (1, "a"))
    ]
    assert [one.name for one in HISTORIES["sqitch"](rows)] == ["app:a (aaaaaaaaaaaa)", "app:b (bbbbbbbbbbbb)"]
