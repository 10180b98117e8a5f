# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's answer about its catalog."""

from __future__ import annotations

import typing as t

from tests.unit.plugins.module_utils._schema.databases import column

NOTHING: dict[str, t.Any] = dict.fromkeys(
    ("schemas", "tables", "foreign_keys", "indexes", "views", "functions", "types", "sequences", "extensions")
)
KEY = {
    "table": "public.b",
    "name": "b_fk",
    "columns": ["a"],
    "validated": True,
    "indexed": False,
    "source": "ONLY public.b",
    "target": "ONLY public.a",
    "pairs": [["a", "id", "OPERATOR(pg_catalog.=)"]],
    "full": False,
    "period": False,
}


def answer(*tables: str, **more: t.Any) -> dict[str, t.Any]:
    """What the server says of a schema with tables that have the column id; it gives no value for what is empty."""
    empty = dict.fromkeys(("primary_key", "constraints", "indexes", "triggers", "policies"))
    one = {"schema": "public", "partition": False, "owner": "o", "row_level_security": "disabled", "columns": {"id": column()}, **empty}
    found = {f"public.{name}": {**one, "sql": f"public.{name}"} for name in tables}
    return {**NOTHING, "version": 15, "schemas": ["public"], "tables": found or None, **more}
