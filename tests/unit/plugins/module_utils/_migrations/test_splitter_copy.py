# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data of a COPY are found behind it, and read when they are asked for."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._migrations.splitter import statements

from .splits import split

# id: a text, of each statement its text and data
COPIES: dict[str, t.Tuple[str, list[t.Tuple[str, str | None]]]] = {
    "data up to their last line": (
        "COPY t (a, b) FROM stdin;\n1\tit's;\n\n2\t\\N\n\\.\n\nSELECT 1;",
        [("COPY t (a, b) FROM stdin;\n", "1\tit's;\n\n2\t\\N\n"), ("\nSELECT 1;", None)],
    ),
    "no data": ("COPY t FROM STDIN;\n\\.\nSELECT 1;", [("COPY t FROM STDIN;\n", ""), ("SELECT 1;", None)]),
    "two of them": ("COPY t FROM stdin;\n1\n\\.\nCOPY t FROM stdin;\n\\.\n", [("COPY t FROM stdin;\n", data) for data in ("1\n", "")]),
    "the text ends with the data": ("COPY t FROM stdin;\n1\n\\.", [("COPY t FROM stdin;\n", "1\n")]),
    "lines that only look like the last": (
        "COPY t FROM stdin;\n \\.\n\\. \n\\.\\.\na\\.\n\\.a\n\\.\n",
        [("COPY t FROM stdin;\n", " \\.\n\\. \n\\.\\.\na\\.\n\\.a\n")],
    ),
    "options and a comment": (
        'COPY public."t" (a)\nFROM /* x */ STDIN WITH (FORMAT csv); -- data\n1\n\\.\n',
        [('COPY public."t" (a)\nFROM /* x */ STDIN WITH (FORMAT csv); -- data\n', "1\n")],
    ),
    "a name of three parts, one of them FROM": ("COPY a.b.from FROM stdin;\n1\n\\.\n", [("COPY a.b.from FROM stdin;\n", "1\n")]),
    "PostgreSQL takes STDOUT for it": ("copy binary t from stdout;\n1\n\\.\n", [("copy binary t from stdout;\n", "1\n")]),
    "behind another statement": ("SELECT 1;COPY t FROM stdin;\n1\n\\.\n", [("SELECT 1;", None), ("COPY t FROM stdin;\n", "1\n")]),
    "the other direction": ("COPY t TO stdout;", [("COPY t TO stdout;", None)]),
    "a query with that name": (
        "COPY (SELECT a FROM stdin) TO STDOUT;\n1",
        [("COPY (SELECT a FROM stdin) TO STDOUT;", None), ("\n1", None)],
    ),
    "a file": ("COPY t FROM 'stdin';\n1;", [("COPY t FROM 'stdin';", None), ("\n1;", None)]),
    "a file and a column with that name": (
        'COPY "t" FROM \'f\' WHERE "x" IS DISTINCT FROM stdin;',
        [('COPY "t" FROM \'f\' WHERE "x" IS DISTINCT FROM stdin;', None)],
    ),
    "another statement": ("SELECT copy FROM stdin;\n1;", [("SELECT copy FROM stdin;", None), ("\n1;", None)]),
}


@pytest.mark.parametrize(("text", "parts"), COPIES.values(), ids=COPIES)
def test_copy(text: str, parts: list[t.Tuple[str, str | None]]) -> None:
    assert [(piece.text, piece.data) for piece in split(text)] == parts


def rows(read: list[int]) -> t.Iterator[str]:
    """A COPY with rows that are counted when they are read, and a statement."""
    yield "COPY t FROM stdin;\n"
    for number in range(9):
        read.append(number)
        yield f"{number}\n"
    yield "\\.\nSELECT 1;"


def test_data_are_read_when_they_are_asked_for() -> None:
    read: list[int] = []
    found = statements(rows(read))
    data = next(found).data
    assert data is not None and read == []
    assert [next(data), next(data)] == ["0\n", "1\n"] and read == [0, 1]


@pytest.mark.parametrize("wanted", [0, 1, 9, 99])
def test_data_that_nobody_wants_are_passed(wanted: int) -> None:
    found = statements(rows([]))
    data = next(found).data
    assert data is not None
    assert [row for row, _ in zip(data, range(wanted))] == [f"{number}\n" for number in range(min(9, wanted))]
    assert [(one.text, one.line) for one in found] == [("SELECT 1;", 12)]
