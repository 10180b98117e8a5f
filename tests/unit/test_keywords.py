# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keywords of core, one playbook for all: what each does to a module of ours."""

from __future__ import annotations

import json
import os
import pwd
import subprocess
import sys
import tempfile
import typing as t
from pathlib import Path

import pytest

from tests.module_run import ROOT, TREE

PLAYBOOK = ROOT / "tests" / "unit" / "keywords" / "playbook.yml"
HOSTS = ("a", "b", "c")
CAN_BECOME = os.geteuid() == 0


class Played:
    """What the playbook left behind."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.results: dict[str, t.Any] = json.loads((folder / "results.json").read_text())

    def flags(self, name: str) -> t.Any:
        """Return what is in a file, None when there is none."""
        path = self.folder / name
        return json.loads(path.read_text()) if path.exists() else None


@pytest.fixture(scope="module")
def played() -> t.Iterator[Played]:
    """Play the playbook once, on three hosts that are this machine."""
    with tempfile.TemporaryDirectory(prefix="golive-keywords-", dir="/tmp") as name:  # another user must get there
        folder = Path(name)
        folder.chmod(0o755)
        prepare(folder)
        told = json.dumps({"folder": name, "can_become": CAN_BECOME})
        command = [sys.executable, "-m", "ansible", "playbook", "-i", f"{name}/hosts.json", "-e", told, str(PLAYBOOK)]
        done = subprocess.run(command, env=environment(folder), cwd=folder, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        yield Played(folder)


def prepare(folder: Path) -> None:
    """Make the hosts: each has a folder, and a Python that knows where."""
    inventory: dict[str, t.Any] = {}
    for host in HOSTS:
        (folder / host).mkdir()
        python = folder / f"python-{host}"
        python.write_text(f'#!/bin/sh\nWHERE={folder}/{host} exec {sys.executable} "$@"\n')
        python.chmod(0o755)
        inventory[host] = {"ansible_connection": "local", "ansible_python_interpreter": str(python)}
    (folder / "ansible.cfg").write_text("[defaults]\n")
    (folder / "hosts.json").write_text(json.dumps({"all": {"hosts": inventory}}))
    (folder / "remote_temp").mkdir()
    (folder / "remote_temp").chmod(0o1777)  # whoever a task becomes makes a folder of its own there
    (folder / "nobody").mkdir(mode=0o700)
    if CAN_BECOME:
        os.chown(folder / "nobody", pwd.getpwnam("nobody").pw_uid, -1)


def environment(folder: Path) -> dict[str, str]:
    """Return a controller's environment that takes nothing from whoever runs the tests."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    places = {f"ANSIBLE_{name}": f"{folder}/{name.lower()}" for name in ("HOME", "LOCAL_TEMP", "REMOTE_TEMP", "ASYNC_DIR")}
    core = {"ANSIBLE_COLLECTIONS_PATH": str(TREE), "ANSIBLE_PIPELINING": "1", "ANSIBLE_FORKS": "3"}
    return {**kept, **places, **core, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


def test_loop_keeps_nothing_from_item_to_item(played: Played) -> None:
    items = played.results["loop"]["results"]
    assert [item["changed"] for item in items] == [True, True, False]
    assert [[action["id"] for action in item["actions"]] for item in items] == [["x"], ["y"], []]
    assert [[flag["key"] for flag in item["flags"]] for item in items] == [["x"], ["y"], ["x"]]
    assert played.flags("a/loop.json") == {"x": {"enabled": True}, "y": {"enabled": False}}


def test_until_sees_the_result_of_each_attempt(played: Played) -> None:
    result = played.results["until"]
    assert (result["attempts"], result["changed"]) == (2, False)


def test_check_mode_of_a_task_changes_nothing(played: Played) -> None:
    result = played.results["check"]
    assert result["changed"] and [action["status"] for action in result["actions"]] == ["planned"]
    assert played.flags("a/check.json") is None
    assert "diff" not in result


def test_diff_of_a_task_shows_the_change(played: Played) -> None:
    assert played.results["diff"]["diff"]["before"] == {}
    assert played.results["diff"]["diff"]["after"]["x"]["enabled"] is True


@pytest.mark.parametrize("result", ["group", "group_info"])
def test_module_defaults_reach_every_module_by_the_group(played: Played, result: str) -> None:
    assert f"The folder {played.folder}/a/later of " in played.results[result]["assumed"]


def test_environment_is_that_of_the_target(played: Played) -> None:
    assert played.results["environ"]["changed"]
    assert played.flags("environment.json") == {"x": {"enabled": True}}


def test_async_gives_the_result_of_the_job(played: Played) -> None:
    result = played.results["async"]
    assert (result["changed"], result["finished"]) == (True, 1)
    assert [action["status"] for action in result["actions"]] == ["done"]
    assert played.flags("a/async.json") == {"x": {"enabled": True}}


def test_delegate_to_changes_the_other_host(played: Played) -> None:
    assert played.results["delegate"]["changed"]
    assert (played.flags("a/delegate.json"), played.flags("b/delegate.json")) == (None, {"x": {"enabled": True}})


@pytest.mark.skipif(not CAN_BECOME, reason="becoming another user without a password needs root")
def test_become_writes_as_the_other_user(played: Played) -> None:
    found = (played.folder / "nobody" / "become.json").stat()
    assert found.st_uid == pwd.getpwnam("nobody").pw_uid
    assert oct(found.st_mode) == "0o100600"


def test_run_once_changes_the_first_host_only(played: Played) -> None:
    assert [played.flags(f"{host}/once.json") for host in HOSTS] == [{"x": {"enabled": True}}, None, None]


def test_hosts_that_change_one_file_at_once_lose_nothing(played: Played) -> None:
    assert played.flags("together.json") == {host: {"enabled": True} for host in HOSTS}


def test_serial_hosts_find_what_those_before_them_did(played: Played) -> None:
    # max_tenants would have failed a host that did not see, or came before, its number.
    assert played.flags("serial.json") == {"x": {"tenants": {host: {"enabled": True} for host in HOSTS}}}
