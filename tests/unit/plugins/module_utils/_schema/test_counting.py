# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is counted, and how far."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._schema.counting import countable, enough, orphans_question, rows_question
from ansible_collections.golive.stack.plugins.module_utils._schema.model import Bounds

from tests.unit.plugins.module_utils._schema.databases import key


@pytest.mark.parametrize(
    ("bounds", "limit"), [(Bounds(1), 1), (Bounds(most=5), 6), (Bounds(5, 5), 6), (Bounds(1, 5), 6), (Bounds(0, 0), 1), (Bounds(0), 0)]
)
def test_no_more_rows_are_counted_than_needed_to_know(bounds: Bounds, limit: int) -> None:
    assert enough(bounds) == limit
    assert rows_question('public."T"', bounds) == f'SELECT count(*) FROM (SELECT FROM public."T" LIMIT {limit}) AS counted'


def test_an_orphan_says_something_that_is_not_there() -> None:
    assert orphans_question(key()) == (
        "SELECT count(*) FROM ONLY public.orders AS ours WHERE (ours.customer IS NOT NULL) AND NOT EXISTS"
        " (SELECT FROM ONLY public.customers AS theirs WHERE theirs.id OPERATOR(pg_catalog.=) ours.customer)"
    )


@pytest.mark.parametrize(("full", "word"), [(False, "AND"), (True, "OR")])
def test_of_several_columns_all_must_say_something_unless_the_key_is_full(full: bool, word: str) -> None:
    pairs = (("a", "x", "OPERATOR(pg_catalog.=)"), ('"B"', "y", "OPERATOR(public.=)"))
    question = orphans_question(key(pairs=pairs, full=full))
    assert f'(ours.a IS NOT NULL {word} ours."B" IS NOT NULL)' in question
    assert 'theirs.x OPERATOR(pg_catalog.=) ours.a AND theirs.y OPERATOR(public.=) ours."B"' in question


def test_a_key_that_holds_for_a_time_is_not_counted() -> None:
    keys = [key("a"), key("b", period=True)]
    assert countable(keys) == keys[:1]
