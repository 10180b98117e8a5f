# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would lock or break the release that is running is said before, and refused where it is wished."""

from __future__ import annotations

import typing as t

from tests.integration.postgres_migrations.project import Project

TABLE = "CREATE TABLE t (i int); CREATE INDEX t_i ON t (i);"
CHANGE = "ALTER TABLE t ADD COLUMN j int DEFAULT 1;\n\nCREATE INDEX t_j ON t (j);\n-- golive: allow=drop\nTRUNCATE t;\n"
FOUND = {
    "file": "2_change.sql",
    "line": 3,
    "rule": "index-not-concurrent",
    "what": "builds an index on t while nobody can write to it",
    "recipe": "give it a file of its own with -- golive: transaction=none and say CONCURRENTLY",
}
SAID = "2_change.sql:3 builds an index on t while nobody can write to it (index-not-concurrent); give it a file of its own with"


def lint(project: Project, **more: t.Any) -> tuple[list[t.Any], str]:
    """Run the module, and return the findings and all warnings."""
    result = project.run(**more)
    assert result.rc == 0, result.msg or result.err
    return result.json["findings"], " ".join(map(str, result.json.get("warnings", [])))


def test_what_locks_is_said_before_it_is_done_and_when_it_is(project: Project) -> None:
    project.write(_1_table=TABLE, _2_change=CHANGE)
    assert lint(project, check=True) == ([], "")  # a table that is made in the same run is in nobody's use
    assert project.applied(target="1") == ["apply 1"]
    for check in (True, False):
        findings, warnings = lint(project, check=check)
        assert findings == [FOUND] and SAID in warnings
    assert project.ledger() == {"1": "applied", "2": "applied"}
    assert lint(project, lint="fail") == ([], "")


def test_what_locks_is_refused_where_it_is_to_fail(project: Project) -> None:
    project.write(_1_table=TABLE)
    assert project.applied(lint="fail") == ["apply 1"]
    project.write(_2_change=CHANGE, _3_vacuum="VACUUM t;")
    assert "3_vacuum.sql:1 holds VACUUM, which can't run in a transaction" in project.refused(lint="ignore")
    project.write(_3_vacuum="-- golive: transaction=none\nVACUUM t;")
    for check in (True, False):
        result = project.run(lint="fail", check=check)
        assert result.rc == 1 and "break what is running: 2_change.sql:3 builds an index on t" in result.msg
        assert result.json["findings"] == [FOUND]
    assert project.ledger() == {"1": "applied"}
    assert lint(project, lint="ignore") == ([], "")
    assert project.ledger() == dict.fromkeys("123", "applied")
