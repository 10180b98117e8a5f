# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts as they are: one with Python 3.9, psql and no driver, and one with the driver that its distribution has."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.integration.feature_flag.playbooks import play
from tests.integration.feature_flag.tables import Schema
from tests.lab.state import Lab

pytestmark = pytest.mark.lab

ANY = "it's \\ :x $g0$ Ω"
PASSWORD = "it's : \\ Ω 🦄 %"
VERSIONS = (
    "import sys\ntry: import psycopg; found = psycopg.__version__\nexcept ImportError: found = 'none'\nprint(*sys.version_info[:2], found)"
)
Steps = list[tuple[str, bool, dict[str, t.Any]]]
# Name, check mode, what each wish says.
STEPS: Steps = [
    ("create, predicted", True, {"enabled": False}),
    ("create", False, {"enabled": False}),
    ("create again", False, {"enabled": False}),
    ("modify", False, {"enabled": True}),
    ("modify again, predicted", True, {"enabled": True}),
]
ANSWERS = ["changed", "changed", "ok", "changed", "ok"]


@pytest.fixture
def login(server: postgres.Server) -> Iterator[postgres.Server]:
    """A login with a password that must not be taken apart on its way."""
    plain = postgres.fresh_login(server, PASSWORD)
    yield plain
    postgres.drop(server, plain.user)


def tasks(schema: Schema, login: postgres.Server, host: str) -> list[dict[str, t.Any]]:
    """Return the tasks of the play: the life of a flag in a table over TLS and in a file; each host has its own tenant."""
    authority = {"content": Path(login.ca).read_text(), "dest": "{{ folder.path }}/ca.pem", "mode": "0600"}
    database = {**login.option(schema.database), "host": host, "sslrootcert": "{{ folder.path }}/ca.pem"}
    stores = {
        "table": {"database": database, "table": schema.store("auto", "feature_flag_overrides").place["table"]},
        "file": {"file": {"path": "{{ folder.path }}/flags.json"}},
    }
    steps = [
        {
            "name": f"{store}: {name}",
            "golive.stack.feature_flag": {**place, "flags": [{"key": ANY, "tenant": "{{ inventory_hostname }}", **wish}]},
            "check_mode": check,
        }
        for store, place in stores.items()
        for name, check, wish in STEPS
    ]
    return [
        {
            "name": "versions",
            "ansible.builtin.command": {"argv": ["{{ ansible_python_interpreter }}", "-c", VERSIONS]},
            "register": "versions",
        },
        {"name": "say", "ansible.builtin.debug": {"msg": "{{ inventory_hostname }} has {{ versions.stdout }}"}},
        {"name": "folder", "ansible.builtin.tempfile": {"state": "directory"}, "register": "folder"},
        {"name": "authority", "ansible.builtin.copy": authority},
        *steps,
        {"name": "list", "golive.stack.feature_flag_info": stores["table"], "register": "listed"},
        {"name": "say it", "ansible.builtin.debug": {"msg": "{{ inventory_hostname }} sees {{ listed.flags | length }}"}},
        {"name": "clean", "ansible.builtin.file": {"path": "{{ folder.path }}", "state": "absent"}},
    ]


def test_a_flag_lives_on_each(schema: Schema, lab: Lab, server: postgres.Server, login: postgres.Server, tmp_path: Path) -> None:
    hosts = {host.kind: host.name for host in lab.hosts.values()}
    if "bullseye" not in hosts:
        pytest.skip(f"lab {lab.name} has no host with Python 3.9; run 'tests/lab/lab up --name {lab.name} db1=postgres old1=bullseye'")
    # By name: libpq before 15, on the old host, does not look for an address in a certificate.
    by_name = next(host.name for host in lab.hosts.values() if host.address == server.host)
    limit = ",".join([hosts["bullseye"], hosts["postgres"]])
    played = play(tmp_path, tasks(schema, login, by_name), lab.folder / "inventory.yml", "--limit", limit)
    assert played.rc == 0, played.out
    for kind, versions in {"bullseye": "3 9 none", "postgres": "3 11 3.1"}.items():
        assert f"{hosts[kind]} has {versions}" in played.out
        answers = [given[hosts[kind]] for task, given in played.answers().items() if task.startswith(("table: ", "file: "))]
        assert answers == ANSWERS * 2
        assert f"{hosts[kind]} sees " in played.out
    assert schema.rows("SELECT * FROM feature_flag_overrides") == sorted((ANY, hosts[kind], True) for kind in ("bullseye", "postgres"))
    assert PASSWORD not in played.out
