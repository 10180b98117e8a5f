# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is searched and found, as results have it."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.model import Finding, Piece


def test_what_is_not_there_is_shown_as_none() -> None:
    assert Finding("f", 1, "r").shown == {"file": "f", "line": 1, "rule": "r", "commit": None, "named": None}
    assert Finding("f", 1, "r", "c", "n").shown == {"file": "f", "line": 1, "rule": "r", "commit": "c", "named": "n"}


def test_findings_are_sorted_by_file_and_line() -> None:
    assert sorted([Finding("b", 1, "r"), Finding("a", 10, "r"), Finding("a", 9, "r")])[0].line == 9


@pytest.mark.parametrize(("number", "text"), [(1, b"a"), (2, b"b"), (3, b""), (4, b"")])
def test_a_line_of_a_piece(number: int, text: bytes) -> None:
    assert Piece("f", b"a\nb\n").line(number) == text
