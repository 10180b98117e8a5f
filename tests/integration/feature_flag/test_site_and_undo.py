# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks as operators type them: what is done, what is refused, and what is said when it stops half-way."""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.feature_flag.playbooks import Played, run_playbook


@dataclass(frozen=True)
class System:
    """A system with two files of flags on this machine, and its inventory."""

    folder: Path

    def declare(self, *stores: tuple[str, list[dict[str, t.Any]]], name: str = "feature_flags_stores") -> None:
        """Write the inventory."""
        said = [{"name": file, "file": {"path": str(self.folder / file)}, "flags": flags} for file, flags in stores]
        host = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}", name: said}
        (self.folder / "prod").mkdir(exist_ok=True)
        (self.folder / "prod" / "hosts.json").write_text(json.dumps({"all": {"hosts": {"app1": host}}}))

    def run(self, playbook: str, *options: str) -> Played:
        """Run one of the collection's playbooks."""
        return run_playbook(self.folder, f"golive.stack.{playbook}", self.folder / "prod", *options)

    def flags(self) -> dict[str, dict[str, bool]]:
        """Return what the files hold."""
        return {
            name: {key: flag["enabled"] for key, flag in json.loads((self.folder / name).read_text()).items()}
            for name in ("one", "two")
            if (self.folder / name).exists()
        }

    def switch(self, name: str, old: str, new: str) -> None:
        """Change a file behind the playbooks' back."""
        text = (self.folder / name).read_text()
        assert old in text
        (self.folder / name).write_text(text.replace(old, new))


@pytest.fixture
def system(tmp_path: Path) -> System:
    """A system whose two flags are wished on."""
    found = System(tmp_path)
    found.declare(("one", [{"key": "ui", "enabled": True}]), ("two", [{"key": "api", "enabled": True}]))
    return found


def records(system: System) -> list[Path]:
    """Return the ways back that are recorded."""
    return sorted((system.folder / ".golive").rglob("*.json"))


def test_site_does_it_once_and_undo_leads_back(system: System) -> None:
    planned = system.run("site", "--check")
    assert planned.rc == 0 and "2 changes planned" in planned.out, planned.out
    assert not (system.folder / "one").exists() and not records(system)
    done = system.run("site")
    assert done.rc == 0 and "2 changes made" in done.out and "golive.stack.undo" in done.out, done.out
    assert system.flags() == {"one": {"ui": True}, "two": {"api": True}}
    assert len(records(system)) == 1
    again = system.run("site")
    assert again.rc == 0 and "changed=0" in again.out and "already as wished" in again.out, again.out
    assert system.run("verify").rc == 0
    back = system.run("undo")
    assert back.rc == 0 and "app1: remove api, remove ui" in back.out, back.out
    assert system.flags() == {"one": {}, "two": {}}
    assert not records(system)
    assert system.run("verify").rc == 2, "what was undone is not as wished"


def test_nobody_else_reads_or_changes_the_way_back(system: System) -> None:
    assert system.run("site").rc == 0
    (record,) = records(system)
    assert (record.stat().st_mode & 0o777, record.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_undo_walks_all_stores_or_none(system: System) -> None:
    assert system.run("site").rc == 0
    system.switch("one", "true", "false")
    there = system.flags()
    refused = system.run("undo")
    assert refused.rc == 2
    assert "Going back on app1 was refused before anything was changed there: Flag ui was to be" in refused.out, refused.out
    assert "only from enabled but is disabled" in refused.out and "correct only_from" not in refused.out.rpartition("refused before")[2]
    assert system.flags() == there
    assert len(records(system)) == 1
    system.switch("one", "false", "true")
    assert system.run("undo").rc == 0
    assert system.flags() == {"one": {}, "two": {}}


def test_what_is_done_before_a_failure_is_said_and_can_be_undone(system: System) -> None:
    wish = {"key": "ui", "enabled": True}
    system.declare(("one", [wish]), ("one", [{**wish, "only_from": "absent", "expires": "2099-01-01"}]))
    failed = system.run("site")
    assert failed.rc == 2 and system.flags() == {"one": {"ui": True}}
    assert "app1 stopped at 'change | Switch the flags of each store'" in failed.out, failed.out
    assert "before that create ui was done there" in failed.out
    assert f"-e golive_undo={records(system)[0].parent.name}." in failed.out


def test_what_fails_before_anything_is_done_says_so(system: System) -> None:
    (system.folder / "two").write_text("{}")
    (system.folder / "two").chmod(0o644)
    failed = system.run("site")
    assert failed.rc == 2 and "before that nothing was done there" in failed.out, failed.out
    assert not (system.folder / "one").exists() and not records(system)


def test_a_misspelled_option_is_no_success(system: System) -> None:
    system.declare(("one", [{"key": "ui", "enabled": True}]), name="feature_flags_store")
    for playbook in ("site", "verify", "undo"):
        failed = system.run(playbook)
        assert failed.rc == 2 and "app1 has feature_flags_store, which role feature_flags does not know" in failed.out, failed.out


def test_looking_at_nothing_is_no_success(system: System) -> None:
    failed = system.run("site", "--tags", "flagz")
    assert failed.rc == 2, failed.out
    assert "No host has secrets, migrations or flags that this run has looked at: hosts app1, tags flagz;" in failed.out
    system.declare()
    for playbook in ("site", "verify"):
        failed = system.run(playbook)
        assert failed.rc == 2, failed.out
        assert "declare secrets_wished, secrets_files, database_postgresql_migrations or feature_flags_stores for one of them" in failed.out
