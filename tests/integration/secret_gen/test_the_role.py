# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role as operators use it, on this machine: what it makes, proves, refuses, and leaves alone."""

from __future__ import annotations

import hashlib
import json
import typing as t
from pathlib import Path

import pytest

from tests.integration.feature_flag.playbooks import Played, play

VALUE = "cw-0123456789abcdef"


class System:
    """A system with one secret of each sort, and a file that holds them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store, self.env = folder / "etc" / "secrets.json", folder / "etc" / "app.env"
        self.variables: dict[str, t.Any] = {
            "secrets_store": str(self.store),
            "secrets_wished": [{"name": "KEY", "kind": "hex"}, {"name": "LICENCE", "kind": "supplied"}],
            "secrets_supplied": {"LICENCE": VALUE},
            "secrets_files": [
                {
                    "path": str(self.env),
                    "format": "dotenv",
                    "owner": "nobody",
                    "content": "KEY=@@secret:KEY@@\nLICENCE=@@secret:LICENCE@@\n",
                }
            ],
        }

    def run(self, entry: str, *options: str) -> Played:
        """Run an entry point of the role; no value may be in what it prints."""
        hosts = {"app1": {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}}
        (self.folder / "hosts.json").write_text(json.dumps({"all": {"hosts": hosts, "vars": self.variables}}))
        task = {"name": "role", "ansible.builtin.include_role": {"name": "golive.stack.secrets", "tasks_from": entry}}
        played = play(self.folder, [task], self.folder / "hosts.json", "-v", "--diff", *options)
        values = [VALUE, *(self.value("KEY") if self.store.exists() else [])]
        assert not [value for value in values if value in played.out]
        return played

    def value(self, name: str) -> list[str]:
        """Return the values of a secret."""
        return [version["value"] for version in json.loads(self.store.read_text())["secrets"][name].values()]


@pytest.fixture
def system(tmp_path: Path) -> System:
    """A system on which nothing is there yet."""
    return System(tmp_path)


def test_it_is_made_written_and_proven_once(system: System) -> None:
    planned = system.run("main", "--check")
    assert planned.rc == 0 and not system.store.parent.exists(), planned.out
    done = system.run("main")
    assert done.rc == 0 and "changed=4" in done.out and "changed=4" in planned.out, done.out
    assert system.env.read_text() == f"KEY={system.value('KEY')[0]}\nLICENCE={VALUE}\n"
    assert [path.stat().st_mode & 0o777 for path in (system.store.parent, system.store, system.env)] == [0o700, 0o600, 0o600]
    assert (system.env.owner(), system.store.owner()) == ("nobody", "root")
    again = system.run("main")
    assert again.rc == 0 and "changed=0" in again.out, again.out


def test_the_proof_makes_nothing_good(system: System) -> None:
    assert system.run("make").rc == 0
    store = system.store.read_bytes()
    missing = system.run("verify")
    assert missing.rc == 2 and f"still to do: create {system.env}" in " ".join(missing.out.split()), missing.out
    assert not system.env.exists()
    assert system.run("write").rc == 0
    assert system.run("verify").rc == 0
    system.variables["secrets_wished"][0]["version"] = 2
    other = system.run("verify")
    assert other.rc == 2 and "still to do: rotate KEY" in " ".join(other.out.split()), other.out
    assert system.store.read_bytes() == store


def test_a_supplied_value_without_a_secret_is_named(system: System) -> None:
    system.variables["secrets_supplied"]["LICENSE"] = VALUE
    refused = system.run("make")
    assert refused.rc == 2 and "Values are supplied for 1 names that no secret has; the secrets are KEY, LICENCE" in " ".join(
        refused.out.split()
    ), refused.out
    assert not system.store.exists()


def test_what_was_leaked_is_refused(system: System) -> None:
    system.variables["secrets_refuse"] = [hashlib.sha256(VALUE.encode()).hexdigest()]
    refused = system.run("make")
    assert refused.rc == 2 and "is a value that was published or leaked" in " ".join(refused.out.split()), refused.out
