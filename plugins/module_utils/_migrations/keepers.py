# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tools whose ledgers can be taken over: where each keeps it, and by which columns it is known; pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

SQITCH_TABLES = ("changes", "dependencies", "events", "projects", "releases", "tags")


@dataclass(frozen=True)
class Keeper:
    """Where a tool keeps its ledger."""

    table: str
    columns: frozenset[str]
    schema: str = "public"
    lock: str | None = None  # its table that says whether it is at work
    others: tuple[str, ...] = ()  # more tables of its own

    @property
    def title(self) -> str:
        """The ledger as people call it."""
        return f"{self.schema}.{self.table}"

    @property
    def titles(self) -> frozenset[str]:
        """All tables that are the tool's own."""
        own = (self.table, *self.others, *((self.lock,) if self.lock else ()))
        return frozenset(f"{self.schema}.{table}" for table in own)


def _of(table: str, columns: str, **more: t.Any) -> Keeper:
    return Keeper(table, frozenset(columns.split()), **more)


# The names are those that each tool takes when it is told nothing.
KEEPERS = {
    "flyway": _of("flyway_schema_history", "installed_rank version description type script checksum success"),
    "dbmate": _of("schema_migrations", "version"),
    "goose": _of("goose_db_version", "id version_id is_applied"),
    "golang-migrate": _of("schema_migrations", "version dirty"),
    "sqitch": _of("changes", "change_id script_hash change project committed_at", schema="sqitch", others=SQITCH_TABLES),
    "alembic": _of("alembic_version", "version_num"),
    "liquibase": _of("databasechangelog", "id author filename orderexecuted", lock="databasechangeloglock"),
    "knex": _of("knex_migrations", "id name batch", lock="knex_migrations_lock"),
    "node-pg-migrate": _of("pgmigrations", "id name run_on"),
    "sequelize": _of("SequelizeMeta", "name"),
    "drizzle": _of("__drizzle_migrations", "id hash created_at", schema="drizzle"),
    "prisma": _of("_prisma_migrations", "migration_name started_at finished_at rolled_back_at"),
}


def keepers_of(table: str, columns: t.Container[str] | None = None) -> list[str]:
    """Return the tools that keep their ledger in a table of this name, with such columns; who knows most of them comes first."""
    named = [name for name, keeper in KEEPERS.items() if keeper.title == table]
    fitting = [name for name in named if columns is None or all(column in columns for column in KEEPERS[name].columns)]
    return sorted(fitting, key=lambda name: -len(KEEPERS[name].columns))


def known_among(tables: t.Iterable[str]) -> str:
    """Return the tools whose ledgers seem to be among the tables, as words; empty when none is."""
    return " or ".join(sorted({name for table in tables for name in keepers_of(table)}))
