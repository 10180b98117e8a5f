# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger's table as SQL: what makes it, what reads it, and what writes one row together with what the row is about."""

from __future__ import annotations

import typing as t

from .._database import sql
from .model import APPLIED, Entry, Migration

FORMAT = "golive.stack ledger 1"
# Whoever reads old rows with a newer golive.stack finds every column it knows; new ones get a default.
COLUMNS = """
  version text PRIMARY KEY,
  title text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('versioned', 'repeatable', 'seed')),
  digest text NOT NULL,
  state text NOT NULL CHECK (state IN ('applied', 'dirty', 'baseline', 'adopted', 'undone')),
  rank bigint NOT NULL,
  revision bigint NOT NULL UNIQUE,
  statements integer NOT NULL DEFAULT 0,
  ms bigint NOT NULL DEFAULT 0,
  applied_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
  actor text NOT NULL DEFAULT SESSION_USER,
  release text,
  contract text,
  down text,
  origin text
"""
# Read by plans; the way down may be long and is read when it is walked.
READ = ("version", "title", "kind", "digest", "state", "rank", "statements", "ms", "applied_at", "actor", "release", "contract", "origin")
ELAPSED = "(EXTRACT(epoch FROM pg_catalog.clock_timestamp() - pg_catalog.now()) * 1000)::pg_catalog.int8"
SINCE = "(EXTRACT(epoch FROM pg_catalog.clock_timestamp() - applied_at) * 1000)::pg_catalog.int8"


class Ledger:
    """One table; it knows the revision it was read at, so that each script can assert that nobody else wrote meanwhile."""

    def __init__(self, schema: str, table: str) -> None:
        self.title = f"{schema}.{table}"
        self.lock = sql.lock_number("postgres_migrations", self.title)
        self._schema = sql.name(schema, "schema of the ledger")
        self._table = f"{self._schema}.{sql.name(table, 'table of the ledger')}"
        self._names = {"schema": schema, "table": table}
        self._revision: int | None = None

    def read(self) -> str:
        """Return the query for all rows in the order of execution."""
        fields = ", ".join(f"'{column}', l.{column}" for column in READ)
        return (
            f"SELECT jsonb_build_object('revision', coalesce(max(l.revision), 0), 'rows', coalesce(jsonb_agg("
            f"jsonb_build_object({fields}, 'has_down', l.down IS NOT NULL) ORDER BY l.rank), '[]')) FROM {self._table} AS l"
        )

    def read_without(self) -> str:
        """Return the query that is left when there is no such table: what else is there."""
        return (
            f"SELECT jsonb_build_object('exists', to_regclass({sql.quoted(self._table)}) IS NOT NULL, 'tables', coalesce("
            "jsonb_agg(format('%s.%s', n.nspname, c.relname) ORDER BY n.nspname, c.relname), '[]')) FROM pg_class"
            " AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')"
            " AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'"
            " AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')"
        )

    def entries(self, found: t.Mapping[str, t.Any]) -> tuple[Entry, ...]:
        """Return the rows that were read, and remember what they were."""
        self._revision = found["revision"]
        return tuple(Entry(**row) for row in found["rows"])

    def forget(self) -> None:
        """There is no table yet."""
        self._revision = None

    def mark(self) -> int | None:
        """Return what the ledger is expected to be at."""
        return self._revision

    def back_to(self, mark: int | None) -> None:
        """Forget what a script was to write that was never carried out."""
        self._revision = mark

    def begin(self) -> list[str]:
        """Return how a script begins: nobody else may be at it, and nobody may have been since the ledger was read."""
        return [sql.try_lock(self.lock), *(self._create() if self._revision is None else [self._assert_unmoved()])]

    def _create(self) -> list[str]:
        comment = f"COMMENT ON TABLE {self._table} IS '{FORMAT}'"
        # A schema that is there may belong to somebody who lets us make tables in it, but no schemas in the database.
        there = f"pg_catalog.to_regnamespace({sql.quoted(self._schema)}) IS NULL"
        schema = f"DO {sql.quoted(f'BEGIN IF {there} THEN CREATE SCHEMA {self._schema}; END IF; END')}"
        return [schema, f"CREATE TABLE {self._table} ({COLUMNS})", comment]

    def _assert_unmoved(self) -> str:
        same = f"(SELECT coalesce(max(revision), 0) = {self._revision} FROM {self._table})"
        return sql.must_hold(same, "another ledger than the one that was read")

    def record(self, migration: Migration, state: str, release: str | None, replaces: bool, origin: str | None = None) -> str:
        """Return the statement that writes a migration's row; where there is one already it is written anew."""
        values = {
            "version": migration.version,
            "title": migration.title,
            "kind": migration.kind,
            "digest": migration.digest,
            "state": state,
            "release": release,
            "contract": migration.contract,
            "down": migration.down,
            "origin": origin,
        }
        data = sql.document(values)
        columns, number = ", ".join(values), self._next()
        written = ", ".join(f"{column} = excluded.{column}" for column in (*values, "rank", "revision", "ms", "applied_at", "actor"))
        more = f" ON CONFLICT (version) DO UPDATE SET {written}" if replaces else ""
        return (
            f"INSERT INTO {self._table} ({columns}, rank, revision, ms)"
            f" SELECT {columns}, {number}, {number}, {ELAPSED if state == APPLIED else 0}"
            f" FROM pg_catalog.jsonb_to_record({data}) AS d({', '.join(f'{column} text' for column in values)}){more}"
        )

    def settle(self, version: str, state: str) -> str:
        """Return the statement that gives a row another state."""
        elapsed = f"CASE {{data}}->>1 WHEN '{APPLIED}' THEN {SINCE} ELSE ms END"
        return self._update(version, state, f"state = {{data}}->>1, ms = {elapsed}")

    def redigest(self, migration: Migration) -> str:
        """Return the statement that makes a row say which text it is about."""
        return self._update(migration.version, migration.digest, "digest = {data}->>1")

    def progress(self, version: str, statements: int) -> str:
        """Return the statement that counts what is done without a transaction."""
        return self._update(version, statements, "statements = ({data}->>1)::pg_catalog.int4")

    def way_back(self, version: str) -> str:
        """Return the query for what walks back over a migration."""
        return f"SELECT pg_catalog.to_jsonb(down) FROM {self._table} WHERE version = {sql.document([version])}->>0"

    def _update(self, version: str, value: t.Any, sets: str) -> str:
        data = sql.document([version, value])
        return f"UPDATE {self._table} SET {sets.format(data=data)}, revision = {self._next()} WHERE version = {data}->>0"

    def _next(self) -> int:
        """Return the number of the next write; whoever else wrote meanwhile has it, too, and one of the two fails."""
        self._revision = (self._revision or 0) + 1
        return self._revision
