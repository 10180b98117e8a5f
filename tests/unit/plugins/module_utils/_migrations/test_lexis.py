# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The patterns take what they are for, and stop where something else begins."""

from __future__ import annotations

import re

import pytest
from ansible_collections.golive.stack.plugins.module_utils._migrations.lexis import (
    COPY_FROM_STDIN,
    DOLLAR_QUOTE,
    capitals,
    ends_with_word,
    walk,
    walk_blank,
)


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        ("a + 1;", "a + 1"),
        ("'it''s' $1", "'it''s' "),
        ("a -- no end; here\n, b;", "a -- no end; here\n, b"),
        ("f(a, (b)) \\d", "f(a, (b)) "),
        ("a /* b", "a "),
        ('"a;b" ;', '"a;b" '),
    ],
)
def test_what_is_nothing_special_is_passed(text: str, passed: str) -> None:
    assert text[: walk(text, 0).end()] == passed


def test_blank_is_white_space_and_whole_comments() -> None:
    assert walk_blank(" -- a\n\t b", 0).end() == 8


@pytest.mark.parametrize(("quote", "taken"), [("$$", "$$"), ("$a_1$", "$a_1$"), ("$1$", None), ("$a", None)])
def test_dollar_quotes_have_tags_that_are_names(quote: str, taken: str | None) -> None:
    found: re.Match[str] | None = DOLLAR_QUOTE.match(quote)
    assert (found and found.group()) == taken


@pytest.mark.parametrize(
    ("words", "copies"),
    [("COPY T FROM STDIN", True), ("COPY S . T FROM STDIN WITH", True), ("COPY T TO STDOUT", False), ("COPY T FROM FILE", False)],
)
def test_only_a_copy_from_stdin_has_data(words: str, copies: bool) -> None:
    assert (COPY_FROM_STDIN.match(words) is not None) is copies


def test_only_ascii_has_capitals() -> None:
    assert capitals("selectß") == "SELECTß"


@pytest.mark.parametrize(("text", "word"), [("a", True), ("a1", True), ("1", False), ("+", False), ("ü", True), ("", False)])
def test_a_dollar_sign_belongs_to_a_word_and_not_to_a_number(text: str, word: bool) -> None:
    assert ends_with_word(text) is word
