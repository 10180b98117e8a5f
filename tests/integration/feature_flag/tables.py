# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A schema of a test's own with the tables of flags, and what the server itself says is in them."""

from __future__ import annotations

import os
import subprocess
import typing as t
import uuid
from dataclasses import dataclass

import psycopg
from psycopg import sql

from tests.integration.feature_flag.stores import Store
from tests.postgres import Server

FLAGS = """
CREATE TABLE feature_flags (
  feature_key text PRIMARY KEY, is_enabled boolean NOT NULL, description text, expires_on date, updated_at timestamptz);
CREATE TABLE feature_flag_overrides (
  feature_key text, tenant_id text, is_enabled boolean NOT NULL, PRIMARY KEY (feature_key, tenant_id));
"""
COLUMNS = {
    "key": "feature_key",
    "enabled": "is_enabled",
    "description": "description",
    "expires": "expires_on",
    "updated": "updated_at",
}
OVERRIDE_COLUMNS = {"key": "feature_key", "tenant": "tenant_id", "enabled": "is_enabled"}


@dataclass(frozen=True)
class Schema:
    """One schema; its connection commits every statement."""

    server: Server
    database: str
    name: str
    connection: psycopg.Connection[t.Any]

    @classmethod
    def fresh(cls, server: Server, database: str, connection: psycopg.Connection[t.Any]) -> Schema:
        """Make a schema with the two tables, open to every login."""
        schema = cls(server, database, f"s_{uuid.uuid4().hex[:12]}", connection)
        connection.execute(
            sql.SQL("RESET ALL; SET synchronous_commit = off; CREATE SCHEMA {0}; SET search_path = {0}, public").format(schema.identifier)
        )
        schema.do(FLAGS)
        schema.open_to_all()
        return schema

    def drop(self) -> None:
        """Remove the schema and what is in it."""
        self.connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(self.identifier))

    @property
    def identifier(self) -> sql.Identifier:
        """The schema's name as SQL."""
        return sql.Identifier(self.name)

    def do(self, statements: str) -> None:
        """Run statements, with the schema as the place of names that say none."""
        self.connection.execute(statements)  # type: ignore[arg-type]

    def open_to_all(self) -> None:
        """Let every login use what is in the schema now."""
        self.connection.execute(
            sql.SQL("GRANT ALL ON SCHEMA {0} TO PUBLIC; GRANT ALL ON ALL TABLES IN SCHEMA {0} TO PUBLIC").format(self.identifier)
        )

    def rows(self, question: str = "SELECT feature_key, is_enabled FROM feature_flags") -> list[tuple[t.Any, ...]]:
        """Return what a question gives, sorted."""
        return sorted(self.connection.execute(question).fetchall(), key=repr)  # type: ignore[arg-type]

    def snapshot(self) -> list[tuple[t.Any, ...]]:
        """Return each row and which transaction wrote it where: writing the same again is a change, too."""
        tables = self.rows(f"SELECT relname FROM pg_class WHERE relnamespace = '{self.name}'::regnamespace AND relkind = 'r'")
        return [row for (table,) in tables for row in self.rows(f'SELECT xmin::text, ctid::text, t::text FROM "{table}" AS t')]

    def dump(self) -> list[str]:
        """Return the whole schema as SQL, with all rows."""
        login = {"PGPASSWORD": self.server.password, "PGSSLROOTCERT": self.server.ca, "PGSSLMODE": "verify-full"}
        argv = ["pg_dump", "-h", self.server.host, "-p", str(self.server.port), "-U", self.server.user, "-n", self.name, self.database]
        done = subprocess.run(argv, env={**os.environ, **login}, check=True, capture_output=True, text=True, timeout=30)
        return [line for line in done.stdout.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))]

    def store(
        self,
        hand: str,
        table: str = "feature_flags",
        columns: t.Mapping[str, str] | None = None,
        schema: str | None = None,
    ) -> Store:
        """Return the task's store for one of the tables."""
        # Without TLS, which has tests of its own and would be a third of the time of all others.
        option = {**self.server.option(self.database), "hand": hand, "lock_timeout": 5, "sslmode": "disable"}
        mapped = dict(columns or (OVERRIDE_COLUMNS if table == "feature_flag_overrides" else COLUMNS))
        return Store({"database": option, "table": {"schema": schema or self.name, "name": table, "columns": mapped}})
