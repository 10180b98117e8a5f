# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far tools have come whose files are no SQL of ours: only their head is kept; pure. What did not end is refused by its name."""

from __future__ import annotations

import typing as t

from .._errors import StackError
from .keepers import KEEPERS

Row = t.Mapping[str, t.Any]
Rows = t.Sequence[Row]


def alembic(rows: Rows, _lock: Rows) -> str:
    """Return alembic's head, of which there must be one."""
    heads = sorted(row["version_num"] for row in rows)
    if len(heads) > 1:
        raise _unfinished("alembic", f"the heads {', '.join(heads)}", "merge them by alembic merge heads and alembic upgrade head")
    return str(heads[0])


def liquibase(rows: Rows, lock: Rows) -> str:
    """Return the last changeset, by the three words that name it."""
    held = [row for row in lock if row["locked"]]
    if held:
        raise _unfinished(
            "liquibase", f"its lock held by {held[0]['lockedby']}", "wait for it, or say liquibase release-locks when it is dead"
        )
    last = max(rows, key=lambda row: row["orderexecuted"])
    return f"{last['filename']}::{last['id']}::{last['author']}"


def knex(rows: Rows, lock: Rows) -> str:
    """Return the last file."""
    if any(row["is_locked"] for row in lock):
        raise _unfinished("knex", "its lock held", "wait for it, or say knex migrate:unlock when it is dead")
    return _last_by_id(rows)


def node_pg_migrate(rows: Rows, _lock: Rows) -> str:
    """Return the last file."""
    return _last_by_id(rows)


def sequelize(rows: Rows, _lock: Rows) -> str:
    """Return the last file, which is the last name."""
    return max(str(row["name"]) for row in rows)


def drizzle(rows: Rows, _lock: Rows) -> str:
    """Return the time of the last one, by which drizzle tells what is new."""
    return str(max(row["created_at"] for row in rows))


def prisma(rows: Rows, _lock: Rows) -> str | None:
    """Return the last one that ended; one that was rolled back and not repeated is none."""
    begun = [row for row in rows if row["finished_at"] is None and row["rolled_back_at"] is None]
    if begun:
        names = ", ".join(row["migration_name"] for row in begun)
        raise _unfinished("prisma", f"{names} begun and not finished", "say prisma migrate resolve with --applied or --rolled-back")
    done = [row for row in rows if row["rolled_back_at"] is None]
    return str(max(done, key=lambda row: str(row["started_at"]))["migration_name"]) if done else None


def _last_by_id(rows: Rows) -> str:
    return str(max(rows, key=lambda row: row["id"])["name"])


def _unfinished(tool: str, what: str, done: str) -> StackError:
    return StackError(f"Taking over from {tool} found {what}, says {KEEPERS[tool].title}; {done}, then run again.")


HEADS: dict[str, t.Callable[[Rows, Rows], t.Optional[str]]] = {
    "alembic": alembic,
    "liquibase": liquibase,
    "knex": knex,
    "node-pg-migrate": node_pg_migrate,
    "sequelize": sequelize,
    "drizzle": drizzle,
    "prisma": prisma,
}
