# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""No text, however hostile, leaves the place in a statement that was made for it."""

from __future__ import annotations

import json
import re
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._database import sql
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from hypothesis import example, given
from hypothesis import strategies as st
from psycopg import sql as driver

NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=15)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
TAGS = st.text("$g01 ;'", max_size=30)
LOCK = 243434454902666629


@given(NAMES)
@example('a"b')
@example('"; DROP TABLE x; --')
@example("$g0$")
def test_a_name_is_quoted_as_the_driver_does(text: str) -> None:
    assert sql.name(text, "table") == driver.Identifier(text).as_string(None)


@pytest.mark.parametrize("text", ["", "\0", "a\0b", "a" * 64, "ä" * 32, "\ud83d"], ids=ascii)
def test_refuses_as_name(text: str) -> None:
    with pytest.raises(StackError, match="The table '.*' is no PostgreSQL name: give 1 to 63 bytes") as refused:
        sql.name(text, "table")
    refused.value.msg.encode()  # can be printed


def test_a_name_of_63_bytes_is_one() -> None:
    assert sql.name("ä" * 31 + "a", "table") == '"' + "ä" * 31 + 'a"'


def unquoted(literal: str) -> str:
    """The text that PostgreSQL reads in a dollar-quoted literal: up to the first repetition of the tag."""
    tag = re.match(r"\$[a-z][a-z0-9]*\$", literal)
    assert tag is not None
    end = literal.index(tag.group(), tag.end())
    assert literal[end:] == tag.group(), "the quote ends before the text does"
    return literal[tag.end() : end]


@given(TAGS | st.text())
@example("$g0")
@example("$g0$g1")
@example("$")
@example("a$g0$; DROP TABLE x; $g0$")
def test_a_quoted_text_is_read_back_whole(text: str) -> None:
    assert unquoted(sql.quoted(text)) == text


@given(TAGS)
def test_quotes_can_be_put_into_quotes(text: str) -> None:
    assert unquoted(unquoted(sql.quoted(sql.quoted(text)))) == text


@given(JSON)
@example({"k": "$g0$::jsonb; DROP TABLE x; --", "l": ["\0", "\ud83d", "ä", "'"]})
def test_a_document_is_read_back_as_it_was(value: t.Any) -> None:
    literal = sql.document(value)
    assert literal.isascii(), "no encoding of client or server can change it"
    text, _, kind = literal.rpartition("::")
    assert kind == "pg_catalog.jsonb"
    assert json.loads(unquoted(text)) == value


def test_a_lock_is_known_by_its_name_on_every_host() -> None:
    assert sql.lock_number("feature_flag", "public.flags") == sql.lock_number("feature_flag", "public.flags") == LOCK
    assert sql.lock_number("a", "bc") != sql.lock_number("ab", "c")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=3))
def test_a_lock_is_a_bigint(parts: list[str]) -> None:
    assert -(2**63) <= sql.lock_number(*parts) < 2**63


@pytest.mark.parametrize("text", ["$g0$", "$g0$$g1$", "SELECT 1"])
def test_a_checked_statement_stands_whole_in_its_block(text: str) -> None:
    body = unquoted(sql.must_touch_one(text, "the update of a flag", f"  x_ text := '{text}';\n")[len("DO ") :])
    assert f"\n  {text};\n" in body
    assert body.index("x_ text") < body.index("BEGIN") < body.index(f"\n  {text};\n") < body.index("<> 1") < body.index("GL001")


def test_a_condition_stands_whole_in_its_block() -> None:
    body = unquoted(sql.must_hold("$g0$x$g0$ = 'y'", "other rows")[len("DO ") :])
    assert body.startswith("BEGIN IF ($g0$x$g0$ = 'y') IS NOT TRUE THEN RAISE EXCEPTION") and "GL001" in body


def test_the_lock_is_taken_without_printing_anything() -> None:
    statement = sql.take_lock(-7)
    assert statement.startswith("DO ")
    assert "pg_advisory_xact_lock(-7)" in unquoted(statement[len("DO ") :])
