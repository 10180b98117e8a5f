# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a file without a transaction goes on."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._migrations.resume import Resumption, question, resumption

INDEX = "SELECT 1;\nCREATE INDEX CONCURRENTLY t_i ON t (i);\nSELECT 2;"
NOBODY, VALID, HALF = None, {"valid": True, "name": "public.t_i"}, {"valid": False, "name": "public.t_i"}

CASES: dict[str, tuple[str, int, t.Any, Resumption | None]] = {
    "an index that was not begun": (INDEX, 1, NOBODY, Resumption(1)),
    "an index that was done and not counted": (INDEX, 1, VALID, Resumption(2)),
    "an index that is half built": (INDEX, 1, HALF, Resumption(1, "public.t_i")),
    "all were counted": (INDEX, 3, NOBODY, Resumption(3)),
    "what may be done twice": ("VACUUM t;", 0, NOBODY, Resumption(0)),
    "what asks first": ("ALTER TYPE m ADD VALUE IF NOT EXISTS 'a';", 0, NOBODY, Resumption(0)),
    "what may have been done": ("ALTER TYPE m ADD VALUE 'a';", 0, NOBODY, None),
    "an index without a name": ("CREATE INDEX CONCURRENTLY ON t (i);", 0, NOBODY, None),
}


@pytest.mark.parametrize(("text", "done", "found", "how"), CASES.values(), ids=list(CASES))
def test_how_it_goes_on(text: str, done: int, found: t.Any, how: Resumption | None) -> None:
    assert resumption(([text], 1), done, lambda _question: found, ["public"]) == how


@pytest.mark.parametrize(
    ("index", "table", "asked"),
    [
        ("T_i", "t", '{"tables": ["\\"app\\".t", "\\"public\\".t"], "index": "t_i"}'),
        ('"T""i"', 'other."T"', '{"tables": ["other.\\"T\\""], "index": "T\\"i"}'),
    ],
)
def test_an_index_is_looked_for_where_its_table_is(index: str, table: str, asked: str) -> None:
    assert asked in question(index, table, ["app", "public"])


def test_a_quoted_index_is_found_in_the_text() -> None:
    asked: list[str] = []
    text = 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "My i" ON ONLY s.t (i);'
    assert resumption(([text], 1), 0, lambda question: asked.append(question), ["public"]) == Resumption(0)
    assert '"tables": ["s.t"], "index": "My i"' in asked[0]
