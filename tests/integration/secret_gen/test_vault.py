# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A store in a vault on the controller, as playbooks use it."""

from __future__ import annotations

import json
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest

from tests.integration.feature_flag.playbooks import Played, play

HOSTS = 50
WISH = {"name": "KEY", "kind": "base64"}


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    """Many hosts that are this machine."""
    path = tmp_path / "hosts.json"
    common = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    path.write_text(json.dumps({"all": {"hosts": {f"app{number}": common for number in range(HOSTS)}}}))
    (tmp_path / "password").write_text("of the vault\n")
    (tmp_path / "other").write_text("of another vault\n")
    return path


def run(inventory: Path, *tasks: dict[str, t.Any], password: str | None = "password", check: bool = False) -> Played:
    """Run tasks on all hosts."""
    options = [] if password is None else ["--vault-password-file", str(inventory.with_name(password))]
    return play(inventory.parent, list(tasks), inventory, "--forks", str(HOSTS), *(["--check"] if check else []), *options)


def make(inventory: Path, *wishes: dict[str, t.Any]) -> dict[str, t.Any]:
    """A task."""
    return {
        "name": "make",
        "golive.stack.secret_gen": {"vault": {"path": str(inventory.with_name("vault"))}, "secrets": list(wishes or [WISH])},
    }


def content(inventory: Path) -> dict[str, t.Any]:
    """Return the store as ansible-vault opens it."""
    program = str(Path(sys.executable).with_name("ansible-vault"))
    argv = [program, "view", "--vault-password-file", str(inventory.with_name("password")), str(inventory.with_name("vault"))]
    found: dict[str, t.Any] = json.loads(subprocess.run(argv, capture_output=True, check=True).stdout)
    return found


def test_many_hosts_and_one_secret(inventory: Path) -> None:
    assert run(inventory, make(inventory), check=True).rc == 0
    assert not inventory.with_name("vault").exists()
    done = run(inventory, make(inventory))
    assert done.rc == 0, done.out
    assert sorted(done.answers()["make"].values()) == ["changed", *["ok"] * (HOSTS - 1)]
    assert list(content(inventory)["secrets"]["KEY"]) == ["1"]
    again = run(inventory, make(inventory))
    assert set(again.answers()["make"].values()) == {"ok"}


def test_the_lookup_reads_it(inventory: Path) -> None:
    asked = "lookup('golive.stack.secret', 'KEY', vault=path, state=state)"
    length = {
        "name": "ask",
        "ansible.builtin.assert": {"that": f"{asked} | length == 44"},
        "vars": {"path": str(inventory.with_name("vault")), "state": "current"},
    }
    done = run(inventory, make(inventory), length)
    assert done.rc == 0, done.out
    assert content(inventory)["secrets"]["KEY"]["1"]["value"] not in done.out
    wrong = run(inventory, {**length, "vars": {**length["vars"], "state": "retired"}})  # type: ignore[dict-item]
    assert wrong.rc == 2 and "retired" in wrong.out


@pytest.mark.parametrize(("password", "said"), [("other", "is opened by none of this run's vault"), (None, "was given no vault password")])
def test_another_password_changes_nothing(inventory: Path, password: str | None, said: str) -> None:
    assert run(inventory, make(inventory)).rc == 0
    before = inventory.with_name("vault").read_bytes()
    failed = run(inventory, make(inventory, {**WISH, "version": 2}), password=password)
    assert failed.rc == 2 and said in " ".join(failed.out.split()), failed.out
    assert inventory.with_name("vault").read_bytes() == before


def test_it_can_not_be_asynchronous(inventory: Path) -> None:
    failed = run(inventory, {**make(inventory), "async": 30})
    assert failed.rc == 2 and "can't be asynchronous; leave async out" in " ".join(failed.out.split())
