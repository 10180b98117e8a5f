# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two real hosts, with Python 3.9 and 3.11: neither is changed while one lacks a value, and both are rotated by one command."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.integration.feature_flag.playbooks import Played, play
from tests.integration.secret_gen.fleet import Fleet, said
from tests.lab.state import load

pytestmark = pytest.mark.lab
KINDS = {"bullseye", "postgres"}


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    """Two hosts of a lab, and a folder on them that is removed afterwards."""
    labs = map(load, postgres.labs())
    lab = next((lab for lab in labs if {host.kind for host in lab.hosts.values()} >= KINDS), None)
    if lab is None:
        pytest.skip("no lab has both kinds of hosts; run 'tests/lab/lab up --name test db1=postgres old1=bullseye'")
    hosts = {host.name: {"ansible_host": host.address} for host in lab.hosts.values() if host.kind in KINDS}
    known = lab.folder / "known_hosts"
    reached = {
        "ansible_user": "ansible",
        "ansible_become": True,
        "ansible_ssh_private_key_file": str(lab.folder / "id_ed25519"),
        "ansible_ssh_common_args": f"-o IdentitiesOnly=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile={known}",
        "ansible_python_interpreter": "/usr/bin/python3",
    }
    (tmp_path / "here").mkdir()
    found = Fleet.of(tmp_path / "here")
    place = f"/var/tmp/golive-{uuid.uuid4().hex[:8]}"
    found.hosts = {name: dict(variables) for name, variables in hosts.items()}
    found.variables = {**found.variables, **reached, "place": place}
    del found.variables["ansible_connection"]
    yield found
    remove = {"name": "remove", "ansible.builtin.file": {"path": place, "state": "absent"}}
    assert play(tmp_path, [remove], found.inventory()).rc == 0


def there(fleet: Fleet) -> list[str]:
    """Return what each host has in its folder: names, sums and times."""
    argv = ["find", "{{ place }}", "-printf", "%p %s %C@ ", "-type", "f", "-exec", "sha256sum", "{}", ";"]
    look = {"name": "look", "ansible.builtin.command": {"argv": argv}, "register": "found", "failed_when": False}
    say = {"name": "say", "ansible.builtin.debug": {"msg": "HAS {{ inventory_hostname }} {{ found.stdout | to_json }}"}}
    return sorted(line.strip() for line in play(fleet.folder, [look, say], fleet.inventory()).out.splitlines() if "HAS " in line)


def rotated(fleet: Fleet, played: Played) -> bool:
    """True when a run changed both hosts."""
    return played.rc == 0 and all(f"{host}: KEY rotated" in played.out for host in fleet.hosts)


def test_neither_is_changed_while_one_lacks_a_value(fleet: Fleet) -> None:
    first, second = sorted(fleet.hosts)
    supplied = fleet.variables.pop("secrets_supplied")
    fleet.hosts[first]["secrets_supplied"] = supplied
    failed = fleet.run("site")
    assert failed.rc == 2 and f"No value is supplied for LICENCE on {second}, and no store there holds one" in said(failed), failed.out
    assert [line.partition("HAS ")[2].split()[1].strip('"\\') for line in there(fleet)] == ["", ""], there(fleet)
    fleet.hosts[second]["secrets_supplied"] = supplied
    assert fleet.run("site").rc == 0
    before = there(fleet)
    assert all("secrets.json" in line for line in before)
    fleet.variables["secrets_wished"] = [{"name": "KEY", "kind": "hex", "version": 2}, *fleet.variables["secrets_wished"][1:]]
    fleet.variables["secrets_wished"] += [{"name": "STRIPE", "kind": "supplied"}]
    fleet.hosts[first]["secrets_supplied"] = {**supplied, "STRIPE": "s-0123456789abcdef"}
    failed = fleet.run("site")
    assert failed.rc == 2 and f"No value is supplied for STRIPE on {second}, and no store there holds one" in said(failed), failed.out
    assert there(fleet) == before


def test_both_are_rotated_by_one_command(fleet: Fleet) -> None:
    assert fleet.run("site").rc == 0
    done = fleet.rotate()
    assert rotated(fleet, done), done.out
    before = there(fleet)
    again = fleet.rotate()
    assert again.rc == 0 and again.out.count("changed=0") == 2, json.dumps(again.out)
    assert fleet.run("site").out.count("changed=0") == 2
    assert there(fleet) == before
