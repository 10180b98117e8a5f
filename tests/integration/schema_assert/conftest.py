# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real server, an empty database, and both hands."""

from __future__ import annotations

import os
import subprocess
import typing as t
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.integration.schema_assert.asserted import There
from tests.lab.state import Lab, load

HANDS = ("psycopg", "psql")


@pytest.fixture(scope="session", autouse=True)
def programs() -> None:
    """Find psql itself before Debian's wrapper, a Perl script that more than doubles its start."""
    installed = sorted(str(path) for path in Path("/usr/lib/postgresql").glob("*/bin"))
    os.environ["PATH"] = os.pathsep.join([*installed[-1:], os.environ["PATH"]])


@pytest.fixture(scope="session")
def server() -> postgres.Server:
    """The server, logged in to as superuser."""
    return postgres.server()


@pytest.fixture(scope="session")
def lab(server: postgres.Server) -> Lab:
    """The lab whose host the server is."""
    labs = [lab for lab in map(load, postgres.labs()) if any(host.address == server.host for host in lab.hosts.values())]
    return labs[0] if labs else pytest.skip(f"the server on {server.host} is no host of a lab")


@pytest.fixture(scope="session")
def container(server: postgres.Server, lab: Lab) -> str:
    """The server's host, as the engine names it."""
    return next(str(host.container) for host in lab.hosts.values() if host.address == server.host)


@pytest.fixture(params=HANDS)
def hand(request: pytest.FixtureRequest) -> str:
    """Each way to the database."""
    return str(request.param)


@pytest.fixture(scope="session")
def database(server: postgres.Server) -> Iterator[There]:
    """One database for all tests, one after the other."""
    fresh = There.fresh(server)
    yield fresh
    fresh.drop()


@pytest.fixture(scope="session")
def login(server: postgres.Server, database: There) -> Iterator[postgres.Server]:
    """The server as a plain role sees it."""
    plain = postgres.fresh_login(server, "correct horse")
    yield plain
    database.empty()  # with what the role may do in it
    postgres.drop(server, plain.user)


@pytest.fixture
def there(database: There, hand: str) -> Iterator[There]:
    """An empty database, reached by each hand."""
    database.empty()
    yield database.reached(hand=hand)
    database.connection.execute("ROLLBACK; RESET ALL")


@pytest.fixture(scope="session")
def dump_of(container: str) -> t.Callable[[There], str]:
    """Return what pg_dump on the server's host says of a database."""

    def dump(there: There, *options: str) -> str:
        argv = ["docker", "exec", "-u", "postgres", container, "pg_dump", "--schema-only", *options, there.database["name"]]
        return subprocess.run(argv, check=True, capture_output=True, text=True, timeout=60).stdout

    return dump
