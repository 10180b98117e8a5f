# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret that is a database password, and a run that is searched for it."""

from __future__ import annotations

import os
import tempfile
import typing as t
from pathlib import Path

import pytest

from tests import postgres
from tests.canary import Canary
from tests.integration.leaks.flight import Runway
from tests.integration.leaks.killed import Accident
from tests.integration.leaks.target import Target
from tests.integration.leaks.tasks import Tasks
from tests.run import go


@pytest.fixture(scope="session")
def server() -> postgres.Server:
    """The server of the lab."""
    return postgres.server()


@pytest.fixture(scope="session")
def target(server: postgres.Server) -> Target:
    """The host that the server runs on."""
    return Target(server)


@pytest.fixture
def canary() -> Canary:
    """The secret of one test."""
    return Canary()


@pytest.fixture
def login(server: postgres.Server, canary: Canary) -> t.Iterator[postgres.Server]:
    """A login whose password is the secret."""
    made = postgres.fresh_login(server, canary.value)
    yield made
    postgres.drop(server, made.user)


@pytest.fixture
def database(server: postgres.Server) -> t.Iterator[str]:
    """A database with the tables of flags."""
    made = postgres.fresh_database(server)
    yield made
    postgres.drop(server, made)


@pytest.fixture
def runway(target: Target) -> t.Iterator[Runway]:
    """A run's own folder, with a path short enough for SSH's socket."""
    with tempfile.TemporaryDirectory(prefix="golive-leaks-") as folder:
        yield Runway(Path(folder), target)


@pytest.fixture
def accident(runway: Runway, target: Target, canary: Canary) -> t.Iterator[Accident]:
    """A run that is going to be killed."""
    made = Accident(runway, target, canary)
    yield made
    made.clean_up()


@pytest.fixture
def tasks(tmp_path: Path, canary: Canary, monkeypatch: pytest.MonkeyPatch) -> Tasks:
    """The tasks of a test, with a folder of their own, and the program that one of the modules needs."""
    monkeypatch.setenv("PATH", f"{go.make('gitleaks').parent}:{os.environ['PATH']}")
    return Tasks(tmp_path, canary)
