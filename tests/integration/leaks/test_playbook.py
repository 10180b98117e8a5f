# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A playbook with a database password, on each core: the password is in no output, log, process, file or result."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from tests.canary import Canary
from tests.integration.leaks.cores import DEV, wanted_cores
from tests.integration.leaks.flight import Runway
from tests.integration.leaks.table import search
from tests.postgres import Server

FLAGS: dict[str, tuple[str, ...]] = {
    "as it is": (),
    "-v --check": ("-v", "--check"),
    "-vvvv --diff": ("-vvvv", "--diff"),
}
# What is not of the loudest is searched on one core; the loudest prints all that the others do.
# A server's own log and a client's own arguments hold the names and data that they are given.
WRONG = 10  # items of play.yml that are to fail
DATA = ("/var/log/postgresql", "journal of the target", "cmdline of ", "statements of the server")
RUNS = [(core, flags) for core in wanted_cores() for flags in FLAGS if core == DEV or flags == "-vvvv --diff"]


@pytest.fixture
def given(login: Server, database: str) -> dict[str, t.Any]:
    """The login as a play's variable."""
    return {"login": login.option(database, sslmode="require", sslrootcert=None)}


@pytest.mark.lab
@pytest.mark.parametrize(("core", "flags"), RUNS, ids=[f"core {core} {flags}" for core, flags in RUNS])
def test_a_password_is_nowhere(runway: Runway, given: dict[str, t.Any], canary: Canary, core: str, flags: str) -> None:
    traces = runway.fly(core, Path(__file__).with_name("play.yml"), given, *FLAGS[flags])
    assert traces.rc == 0, traces.said
    assert traces.texts["stdout"].count("failed: [") >= WRONG, traces.said
    hits = search(core, traces, [canary])
    assert not hits, "\n".join(map(str, hits))


@pytest.mark.lab
@pytest.mark.parametrize("core", wanted_cores())
def test_a_password_mistaken_for_data_is_not_told_on(runway: Runway, given: dict[str, t.Any], canary: Canary, core: str) -> None:
    traces = runway.fly(core, Path(__file__).with_name("misplaced.yml"), given)
    assert traces.rc == 0, traces.said
    hits = search(core, traces, [canary], data=DATA)
    assert not hits, "\n".join(map(str, hits))
