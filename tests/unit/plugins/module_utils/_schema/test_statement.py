# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the user's statement is run, and what is made of what came of it."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._database import sql
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._schema.model import Answer, Assertion
from ansible_collections.golive.stack.plugins.module_utils._schema.statement import parse_answer, statements_of
from hypothesis import example, given
from hypothesis import strategies as st


@given(st.text())
@example("SELECT 1; COMMIT; DELETE FROM t")
@example("$g0$; DROP TABLE t; $g1$ $g2$")
@example("\\! rm -rf / :x :'y'")
@example("{path} {statement} {}")
def test_the_statement_stands_in_a_quote_inside_of_a_quote(text: str) -> None:
    block, question = statements_of(Assertion("a", text, 1), ["public"])
    assert block.startswith("DO $g") and "current_setting('golive.answer')" in question
    tag = block[3 : block.index("$", 4) + 1]
    body = block[3 + len(tag) : -len(tag)]
    assert block == f"DO {tag}{body}{tag}" and tag not in body
    assert f"OPEN answers FOR EXECUTE {sql.quoted(text)};" in body


def test_names_without_a_schema_are_looked_for_in_those_of_the_task() -> None:
    block, _question = statements_of(Assertion("a", "SELECT 1", 1), ["public", 'a"b'])
    assert 'set_config(\'search_path\', $g0$"public", "a""b"$g0$, true)' in block
    assert block.index("CLOSE answers") < block.index("'pg_catalog,pg_temp'") < block.index("golive.answer")


def test_a_schema_that_can_be_none_is_refused() -> None:
    with pytest.raises(StackError, match="is no PostgreSQL name"):
        statements_of(Assertion("a", "SELECT 1", 1), ["x" * 64])


@pytest.mark.parametrize(
    ("found", "answer"),
    [
        ({"row": True, "again": False, "columns": 1, "value": 7}, Answer(7)),
        ({"row": True, "again": False, "columns": 1, "value": None}, Answer(None)),
        ({"row": False, "again": False, "columns": 0, "value": None}, Answer(instead="no row")),
        ({"row": True, "again": True, "columns": 1, "value": 7}, Answer(instead="more than one row")),
        ({"row": True, "again": False, "columns": 2, "value": 7}, Answer(instead="2 columns")),
        ({"row": True, "again": False, "columns": 0, "value": None}, Answer(instead="0 columns")),
    ],
)
def test_one_value_or_why_there_is_none(found: dict[str, t.Any], answer: Answer) -> None:
    assert parse_answer(found) == answer
