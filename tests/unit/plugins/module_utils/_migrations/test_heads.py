# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a tool has come; what did not end is tested with the adoption."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._migrations.heads import HEADS

from tests.unit.plugins.module_utils._migrations import others

CASES = {
    "alembic": (others.alembic("003"), "003"),
    "liquibase": (others.liquibase("1", "2"), "changelog.sql::2::ann"),
    "knex": (others.knex("2_b.js", "1_late.js"), "1_late.js"),
    "node-pg-migrate": (others.node_pg_migrate("2_b", "1_late"), "1_late"),
    "sequelize": (others.sequelize("2-b.js", "1-a.js"), "2-b.js"),
    "drizzle": (others.drizzle(9, 10), "10"),
    "prisma": (others.prisma(("b", "2", "2", None), ("a", "1", "1", None), ("c", "3", None, "3")), "b"),
}


@pytest.mark.parametrize("tool", HEADS)
def test_the_last_one_is_the_head(tool: str) -> None:
    observed, head = CASES[tool]
    found = observed.foreign
    assert found is not None
    assert HEADS[tool](t.cast(t.Any, found.rows), found.lock) == head
