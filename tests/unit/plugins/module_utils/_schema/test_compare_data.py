# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the data are not, given what was counted and what the user's statements gave."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._schema.compare_data import compare_data, is_as_expected
from ansible_collections.golive.stack.plugins.module_utils._schema.model import Answer, Assertion, Bounds, Count, Failure, Wish

from tests.unit.plugins.module_utils._schema.databases import database, key

ALL = frozenset({"validated", "indexed", "orphans"})
KEYS = (key("sound"), key("unvalidated", validated=False), key("unindexed", indexed=False, columns=("a", "b")), key("orphaned"))
COUNTS = {"public.orders.sound": Count(0), "public.orders.orphaned": Count(17), "public.orders.unindexed": Count("error 42501 (no)")}


@pytest.mark.parametrize(
    ("asked", "findings"),
    [
        ((), []),
        (("validated",), [("unvalidated_foreign_key", "public.orders.unvalidated", "validated", "not validated")]),
        (("indexed",), [("unindexed_foreign_key", "public.orders.unindexed", "an index that begins with a, b", "no such index")]),
        (("orphans",), [("orphans", "public.orders.unindexed", 0, "error 42501 (no)"), ("orphans", "public.orders.orphaned", 0, 17)]),
    ],
)
def test_foreign_keys(asked: t.Tuple[str, ...], findings: list[t.Any]) -> None:
    there = database(foreign_keys=KEYS, orphans=COUNTS)
    found = list(compare_data(Wish(("public",), foreign_keys=frozenset(asked)), there))
    assert [tuple(finding.shown.values()) for finding in found] == findings


@pytest.mark.parametrize(
    ("bounds", "count", "found"),
    [
        (Bounds(1), Count(1, 1), []),
        (Bounds(2), Count(1, 2), [({"min": 2}, 1)]),
        (Bounds(most=3), Count(3, 4), []),
        (Bounds(most=3), Count(4, 4), [({"max": 3}, "4 or more")]),
        (Bounds(0, 0), Count(0, 1), []),
        (Bounds(5, 5), Count(4, 6), [(5, 4)]),
        (Bounds(1), Count("error 42501 (no)", 1), [({"min": 1}, "error 42501 (no)")]),
    ],
)
def test_rows(bounds: Bounds, count: Count, found: list[t.Any]) -> None:
    wish = Wish(("public",), {"public.a": {"rows": bounds}, "public.gone": {"rows": bounds}})
    findings = list(compare_data(wish, database(rows={"public.a": count})))
    assert [(finding.expected, finding.found) for finding in findings] == found
    assert {(finding.kind, finding.object) for finding in findings} <= {("rows", "public.a")}


# id: what is expected, what came of it, whether that is it
ANSWERS: dict[str, t.Tuple[t.Any, Answer, bool]] = {
    "the number": (0, Answer(0), True),
    "another number": (0, Answer(1), False),
    "a whole number that is no integer": (3, Answer(3.0), True),
    "the text": ("a", Answer("a"), True),
    "the text in other letters": ("a", Answer("A"), False),
    "yes": (True, Answer(True), True),
    "no": (True, Answer(False), False),
    "one is not yes": (True, Answer(1), False),
    "yes is not one": (1, Answer(True), False),
    "no is not none": (0, Answer(False), False),
    "NULL": (None, Answer(None), True),
    "NULL is not nothing": (0, Answer(None), False),
    "NULL is not the empty text": ("", Answer(None), False),
    "nothing is not NULL": (None, Answer(0), False),
    "a number that a template made a text": ("42", Answer(42), True),
    "another number that a template made a text": ("42", Answer(43), False),
    "a yes that a template made a text": ("True", Answer(True), True),
    "a text that looks like a number": (42, Answer("42"), False),
    "a document": ("{}", Answer({}), False),
    "within": (Bounds(1, 3), Answer(2), True),
    "beyond": (Bounds(1, 3), Answer(4), False),
    "yes is no number": (Bounds(0, 3), Answer(True), False),
    "a text is no number": (Bounds(0, 3), Answer("2"), False),
    "NULL is no number": (Bounds(0, 3), Answer(None), False),
    "no row": (None, Answer(instead="no row"), False),
    "no row within": (Bounds(0), Answer(instead="no row"), False),
    "the failure": (Failure("23505"), Answer(instead="error 23505", sqlstate="23505"), True),
    "another failure": (Failure("23505"), Answer(instead="error 42P01", sqlstate="42P01"), False),
    "no failure": (Failure("23505"), Answer(1), False),
    "a failure instead of a value": (1, Answer(instead="error 23505", sqlstate="23505"), False),
}


@pytest.mark.parametrize(("expect", "answer", "right"), ANSWERS.values(), ids=ANSWERS)
def test_the_answer_is_the_expected_one(expect: t.Any, answer: Answer, right: bool) -> None:
    assert is_as_expected(expect, answer) is right


@pytest.mark.parametrize(
    ("expect", "show", "answer", "told"),
    [
        ("a", False, Answer("canary"), "something else"),
        ("a", True, Answer("canary"), "canary"),
        ("a", False, Answer(instead="2 columns"), "2 columns"),
        (Failure("23505"), False, Answer("canary"), "no error"),
        (Failure("23505"), True, Answer("canary"), "no error"),
        (1, False, Answer(None), "something else"),
        (1, True, Answer(None), None),
    ],
)
def test_data_are_told_only_where_somebody_wants_it(expect: t.Any, show: bool, answer: Answer, told: t.Any) -> None:
    wish = Wish(("public",), assertions=(Assertion("right", "SELECT 1", 1), Assertion("it", "SELECT 2", expect, show_found=show)))
    (finding,) = compare_data(wish, database(answers=(Answer(1), answer)))
    assert (finding.kind, finding.object, finding.found) == ("assertion", "it", told)
