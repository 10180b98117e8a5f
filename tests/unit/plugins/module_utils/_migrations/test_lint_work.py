# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twice the text is twice the work for the linter, and what it does not judge costs next to nothing."""

from __future__ import annotations

import sys
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._migrations import lint
from ansible_collections.golive.stack.plugins.module_utils._migrations.lint import Linter
from ansible_collections.golive.stack.plugins.module_utils._migrations.splitter import statements

from tests.unit.plugins.module_utils._migrations.words import migration

# id: a text of so many parts
SHAPES: dict[str, t.Callable[[int], str]] = {
    "statements": lambda n: "ALTER TABLE t DROP COLUMN c;\n" * n,
    "new tables": lambda n: "".join(f"CREATE TABLE t{i} (a int, b text); CREATE INDEX ON t{i} (a);\n" for i in range(n)),
    "clauses": lambda n: "ALTER TABLE t\n" + "ADD COLUMN c int NOT NULL DEFAULT 'a''b', -- d\n" * n + "DROP e;",
    "names": lambda n: "DROP TABLE " + "s . t,\n" * n + "u;",
    "strings": lambda n: "UPDATE t SET a = 'b'" + " || E'\\'' || $$c$$" * n + ";",
    "comments": lambda n: "DROP TABLE t " + "/* a /* b */ */ -- c\n" * n + ";",
    "parentheses": lambda n: "UPDATE t SET a = " + "(" * n + "1" + ")" * n + ";",
    "a default": lambda n: "ALTER TABLE t ADD c int DEFAULT (1" + " + a.default (2)" * n + ");",
}


def calls(text: str) -> int:
    """How many calls the linter makes for a text that is told into statements already."""
    told = list(statements([text]))
    linter, made = Linter(migration("1")), 0

    def count(frame: object, event: str, what: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        for statement in told:
            linter.look(statement)
    finally:
        sys.setprofile(before)
    return made


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_work_grows_as_the_text(shape: t.Callable[[int], str]) -> None:
    assert calls(shape(1600)) <= 8.5 * calls(shape(200))


def test_other_statements_are_not_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint, "clauses", None)
    others = "INSERT INTO t VALUES (1); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$; CREATE VIEW v AS SELECT 1;"
    assert calls(others * 100) <= 300 * 8
