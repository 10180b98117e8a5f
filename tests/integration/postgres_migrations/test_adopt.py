# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases that other tools have brought up, with their files, and the runs that go on with them."""

from __future__ import annotations

import pytest

from tests.integration.postgres_migrations import teams
from tests.integration.postgres_migrations.project import Project
from tests.integration.postgres_migrations.teams import TEAMS


@pytest.fixture(params=TEAMS)
def tool(request: pytest.FixtureRequest) -> str:
    """Each tool whose files can be gone on with."""
    return str(request.param)


def migrated(project: Project, tool: str) -> None:
    """Have the tool apply two files, and write a third one that it never sees."""
    team = TEAMS[tool]
    project.options = {"scheme": tool}
    team.write(project, 1)
    team.write(project, 2)
    team.up(project)
    team.write(project, 3)


def theirs(project: Project, tool: str) -> str:
    """Return the tool's ledger as it is."""
    return str(project.ask(f"SELECT jsonb_agg(to_jsonb(f) || jsonb_build_object('x', f.xmin::text)) FROM {TEAMS[tool].table} AS f"))


def test_what_a_tool_has_applied_is_taken_over_and_gone_on_with(project: Project, tool: str) -> None:
    migrated(project, tool)
    one, two, three = TEAMS[tool].versions
    view = ["record a view"] if tool == "flyway" else []
    before = theirs(project, tool)
    said = project.refused()
    assert "has no ledger public.golive_migrations" in said and tool in said.partition("adopt: ")[2].partition(" when")[0]
    foretold = project.applied(adopt=tool, check=True)
    assert foretold == [f"record {one}", f"record {two}", *view, f"apply {three}"] and project.ledger() == {}
    assert project.applied(adopt=tool) == foretold
    assert {"t1", "t2", "t3"} <= set(project.tables()) and theirs(project, tool) == before
    assert project.ledger() == {one: "adopted", two: "adopted", **({"a view": "adopted"} if view else {}), three: "applied"}
    origins = "SELECT jsonb_agg(coalesce(origin, '') ORDER BY rank) FROM golive_migrations"
    assert project.ask(origins) == [tool] * (2 + len(view)) + [""]
    assert project.applied(adopt=tool) == project.applied() == []


def test_a_tool_that_was_never_here_is_no_reason_to_wait(project: Project, tool: str) -> None:
    TEAMS[tool].write(project, 1)
    done = [f"apply {TEAMS[tool].versions[0]}", *(["apply a view"] if tool == "flyway" else [])]
    assert project.applied(adopt=tool, scheme=tool) == done


def test_tables_of_which_the_tool_knows_nothing_are_refused(project: Project, tool: str) -> None:
    TEAMS[tool].write(project, 1)
    project.do("CREATE TABLE other ()")
    assert f"Taking over from {tool} found no " in project.refused(adopt=tool, scheme=tool)


@pytest.mark.parametrize(("edited", "file"), [("flyway", "V1__make_t1.sql"), ("sqitch", "deploy/make_t1.sql")])
def test_a_file_that_was_edited_is_refused_until_a_person_says_so(project: Project, edited: str, file: str) -> None:
    migrated(project, edited)
    path = project.folder / file
    path.write_text("-- better said\n" + path.read_text())
    one, two, three = TEAMS[edited].versions
    said = project.refused(adopt=edited)
    assert f"edited after {edited}'s ledger" in said and f"{one} ({file} is " in said and project.ledger() == {}
    assert project.applied(adopt=edited, repair=[one], check=True)[:2] == [f"record {one}", f"record {two}"]


def test_a_file_that_is_gone_is_refused(project: Project) -> None:
    migrated(project, "dbmate")
    (project.folder / "20260101000001_make_t1.sql").unlink()
    assert "have no file: 20260101000001" in project.refused(adopt="dbmate")


def test_two_tools_with_one_name_for_their_tables_are_told_apart(project: Project) -> None:
    migrated(project, "dbmate")
    assert "it is dbmate's: say adopt: dbmate" in project.refused(adopt="golang-migrate")
    assert project.ledger() == {}


def test_a_version_that_failed_half_way_is_refused(project: Project) -> None:
    migrated(project, "golang-migrate")
    project.write_as("3_make_t3.up.sql", "CREATE TABLE t3 (); SELECT 1/0;")
    teams.golang_migrate(project, "up", fails=True)
    assert "version 3 is dirty" in project.refused(adopt="golang-migrate")
    teams.golang_migrate(project, "force", "2")
    project.write_as("3_make_t3.up.sql", "CREATE TABLE IF NOT EXISTS t3 ();")
    assert project.applied(adopt="golang-migrate") == ["record 1", "record 2", "apply 3"]


def test_what_was_taken_back_is_applied_again(project: Project) -> None:
    migrated(project, "goose")
    teams.goose(project, "down")
    assert project.applied(adopt="goose") == ["record 1", "apply 2", "apply 3"]


def test_what_was_taken_over_may_be_walked_back(project: Project) -> None:
    migrated(project, "dbmate")
    project.applied(adopt="dbmate")
    assert project.applied(target="20260101000001", walk_back=True) == ["undo 20260101000003", "undo 20260101000002"]
    assert project.ask("SELECT to_regclass('t2')") is None
    # The other ledger still says that it is there, and is not asked any more.
    assert project.applied(adopt="dbmate") == ["apply 20260101000002", "apply 20260101000003"]
