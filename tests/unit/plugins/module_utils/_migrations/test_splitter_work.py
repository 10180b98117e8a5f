# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twice the text is twice the work, whatever stands in it; and what was handed out takes no memory any more."""

from __future__ import annotations

import re
import sys
import tracemalloc
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._migrations import lexis, splitter

from .splits import chunks_of

CHUNK = 64
BACKSLASH = chr(92)

# id: a text of so many parts
SHAPES: dict[str, t.Callable[[int], str]] = {
    "statements": lambda n: "INSERT INTO t (a, b) VALUES (1, 'it''s', now());\n" * n,
    "statements with one word": lambda n: "SELECT 1, 2, 3;\n" * n,
    "statements in one line": lambda n: "SELECT 'a';" * n,
    "rows": lambda n: "INSERT INTO t VALUES\n" + "(1, 'a;', (2)),\n" * n + "(2);",
    "rows in one line": lambda n: "INSERT INTO t VALUES " + "(1, 'a;', (2)), " * n + "(2);",
    "rows of many values": lambda n: "INSERT INTO t VALUES\n" + f"(({'a, ' * 60}1)),\n" * (n // 20) + "(2);",
    "lines of a string": lambda n: "SELECT '" + "a;\n" * n + "';",
    "quotes in a string": lambda n: "SELECT '" + "a''\n" * n + "';",
    "escapes": lambda n: "SELECT E'" + f"{BACKSLASH}'\n" * n + "';",
    "strings with escapes": lambda n: "SELECT " + f"E'{BACKSLASH}'', " * n + "1;",
    "a string that goes on": lambda n: "SELECT E'a'\n" + "-- b\n'c'\n" * n + ";",
    "lines of a name": lambda n: 'SELECT "' + "a;\n" * n + '";',
    "lines of a dollar quote": lambda n: "DO $a$" + "a;\n$\n" * n + "$a$;",
    "dollar quotes": lambda n: "SELECT " + "$a$;$a$, " * n + "1;",
    "words with dollars": lambda n: "SELECT " + "a$b$1, $1,\n" * n + "1;",
    "one word": lambda n: "SELECT " + "a" * n + ", " + "a$" * n + ";",
    "dollars alone": lambda n: "SELECT " + "$ " * n + ";",
    "lines of a comment": lambda n: "/*" + "* ;\n" * n + "*/ SELECT 1;",
    "comments": lambda n: "-- a\n/* b */" * n + "SELECT 1;",
    "comments in comments": lambda n: "/*\n" * n + "*/" * n + "SELECT 1;",
    "a statement of comments": lambda n: "SELECT -- a\n/* b */" * n + "1;",
    "open parentheses": lambda n: "SELECT " + "(\n'a', " * n + "1" + ")" * n + ";",
    "open parentheses in one line": lambda n: "SELECT " + "(" * n + "1" + ")" * n + ";",
    "bodies": lambda n: "CREATE FUNCTION f() BEGIN ATOMIC\n" + "SELECT CASE WHEN a THEN 'b' END;\n" * n + "END;",
    "data": lambda n: "COPY t FROM stdin;\n" + "1\n\\.\\.\n" * n + "\\.\nSELECT 1;",
    "many data": lambda n: "COPY t FROM stdin;\n1\n\\.\n" * n,
    "a COPY of a query": lambda n: "COPY (SELECT\n" + "a,\n" * n + "1) TO STDOUT;",
}


class Work(t.NamedTuple):
    """What the splitting of a text takes."""

    calls: int
    passed: int  # characters
    longest: int  # text that was held to go on in


def work(text: str, size: int, monkeypatch: pytest.MonkeyPatch) -> Work:
    """Split a text, and count."""
    calls = passed = longest = 0

    def count(frame: object, event: str, what: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    def counted(match: t.Callable[..., re.Match[str] | None]) -> t.Callable[..., re.Match[str] | None]:
        def counting(text: str, pos: int, *end: int) -> re.Match[str] | None:
            nonlocal passed, longest
            longest = max(longest, len(text))
            found = match(text, pos, *end)
            passed += found.end() - pos if found else 0
            return found

        return counting

    with monkeypatch.context() as patch:
        for name in ("walk", "walk_to_word", "walk_blank", "walk_escaped"):
            patch.setattr(lexis, name, counted(getattr(lexis, name)))
        patch.setattr(lexis, "HEAD", type("Head", (), {"match": staticmethod(counted(lexis.HEAD.match))}))
        before = sys.getprofile()
        sys.setprofile(count)
        try:
            for _ in splitter.statements(chunks_of(text, size)):
                pass
        finally:
            sys.setprofile(before)
    return Work(calls, passed, longest)


@pytest.mark.parametrize("size", [CHUNK, sys.maxsize], ids=["in pieces", "whole"])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_work_grows_as_the_text(shape: t.Callable[[int], str], size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    less, more = shape(500), shape(4000)
    few, many = work(less, size, monkeypatch), work(more, size, monkeypatch)
    assert many.calls <= 8.5 * few.calls
    assert many.passed <= 2 * len(more)
    assert many.longest <= size + max(map(len, more.splitlines(keepends=True)))


def peak(chunks: t.Iterator[str]) -> int:
    """How much memory the splitting took at most."""
    tracemalloc.start()
    try:
        for _ in splitter.statements(chunks):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def copied(count: int) -> t.Iterator[str]:
    """A COPY of so many pieces."""
    yield "COPY t FROM stdin;\n"
    for _ in range(count):
        yield "1\tlorem ipsum\n" * 200
    yield "\\.\n"


def inserted(count: int) -> t.Iterator[str]:
    """One statement of so many pieces."""
    yield "INSERT INTO t VALUES\n"
    for _ in range(count):
        yield "(1, 'lorem ipsum', (E'\\'')),\n" * 200
    yield "(2);\n"


def test_data_take_no_more_memory_however_many_they_are() -> None:
    few = peak(copied(20))
    assert peak(copied(400)) <= few + 10_000


def test_a_statement_takes_little_more_memory_than_its_text() -> None:
    # All of it at once: its pieces, and what they are joined to.
    assert peak(inserted(200)) <= 2.2 * sum(map(len, inserted(200)))
