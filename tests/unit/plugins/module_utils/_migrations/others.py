# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases with the ledgers of other tools, whose rows are as those tools write them."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ansible_collections.golive.stack.plugins.module_utils._migrations.keepers import KEEPERS
from ansible_collections.golive.stack.plugins.module_utils._migrations.model import Foreign, Observed

from tests.unit.plugins.module_utils._migrations.words import new

Row = t.Dict[str, t.Any]


def of(tool: str, *rows: Row, **more: t.Any) -> Observed:
    """Return a database with these rows."""
    return replace(new(), foreign=Foreign(tool, rows, **more))


def none(tool: str) -> Observed:
    """Return a database in which that tool never was."""
    return replace(new(), foreign=Foreign(tool))


def own_tables(tool: str) -> tuple[str, ...]:
    """Return the tables that are the tool's own."""
    return tuple(sorted(KEEPERS[tool].titles))


def sql(rank: int, version: str | None, checksum: int | None, **more: t.Any) -> Row:
    """Return one row of Flyway's; all are called alike."""
    return {
        "installed_rank": rank,
        "version": version,
        "description": "a view",
        "type": "SQL",
        "script": "file.sql",
        "checksum": checksum,
        "installed_by": "postgres",
        "installed_on": "2026-01-01T00:00:00",
        "execution_time": 12,
        "success": True,
        **more,
    }


def flyway(*rows: Row, sums: dict[str, str] | None = None) -> Observed:
    """Return flyway_schema_history."""
    return of("flyway", *rows, sums=sums or {})


def dbmate(*versions: str) -> Observed:
    """Return dbmate's schema_migrations."""
    return of("dbmate", *({"version": version} for version in versions))


def goose(*rows: tuple[int, bool]) -> Observed:
    """Return goose_db_version, whose rows came in this order and are read in another."""
    found = [
        {"id": at, "version_id": version, "is_applied": applied, "tstamp": "2026-01-01T00:00:00"}
        for at, (version, applied) in enumerate(rows, 1)
    ]
    return of("goose", *reversed(found))


def golang_migrate(version: int, *, dirty: bool = False) -> Observed:
    """Return golang-migrate's schema_migrations."""
    return of("golang-migrate", {"version": version, "dirty": dirty})


def sqitch(*changes: tuple[str, str], old: bool = False, sums: dict[str, str] | None = None) -> Observed:
    """Return sqitch's changes; the digest of each script is the first letter of its name and 1."""
    rows = [
        {
            "change_id": name[0] * 40,
            "script_hash": name[0] * 40 if old else f"{name[0]}1",
            "change": name,
            "project": project,
            "note": "",
            "committed_at": f"2026-01-01T00:00:0{at}+00:00",
        }
        for at, (project, name) in enumerate(changes)
    ]
    return of("sqitch", *rows, sums=sums or {})


def alembic(*heads: str) -> Observed:
    """Return alembic_version."""
    return of("alembic", *({"version_num": head} for head in heads))


def liquibase(*changesets: str, locked: str | None = None) -> Observed:
    """Return databasechangelog and its lock."""
    rows = [
        {"id": one, "author": "ann", "filename": "changelog.sql", "orderexecuted": at, "exectype": "EXECUTED"}
        for at, one in enumerate(changesets, 1)
    ]
    lock = {"id": 1, "locked": locked is not None, "lockgranted": None, "lockedby": locked}
    return of("liquibase", *rows, lock=(lock,))


def knex(*names: str, locked: int = 0) -> Observed:
    """Return knex_migrations and its lock."""
    rows = [{"id": at, "name": name, "batch": 1, "migration_time": "2026-01-01T00:00:00"} for at, name in enumerate(names, 1)]
    return of("knex", *rows, lock=({"index": 1, "is_locked": locked},))


def node_pg_migrate(*names: str) -> Observed:
    """Return pgmigrations."""
    return of("node-pg-migrate", *({"id": at, "name": name, "run_on": "2026-01-01T00:00:00"} for at, name in enumerate(names, 1)))


def sequelize(*names: str) -> Observed:
    """Return SequelizeMeta."""
    return of("sequelize", *({"name": name} for name in names))


def drizzle(*times: int) -> Observed:
    """Return drizzle's ledger."""
    return of("drizzle", *({"id": at, "hash": "f" * 64, "created_at": when} for at, when in enumerate(times, 1)))


def prisma(*rows: tuple[str, str, str | None, str | None]) -> Observed:
    """Return _prisma_migrations: name, begun, finished, rolled back."""
    fields = ("migration_name", "started_at", "finished_at", "rolled_back_at")
    return of("prisma", *(dict(zip(fields, row)) for row in rows))
