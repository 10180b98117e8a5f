# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The PostgreSQL server of the tests: where it is, databases and logins of a test's own, and what the server wrote to its log.

It is the server in the JSON file that GOLIVE_TEST_PG names (host, port, user, password, ca), else that of a running lab:
the one GOLIVE_LAB names, or the first of LABS that has a database host.
"""

from __future__ import annotations

import json
import os
import typing as t
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from tests.lab import state

LABS = ("test", "faults", "demo")
TABLES = """
CREATE TABLE public.feature_flags (
  feature_key text PRIMARY KEY, is_enabled boolean NOT NULL, description text, expires_on date, updated_at timestamptz);
CREATE TABLE public.feature_flag_overrides (
  feature_key text, tenant_id text, is_enabled boolean NOT NULL, PRIMARY KEY (feature_key, tenant_id));
GRANT USAGE ON SCHEMA public TO PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO PUBLIC;
"""
# The log is the server's standard error; a program the server starts has the same one.
LOG_PATH = "COPY log_path FROM PROGRAM 'readlink -f /proc/$PPID/fd/2'"


class NoServer(Exception):
    """There is no server to test with; the sentence says how to get one."""


@dataclass(frozen=True)
class Server:
    """A server, and a login to it."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    ca: str

    def connect(self, database: str = "postgres", application: str = "golive tests") -> psycopg.Connection[t.Any]:
        """Return a connection that commits every statement."""
        return psycopg.connect(
            host=self.host,
            port=self.port,
            user=self.user,
            password=self.password,
            dbname=database,
            sslmode="verify-full",
            sslrootcert=self.ca,
            application_name=application,
            autocommit=True,
        )

    def option(self, database: str, **more: t.Any) -> dict[str, t.Any]:
        """Return a module's option ``database``."""
        login = {"host": self.host, "port": self.port, "user": self.user, "password": self.password}
        return {"name": database, **login, "sslrootcert": self.ca, **more}


def labs() -> tuple[str, ...]:
    """Return the labs in which a test looks for its hosts."""
    return (os.environ["GOLIVE_LAB"],) if "GOLIVE_LAB" in os.environ else LABS


def server() -> Server:
    """Return the server of the tests, logged in to as superuser."""
    named = os.environ.get("GOLIVE_TEST_PG")
    if named:
        return Server(**json.loads(Path(named).read_text()))
    for lab in map(state.load, labs()):
        for host in lab.hosts.values():
            if host.kind == "postgres" and host.container:
                password = (lab.folder / "pg_superuser").read_text().strip()
                return Server(host.address, 5432, "postgres", password, str(lab.folder / "ca.pem"))
    raise NoServer(
        f"Looking for a PostgreSQL server found no lab {' or '.join(labs())} with one; run 'tests/lab/lab up --name test db1=postgres'."
    )


def empty_database(on: Server) -> str:
    """Make a database without anything, and return its unique name."""
    name = f"golive_t_{uuid.uuid4().hex[:12]}"
    with on.connect() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return name


def fresh_database(on: Server) -> str:
    """Make a database with the two tables of flags, and return its unique name."""
    name = empty_database(on)
    with on.connect(name) as connection:
        connection.execute(TABLES)
    return name


def fresh_login(on: Server, password: str) -> Server:
    """Make a plain role that may use the tables, and return the server as it sees it; the server never gets the password."""
    name = f"golive_t_{uuid.uuid4().hex[:12]}"
    with on.connect() as connection:
        verifier = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), sql.Literal(verifier)))
    return Server(on.host, on.port, name, password, on.ca)


def drop(on: Server, *names: str) -> None:
    """Drop databases and roles that a test made, whoever is connected to them."""
    with on.connect() as connection:
        for name in map(sql.Identifier, names):
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(name))


class Log:
    """The server's log from now on."""

    def __init__(self, on: Server) -> None:
        self._server = on
        with on.connect() as connection:
            connection.execute("CREATE TEMPORARY TABLE log_path (path text)")
            connection.execute(LOG_PATH)
            self._path = self._one(connection, "SELECT path FROM log_path")
            self._start = self._one(connection, "SELECT size FROM pg_stat_file(%s)", self._path)

    def text(self) -> str:
        """Return what was written since."""
        with self._server.connect() as connection:
            size = self._one(connection, "SELECT size FROM pg_stat_file(%s)", self._path)
            question = "SELECT convert_from(pg_read_binary_file(%s, %s, %s), 'UTF8')"
            return str(self._one(connection, question, self._path, self._start, size - self._start))

    @staticmethod
    def _one(connection: psycopg.Connection[t.Any], question: str, *values: t.Any) -> t.Any:
        row = connection.execute(question, values).fetchone()
        return row[0] if row else None
