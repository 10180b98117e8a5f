# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real server, and for each test a database and a folder of its own, with either hand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.integration.postgres_migrations.project import Project


@pytest.fixture(scope="session", autouse=True)
def programs() -> None:
    """Find psql itself before Debian's wrapper, a Perl script that more than doubles its start."""
    installed = sorted(str(path) for path in Path("/usr/lib/postgresql").glob("*/bin"))
    os.environ["PATH"] = os.pathsep.join([*installed[-1:], os.environ["PATH"]])


@pytest.fixture(scope="session")
def server() -> postgres.Server:
    """The server, logged in to as superuser."""
    return postgres.server()


@pytest.fixture(params=["psycopg", "psql"])
def hand(request: pytest.FixtureRequest) -> str:
    """Each hand."""
    return str(request.param)


@pytest.fixture
def project(server: postgres.Server, tmp_path: Path, hand: str) -> Iterator[Project]:
    """An empty database and an empty folder."""
    name = postgres.empty_database(server)
    folder = tmp_path / "migrations"
    folder.mkdir()
    yield Project(server, name, folder, hand)
    postgres.drop(server, name)
