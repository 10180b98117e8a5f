# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is hidden of a statement, and what stays where it was."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._migrations.blank import blanked
from hypothesis import given
from hypothesis import strategies as st

# A dot is what must be hidden.
TEXTS = {
    "nothing": ("", ""),
    "nothing to hide": ("SELECT a - b / c * d;", "SELECT a - b / c * d;"),
    "a comment to the end of its line": ("a -- .'.\nb", "a       \nb"),
    "a comment": ("a /* .'\n. */ b", "a      \n     b"),
    "comments in a comment": ("a /* . /* . */ . */ b", "a                   b"),
    "a comment that is not closed": ("a /* . /* . */ .", "a               "),
    "a string": ("a '..--' b", "a '    ' b"),
    "a quote in a string": ("a '.''.' b", "a '    ' b"),
    "an empty string": ("a '' b", "a '' b"),
    "a backslash in a string": ("a '.\\' b", "a '  ' b"),
    "a string with backslashes": ("a E'.\\'.''.' b", "a '        ' b"),
    "a string with backslashes that goes on": ("a e'.'\n  '\\'.' b", "a '   \n      ' b"),
    "a word that ends with e": ("type'.' b", "type' ' b"),
    "bits": ("a B'.' x'.' U&'.'", "a B' ' x' ' U&' '"),
    "dollar quotes": ("a $$.'.$$ b", "a '     ' b"),
    "dollar quotes in dollar quotes": ("a $f$ $$ . $$ $g$ . $f$ b", "a '                   ' b"),
    "dollars in a word": ("a$b$c . $1", "a$b$c . $1"),
    "a quoted name": ('a "--\'$$/*" b', 'a "--\'$$/*" b'),
    "a quote in a quoted name": ('a "b""c" \'.\'', 'a "b""c" \' \''),
}


@pytest.mark.parametrize(("text", "left"), TEXTS.values(), ids=TEXTS)
def test_what_is_left_of_a_text(text: str, left: str) -> None:
    assert blanked(text) == left


PARTS = st.sampled_from(["'", "''", '"', "$$", "$a$", "/*", "*/", "--", "\n", "\\", "e", "E'", "x", " ", ".", ";"])


@given(st.lists(PARTS, max_size=12).map("".join))
def test_every_place_and_line_stays(text: str) -> None:
    left = blanked(text)
    assert len(left) == len(text)
    assert [place for place, sign in enumerate(left) if sign == "\n"] == [place for place, sign in enumerate(text) if sign == "\n"]
