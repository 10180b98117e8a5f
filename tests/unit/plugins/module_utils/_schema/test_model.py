# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the words say of themselves."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._schema.model import (
    Answer,
    Assertion,
    Bounds,
    Count,
    Failure,
    Finding,
    ForeignKey,
    Wish,
)

# id: the bounds, numbers that are within, numbers that are not, how results have them
BOUNDS: dict[str, t.Tuple[Bounds, list[float], list[float], t.Any]] = {
    "at least": (Bounds(least=2), [2, 2.5, 10**12], [1, 1.9, -2], {"min": 2}),
    "at most": (Bounds(most=2), [2, 0, -5], [3, 2.1], {"max": 2}),
    "between": (Bounds(1, 3), [1, 2, 3], [0, 4], {"min": 1, "max": 3}),
    "exactly": (Bounds(2, 2), [2], [1, 3], 2),
    "none": (Bounds(0, 0), [0], [1], 0),
}


@pytest.mark.parametrize(("bounds", "inside", "outside", "shown"), BOUNDS.values(), ids=BOUNDS)
def test_bounds(bounds: Bounds, inside: list[float], outside: list[float], shown: t.Any) -> None:
    assert all(bounds.hold(number) for number in inside) and not any(bounds.hold(number) for number in outside)
    assert bounds.shown == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (Count(3), 3),
        (Count(3, 4), 3),
        (Count(4, 4), "4 or more"),
        (Count(0), 0),
        (Count("error 42501", 4), "error 42501"),
        (Count("error 42501"), "error 42501"),
    ],
)
def test_a_count_says_when_nobody_counted_further(count: Count, shown: t.Any) -> None:
    assert count.shown == shown


@pytest.mark.parametrize(
    ("expect", "shown"), [(0, 0), (None, None), ("a", "a"), (Bounds(1), {"min": 1}), (Failure("23505"), {"sqlstate": "23505"})]
)
def test_what_is_expected_is_shown_as_it_was_written(expect: t.Any, shown: t.Any) -> None:
    assert Assertion("a", "SELECT 1", expect).expected == shown


def test_only_the_tables_that_say_so_are_counted() -> None:
    assert Wish(("public",), {"public.a": {"rows": Bounds(1)}, "public.b": {"owner": "me"}}).counted == {"public.a": Bounds(1)}
    assert Wish(("public",)).counted == {}


def test_names_and_what_results_have() -> None:
    key = ForeignKey("public.orders", "orders_fk", ("a",), True, True, "public.orders", "public.customers", (("a", "id", "="),))
    assert key.title == "public.orders.orders_fk"
    assert Finding("rows", "public.a", 1, 0).shown == {"kind": "rows", "object": "public.a", "expected": 1, "found": 0}


def test_data_and_statements_are_in_no_text_of_ours() -> None:
    assert "canary" not in repr(Answer("canary")) + repr(Assertion("a", "SELECT 'canary'", 1))
