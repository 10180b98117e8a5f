# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which findings count, and what is said of them."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.model import Allow, Finding, Seen
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.plan import complaint, judge, warnings_of

ONE, TWO = Finding("a/x.env", 3, "r"), Finding("b/[y].env", 1, "s", "0123456789", "cafe0123")


@pytest.mark.parametrize(
    ("file", "rule", "left"),
    [
        ("a/x.env", "r", [TWO]),
        ("a/*", "r", [TWO]),
        ("*", "r", [TWO]),
        ("b/[y].env", "s", [ONE]),
        ("a/x.env", "s", [ONE, TWO]),
        ("x.env", "r", [ONE, TWO]),
        ("A/X.ENV", "r", [ONE, TWO]),
        ("a/x.env", "*", [ONE, TWO]),
    ],
)
def test_an_entry_takes_out_the_rule_in_the_files_it_names(file: str, rule: str, left: list[Finding]) -> None:
    entry = Allow(file, rule, "why")
    verdict = judge(Seen("t", (TWO, ONE)), [entry])
    assert list(verdict.findings) == left
    assert [finding for finding, _entry in verdict.accepted] == [finding for finding in (ONE, TWO) if finding not in left]
    assert verdict.unused == (() if len(left) == 1 else (entry,))


def test_two_entries_for_one_finding_are_both_used() -> None:
    entries = [Allow("a/*", "r", "one"), Allow("a/x.env", "r", "other")]
    verdict = judge(Seen("t", (ONE,)), entries)
    assert (verdict.accepted, verdict.unused) == (((ONE, entries[0]),), ())


def test_one_sentence() -> None:
    assert complaint("/srv", [ONE]) == (
        "The search of /srv found 1 secret: a/x.env:3 (r); replace each by a new one where it is used and take it out, or, if it is no"
        " secret, accept it in allow with the reason."
    )
    assert "b/[y].env:1 (s cafe0123) in commit 0123456789;" in complaint("/srv", [TWO])


def test_the_first_few_are_said_and_how_many_more() -> None:
    said = complaint("/srv", [Finding("f", number, "r") for number in range(1, 8)])
    assert "found 7 secrets: f:1 (r), f:2 (r), f:3 (r), f:4 (r), f:5 (r) and 2 more (all in findings); replace" in said


def test_warnings() -> None:
    seen = Seen("t", (), ("Packed.",))
    assert warnings_of(seen, judge(seen, [Allow("f", "r", "old")])) == [
        "Packed.",
        "The entry of allow for f, rule r (old), fits nothing that was found; remove it.",
    ]
