# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases that tools have brought up whose files are no SQL: only where they stand is kept, and what comes after is ours."""

from __future__ import annotations

import pytest

from tests.integration.postgres_migrations.heads import HEADS, TABLES
from tests.integration.postgres_migrations.project import Project


def goes_on(project: Project, tool: str, head: str) -> None:
    """Say that the tool was here, and go on."""
    project.write(_1_a="CREATE TABLE a ();")
    assert tool in project.refused().partition("adopt: ")[2].partition(" when")[0]
    foretold = [f"record {tool}:{head}", "apply 1"]
    assert project.applied(adopt=tool, check=True) == foretold
    assert project.applied(adopt=tool) == foretold
    assert project.ledger() == {f"{tool}:{head}": "adopted", "1": "applied"}
    assert project.applied(adopt=tool) == project.applied() == []
    project.write(_2_b="CREATE TABLE b ();")
    assert project.applied() == ["apply 2"]


@pytest.mark.parametrize("tool", HEADS)
def test_where_the_tool_stands_is_kept_and_gone_on_with(project: Project, tool: str) -> None:
    goes_on(project, tool, HEADS[tool](project))


@pytest.mark.parametrize("tool", TABLES)
def test_where_a_table_like_the_tools_stands_is_kept(project: Project, tool: str) -> None:
    head, statements, _half, _sentence = TABLES[tool]
    project.do("CREATE TABLE theirs ()")
    project.do(statements)
    goes_on(project, tool, head)


@pytest.mark.parametrize("tool", [tool for tool, table in TABLES.items() if table[2]])
def test_what_did_not_end_is_refused(project: Project, tool: str) -> None:
    _head, statements, half, sentence = TABLES[tool]
    project.do(statements)
    project.do(str(half))
    project.write(_1_a="CREATE TABLE a ();")
    assert sentence in project.refused(adopt=tool)
