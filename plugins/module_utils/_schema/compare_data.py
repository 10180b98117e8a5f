# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the data are not: counted rows, orphans, and values of the user's own statements; pure."""

from __future__ import annotations

import json
import typing as t

from .model import Answer, Assertion, Bounds, Count, Failure, Finding, Observed, Wish

Findings = t.Iterator[Finding]
HIDDEN = "something else"


def compare_data(wish: Wish, there: Observed) -> Findings:
    """Yield what is not as asserted of foreign keys, rows and the user's statements."""
    yield from compare_keys(wish.foreign_keys, there)
    for table, bounds in wish.counted.items():
        if table in there.rows:
            yield from compare_rows(table, bounds, there.rows[table])
    for assertion, answer in zip(wish.assertions, there.answers):
        if not is_as_expected(assertion.expect, answer):
            yield Finding("assertion", assertion.name, assertion.expected, found_by(assertion, answer))


def compare_keys(asked: t.AbstractSet[str], there: Observed) -> Findings:
    """Yield the foreign keys that are not what is asked of all of them."""
    for key in there.foreign_keys:
        if "validated" in asked and not key.validated:
            yield Finding("unvalidated_foreign_key", key.title, "validated", "not validated")
        if "indexed" in asked and not key.indexed:
            yield Finding("unindexed_foreign_key", key.title, f"an index that begins with {', '.join(key.columns)}", "no such index")
        orphans = there.orphans.get(key.title)
        if "orphans" in asked and orphans is not None and orphans.number != 0:
            yield Finding("orphans", key.title, 0, orphans.shown)


def compare_rows(table: str, bounds: Bounds, count: Count) -> Findings:
    """Yield how many rows a table has when these are too few, too many, or could not be counted."""
    if isinstance(count.number, str) or not bounds.hold(count.number):
        yield Finding("rows", table, bounds.shown, count.shown)


def is_as_expected(expect: t.Any, answer: Answer) -> bool:
    """True when the statement gave what it must give."""
    if isinstance(expect, Failure):
        return answer.sqlstate == expect.sqlstate
    if answer.instead:
        return False
    if isinstance(expect, Bounds):
        return is_number(answer.value) and expect.hold(answer.value)
    return is_same(expect, answer.value)


def is_number(value: t.Any) -> bool:
    """True for a number; yes and no are none, though Python counts with them."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_same(expected: t.Any, value: t.Any) -> bool:
    """True for the same value; a text that a template made of a number or a yes stands for that."""
    if isinstance(expected, str) and not isinstance(value, (str, dict, list)):
        return expected.strip().lower() == json.dumps(value)
    return isinstance(expected, bool) == isinstance(value, bool) and bool(expected == value)


def found_by(assertion: Assertion, answer: Answer) -> t.Any:
    """Return what may be told of the answer: data only if the user wants them told."""
    if answer.instead:
        return answer.instead
    if isinstance(assertion.expect, Failure):
        return "no error"
    return answer.value if assertion.show_found else HIDDEN
