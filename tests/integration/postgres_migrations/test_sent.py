# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of the controller, sent to hosts of the lab: new and old, as another user, in check mode too."""

from __future__ import annotations

import shutil
import typing as t
from pathlib import Path

import pytest

from tests import postgres
from tests.integration.feature_flag.playbooks import Played, play
from tests.integration.postgres_migrations.project import Project
from tests.integration.postgres_migrations.test_life import ORDER, TABLES, UCRMANAGER
from tests.lab.state import Lab, load


@pytest.fixture
def lab(project: Project) -> Lab:
    """The lab whose host the server is."""
    return next(found for found in map(load, postgres.labs()) if any(host.address == project.server.host for host in found.hosts.values()))


def task(project: Project, **more: t.Any) -> dict[str, t.Any]:
    """Return a task that sends the files beside the play."""
    database = {"name": project.database, "hand": project.hand}
    options = {"database": database, "src": "migrations", "order": ORDER, **more}
    return {"name": "Migrate", "golive.stack.postgres_migrations": options, "become": True, "become_user": "postgres"}


def on_db1(folder: Path, lab: Lab, what: dict[str, t.Any], *how: str) -> Played:
    """Run one task on the database's host."""
    return play(folder, [what], lab.folder / "inventory.yml", "--limit", "db1", *how)


def test_they_are_sent_foretold_and_applied_once(project: Project, lab: Lab, tmp_path: Path) -> None:
    shutil.rmtree(project.folder)
    shutil.copytree(UCRMANAGER, tmp_path / "migrations")
    runs = [on_db1(tmp_path, lab, task(project), *how) for how in (["--check"], [], [])]
    assert [played.answers().get("Migrate") for played in runs] == [{"db1": "changed"}, {"db1": "changed"}, {"db1": "ok"}], runs
    assert project.tables() == TABLES and list(project.ledger()) == [Path(name).stem for name in ORDER]
    look = {"paths": "/tmp", "patterns": "sent.zip", "recurse": True, "hidden": True}
    left = on_db1(tmp_path, lab, {"name": "Look", "ansible.builtin.find": look, "failed_when": "found.matched > 0", "register": "found"})
    assert left.rc == 0, left.out


def test_what_is_wrong_with_them_is_said(project: Project, lab: Lab, tmp_path: Path) -> None:
    missing = on_db1(tmp_path, lab, task(project, src="nowhere"))
    assert missing.rc != 0 and "nowhere" in missing.out
    both = on_db1(tmp_path, lab, task(project, path="/srv"))
    assert both.rc != 0 and "mutually exclusive: path|src" in both.out
    later = on_db1(tmp_path, lab, {**task(project), "async": 10})
    assert later.rc != 0 and "leave async out" in later.out
