# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server's answer about its catalog becomes: what was observed, and the snapshot of it; pure."""

from __future__ import annotations

import typing as t

from .model import ForeignKey, Observed, Part

FORMAT = 1
# The parts of a snapshot beside its tables, each with what one of its things is called.
NOUNS = {
    "indexes": "index",
    "views": "view",
    "functions": "function",
    "types": "type",
    "sequences": "sequence",
    "extensions": "extension",
}
# The parts of a table whose things have a name and a definition.
PARTS = {"constraints": "constraint", "indexes": "index", "triggers": "trigger", "policies": "policy"}
IN_SNAPSHOT = ("row_level_security", "columns", "primary_key", *PARTS)


def parse_catalog(title: str, found: t.Mapping[str, t.Any]) -> Observed:
    """Return what the answer to the question says; the server gives no value for what is empty."""
    tables = {name: _parse_table(table) for name, table in sorted((found["tables"] or {}).items())}
    return Observed(
        title,
        version=found["version"],
        schemas=tuple(sorted(found["schemas"] or ())),
        tables=tables,
        others={noun: dict(sorted((found[noun] or {}).items())) for noun in NOUNS},
        foreign_keys=tuple(_parse_key(key) for key in found["foreign_keys"] or ()),
    )


def _parse_table(table: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    named = {part: dict(sorted((table[part] or {}).items())) for part in ("columns", *PARTS)}
    return {**table, **named, "primary_key": table["primary_key"] or []}


def _parse_key(key: t.Mapping[str, t.Any]) -> ForeignKey:
    pairs = tuple((ours, theirs, operator) for ours, theirs, operator in key["pairs"])
    return ForeignKey(**{**key, "columns": tuple(key["columns"]), "pairs": pairs})


def snapshot_of(observed: Observed) -> dict[str, t.Any]:
    """Return what makes two databases the same: nothing of one server alone, such as owners, rows or versions of extensions."""
    # There may be a partition more each month.
    tables = {title: {part: table[part] for part in IN_SNAPSHOT} for title, table in observed.tables.items() if not table["partition"]}
    others: dict[str, Part] = {noun: observed.others.get(noun, {}) for noun in NOUNS}
    return {"format": FORMAT, "postgresql": observed.version, "tables": tables, **others}
