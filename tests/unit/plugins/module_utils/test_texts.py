# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A day is written in one way, and what can't be kept is known."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._texts import UNSTORABLE, is_day


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("2027-01-31", True),
        ("2028-02-29", True),
        ("2027-02-29", False),
        ("20270131", False),
        ("2027-W04-7", False),
        ("2027-1-31", False),
        ("2027-01-31 ", False),
        ("٢٠٢٧-٠١-٣١", False),
        ("soon", False),
        ("", False),
    ],
)
def test_a_day(text: str, fits: bool) -> None:
    assert is_day(text) is fits


@pytest.mark.parametrize(("text", "found"), [("a\0b", True), ("\ud800", True), ("\udfff", True), ("äß€😀\n\t", False), ("", False)])
def test_what_can_not_be_kept(text: str, found: bool) -> None:
    assert (UNSTORABLE.search(text) is not None) is found
