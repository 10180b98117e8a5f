# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real server, a schema of each test's own, and both hands."""

from __future__ import annotations

import os
import sys
import typing as t
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import postgres
from tests.lab.state import Lab, load
from tests.module_run import TREE

# Whoever tests another tree (GOLIVE_TREE) means this process, too.
sys.path.insert(0, str(TREE))

# Only now: the import leads into that tree.
from tests.integration.feature_flag.stores import Store  # noqa: E402
from tests.integration.feature_flag.tables import Schema  # noqa: E402

HANDS = ("psycopg", "psql")


@pytest.fixture(scope="session", autouse=True)
def programs() -> None:
    """Find psql itself before Debian's wrapper, a Perl script that more than doubles its start; the lab's hosts use the wrapper."""
    installed = sorted(str(path) for path in Path("/usr/lib/postgresql").glob("*/bin"))
    os.environ["PATH"] = os.pathsep.join([*installed[-1:], os.environ["PATH"]])


@pytest.fixture(scope="session")
def server() -> postgres.Server:
    """The server, logged in to as superuser."""
    return postgres.server()


@pytest.fixture(scope="session")
def database(server: postgres.Server) -> Iterator[str]:
    """One database for all tests that need none of their own."""
    name = postgres.fresh_database(server)
    yield name
    postgres.drop(server, name)


@pytest.fixture(scope="session")
def connection(server: postgres.Server, database: str) -> Iterator[psycopg.Connection[t.Any]]:
    """The tests' own connection to it."""
    with server.connect(database) as opened:
        opened.execute("CREATE EXTENSION citext")
        yield opened


@pytest.fixture
def schema(server: postgres.Server, database: str, connection: psycopg.Connection[t.Any]) -> Iterator[Schema]:
    """A schema with empty tables."""
    fresh = Schema.fresh(server, database, connection)
    yield fresh
    fresh.drop()


@pytest.fixture(scope="session")
def login(server: postgres.Server) -> Iterator[postgres.Server]:
    """The server as a plain role sees it."""
    plain = postgres.fresh_login(server, "correct horse")
    yield plain
    postgres.drop(server, plain.user)


@pytest.fixture(scope="session")
def lab(server: postgres.Server) -> Lab:
    """The lab whose host the server is."""
    for found in map(load, postgres.labs()):
        if any(host.address == server.host for host in found.hosts.values()):
            return found
    pytest.skip(f"the server on {server.host} is no host of a lab")


@pytest.fixture(scope="session")
def container(server: postgres.Server, lab: Lab) -> str:
    """The server's host, as the engine names it."""
    return next(host.container for host in lab.hosts.values() if host.address == server.host)


@pytest.fixture(params=HANDS)
def hand(request: pytest.FixtureRequest) -> str:
    """Each way to the database."""
    return str(request.param)


@pytest.fixture
def table(schema: Schema, hand: str) -> Store:
    """The table of flags for everybody."""
    return schema.store(hand)


@pytest.fixture
def overrides(schema: Schema, hand: str) -> Store:
    """The table of overrides for tenants."""
    return schema.store(hand, "feature_flag_overrides")
