# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many change one store at once: nobody's change is lost, and one change is made once."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._flag.file import FlagFile

from tests.integration.feature_flag.crowd import at_once
from tests.integration.feature_flag.playbooks import play
from tests.integration.feature_flag.sessions import after_read
from tests.integration.feature_flag.stores import Store
from tests.integration.feature_flag.tables import Schema

pytestmark = pytest.mark.lab

EIGHT = range(8)
FIFTY = 50
ON = {"key": "ui", "enabled": True}


def test_eight_processes_and_one_table(schema: Schema, table: Store) -> None:
    results = at_once([(table, {"key": f"flag {number}", "enabled": True}) for number in EIGHT])
    assert [result.get("msg") or result["changed"] for result in results] == [True] * len(EIGHT)
    assert schema.rows() == [(f"flag {number}", True) for number in EIGHT]


@pytest.mark.parametrize("kind", ["json", "dotenv"])
def test_eight_processes_and_one_file(tmp_path: Path, kind: str) -> None:
    store = Store({"file": {"path": str(tmp_path / "flags"), "format": kind}})
    results = at_once([(store, {"key": f"FLAG_{number}", "enabled": True}) for number in EIGHT])
    assert [result.get("msg") or result["changed"] for result in results] == [True] * len(EIGHT)
    assert {flag["key"] for flag in store.ask()["flags"]} == {f"FLAG_{number}" for number in EIGHT}
    assert {path.name for path in tmp_path.iterdir()} == {"flags", ".flags.golive-lock"}


@pytest.mark.parametrize("moment", [1, 2], ids=["between the two reads", "between plan and apply"])
def test_a_file_that_somebody_edits_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    path = tmp_path / "flags.json"
    path.write_text('{"ui": {"enabled": false}}')
    path.chmod(0o600)
    theirs = '{"ui": {"enabled": false, "description": "theirs"}, "api": {"enabled": true}}'
    after_read(monkeypatch, moment, lambda: path.write_text(theirs), FlagFile)
    assert Store({"file": {"path": str(path)}}).run(ON)["changed"]
    assert json.loads(path.read_text()) == {"ui": {"enabled": True, "description": "theirs"}, "api": {"enabled": True}}


def test_fifty_hosts_and_one_flag_in_a_table(schema: Schema, tmp_path: Path) -> None:
    hosts = {f"h{number:02}": None for number in range(FIFTY)}
    local = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    inventory = tmp_path / "hosts.json"
    inventory.write_text(json.dumps({"all": {"hosts": hosts, "vars": local}}))
    task = {"name": "switch", "golive.stack.feature_flag": {**schema.store("psycopg").place, "flags": [ON]}}
    played = play(tmp_path, [task], inventory, "--forks", str(FIFTY))
    answers = list(played.answers()["switch"].values())
    assert (played.rc, len(answers), answers.count("changed"), answers.count("ok")) == (0, FIFTY, 1, FIFTY - 1), played.out
    assert schema.rows() == [("ui", True)]


def test_sixteen_processes_and_one_flag_in_a_table(schema: Schema, table: Store) -> None:
    results = at_once([(table, ON)] * 16)
    assert sorted(result.get("msg") or result["changed"] for result in results) == [False] * 15 + [True], results
    assert schema.rows() == [("ui", True)]


def test_fifty_processes_and_one_flag_in_a_file(tmp_path: Path) -> None:
    results = at_once([(Store({"file": {"path": str(tmp_path / "flags.json")}}), ON)] * FIFTY)
    assert sorted(result.get("msg") or result["changed"] for result in results) == [False] * (FIFTY - 1) + [True], results
    assert json.loads((tmp_path / "flags.json").read_text()) == {"ui": {"enabled": True}}
