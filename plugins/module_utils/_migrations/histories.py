# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the ledgers of tools whose files are SQL say of each file; pure. What did not end there is refused by its name."""

from __future__ import annotations

import typing as t

from .._errors import StackError
from .keepers import KEEPERS
from .model import ADOPTED, BASELINE, REPEATABLE, Migration

Row = t.Mapping[str, t.Any]
Rows = t.Sequence[Row]
FLYWAY_MARKS = ("SCHEMA", "DELETE")  # rows about no migration: a schema that Flyway made, a file that may be gone
SHOWN = 12  # characters of an id, enough to tell two apart
NAME = "name"  # the key of what has no number


class Said(t.NamedTuple):
    """What a ledger says of one migration, or of all up to it."""

    key: t.Any  # what it has in common with its file
    name: str  # what the tool calls it
    state: str = ADOPTED
    digest: str | None = None  # of its text, by the tool's own rule
    up_to: bool = False
    needs_file: bool = True
    project: str | None = None  # whose it is, in a ledger of several


def numbers(version: str) -> tuple[t.Any, ...]:
    """Return a version as the tools with numbers compare it: 1.0 is 01 is 1."""
    parts = version.replace("_", ".").split(".")
    if not all(part.isascii() and part.isdigit() for part in parts):
        return (NAME, version)
    found = [int(part) for part in parts]
    while len(found) > 1 and not found[-1]:
        found.pop()
    return tuple(found)


def flyway(rows: Rows) -> list[Said]:
    """Return what stands in flyway_schema_history; an undo takes away what was said before it."""
    found: dict[t.Any, Said] = {}
    for row in sorted(rows, key=lambda row: row["installed_rank"]):
        version, title, kind = row["version"], row["description"], row["type"]
        name = f"{version} ({title})" if version is not None else title
        if not row["success"]:
            raise _unfinished("flyway", f"{name} failed", "run flyway repair")
        key = (REPEATABLE, title) if version is None else numbers(version)
        if kind.startswith("UNDO") or kind in FLYWAY_MARKS:
            found.pop(key, None)
        elif kind.endswith(BASELINE.upper()):
            found[BASELINE, key] = Said(key, name, BASELINE, up_to=True, needs_file=False)
        else:
            checksum = None if row["checksum"] is None else str(row["checksum"])
            found[key] = Said(key, name, digest=checksum, needs_file=version is not None)
    return list(found.values())


def dbmate(rows: Rows) -> list[Said]:
    """Return what stands in schema_migrations, where a row is all there is to say."""
    return [Said(row["version"], row["version"]) for row in sorted(rows, key=lambda row: str(row["version"]))]


def goose(rows: Rows) -> list[Said]:
    """Return what stands in goose_db_version: of each version the last row counts, and version 0 is none."""
    last = {row["version_id"]: row["is_applied"] for row in sorted(rows, key=lambda row: row["id"])}
    return [Said((version,), str(version)) for version, applied in last.items() if applied and version]


def golang_migrate(rows: Rows) -> list[Said]:
    """Return what stands in schema_migrations, which names the last version only."""
    for row in rows:
        if row["dirty"]:
            done = f"say migrate force {row['version']} or the version before it"
            raise _unfinished("golang-migrate", f"version {row['version']} is dirty, it was begun and failed", done)
    return [Said((row["version"],), str(row["version"]), up_to=True) for row in rows]


def sqitch(rows: Rows) -> list[Said]:
    """Return what stands in sqitch's changes, which it knows by its ids and the SHA-1 of the scripts."""
    found = sorted(rows, key=lambda row: str(row["committed_at"]))
    # Where an older sqitch kept no digest of the script, a newer one has put the id.
    return [
        Said(
            row["change_id"],
            f"{row['project']}:{row['change']} ({row['change_id'][:SHOWN]})",
            digest=None if row["script_hash"] == row["change_id"] else row["script_hash"],
            project=row["project"],
        )
        for row in found
    ]


def _unfinished(tool: str, what: str, done: str) -> StackError:
    return StackError(
        f"Taking over from {tool} found that {what}, says {KEEPERS[tool].title}; look what is there and mend it, {done}, then run again."
    )


def _by_numbers(migration: Migration) -> t.Any:
    return (REPEATABLE, migration.version) if migration.kind == REPEATABLE else numbers(migration.version)


HISTORIES: dict[str, t.Callable[[Rows], list[Said]]] = {
    "flyway": flyway,
    "dbmate": dbmate,
    "goose": goose,
    "golang-migrate": golang_migrate,
    "sqitch": sqitch,
}
# What a file has in common with what is said of it.
KEYS: dict[str, t.Callable[[Migration], t.Any]] = {
    "flyway": _by_numbers,
    "dbmate": lambda migration: migration.version,
    "goose": _by_numbers,
    "golang-migrate": _by_numbers,
    "sqitch": lambda migration: migration.native_id,
}
