# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases as the server would describe them, in few words."""

from __future__ import annotations

import typing as t

from ansible_collections.golive.stack.plugins.module_utils._schema.model import ForeignKey, Observed


def column(type_: str = "integer", **more: t.Any) -> dict[str, t.Any]:
    """A column that may be NULL and has no default."""
    return {"type": type_, "nullable": True, "default": None, "generated": None, "collation": None, **more}


def table(schema: str = "public", **more: t.Any) -> dict[str, t.Any]:
    """A table of app_owner with the column id, which is its primary key."""
    nothing: dict[str, t.Any] = {"constraints": {}, "indexes": {}, "triggers": {}, "policies": {}}
    found = {"schema": schema, "sql": "?", "partition": False, "owner": "app_owner", "row_level_security": "disabled"}
    return {**found, "columns": {"id": column(nullable=False)}, "primary_key": ["id"], **nothing, **more}


def database(tables: t.Mapping[str, t.Any] | None = None, **more: t.Any) -> Observed:
    """The database app of PostgreSQL 15 with the schema public."""
    others = {noun: more.pop(noun, {}) for noun in ("indexes", "views", "functions", "types", "sequences", "extensions")}
    found: dict[str, t.Any] = {"version": 15, "schemas": ("public",), "tables": tables or {}, "others": others}
    return Observed("database app", **{**found, **more})


def key(name: str = "orders_fk", table_: str = "public.orders", **more: t.Any) -> ForeignKey:
    """A foreign key that is validated and has its index."""
    pairs = (("customer", "id", "OPERATOR(pg_catalog.=)"),)
    found: dict[str, t.Any] = {"columns": ("customer",), "validated": True, "indexed": True, "pairs": pairs}
    return ForeignKey(table_, name, **{**found, "source": "ONLY public.orders", "target": "ONLY public.customers", **more})
