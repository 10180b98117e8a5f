# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A statement in the words that rules look for."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._migrations.clauses import Clause, Names, clauses, plain

# id: a text, its clauses outside of parentheses
TEXTS: dict[str, tuple[str, list[str]]] = {
    "nothing": ("", []),
    "only a comment": ("-- a\n", []),
    "words": ("Drop\n TABLE\tÄb$1;", [" drop table äb$1 "]),
    "a name with its schema": ('a . B."C d" , e', [' a.b."C\0d" ', " e "]),
    "what stands in parentheses": ("a (b, (c)) d, (e)", [" a ( ) d ", " ( ) "]),
    "a parenthesis too many": ("a) b, c", [" a ) b ", " c "]),
    "strings and numbers": ("a 'b, c' 1.5, 2", [" a '    ' 1.5 ", " 2 "]),
    "a quote in a name": ('"a""b, c" d', ['"a""b,\0c" d']),
}


@pytest.mark.parametrize(("text", "outer"), TEXTS.values(), ids=TEXTS)
def test_a_text_is_cut_at_its_commas(text: str, outer: list[str]) -> None:
    assert [clause.outer.strip() for clause in clauses(text, 1)] == [clause.strip() for clause in outer]


def test_each_clause_has_its_line_and_all_of_its_words() -> None:
    assert clauses("\n/*\n*/ a (b,\n c),\n\n d", 10) == [Clause(" a ( ) ", " a ( b , c ) ", 12), Clause(" d ", " d ", 15)]


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("t", True),
        ("s.t", True),
        ('"t"', True),
        ("u", True),
        ("x.u", True),
        ("s.u", True),
        ("x.t", False),
        ("T", False),
        ("v", False),
        ("", False),
    ],
)
def test_a_name_without_a_schema_may_be_one_that_has_one(name: str, there: bool) -> None:
    assert (name in Names(["s.t", '"u"'])) is there


def test_a_name_is_shown_as_people_write_it() -> None:
    assert plain('a."My\0t"') == "a.My t"
