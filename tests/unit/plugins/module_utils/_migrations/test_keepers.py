# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tool a table belongs to."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._migrations.heads import HEADS
from ansible_collections.golive.stack.plugins.module_utils._migrations.histories import HISTORIES, KEYS
from ansible_collections.golive.stack.plugins.module_utils._migrations.keepers import KEEPERS, keepers_of, known_among


def test_each_tool_is_understood_in_one_way() -> None:
    assert set(HISTORIES) == set(KEYS) and not set(HISTORIES) & set(HEADS)
    assert set(HISTORIES) | set(HEADS) == set(KEEPERS)


@pytest.mark.parametrize(
    ("columns", "tools"),
    [
        (None, ["golang-migrate", "dbmate"]),
        (("version",), ["dbmate"]),
        (("version", "dirty"), ["golang-migrate", "dbmate"]),
        (("name",), []),
    ],
)
def test_a_name_that_two_tools_have_is_told_by_the_columns(columns: tuple[str, ...] | None, tools: list[str]) -> None:
    assert keepers_of("public.schema_migrations", columns) == tools


def test_all_tables_of_a_tool_are_its_own() -> None:
    assert KEEPERS["knex"].titles == {"public.knex_migrations", "public.knex_migrations_lock"}
    assert len(KEEPERS["sqitch"].titles) == 6


def test_ledgers_are_known_among_other_tables() -> None:
    assert known_among(["public.a", "public.goose_db_version", "public.alembic_version"]) == "alembic or goose"
    assert known_among(["public.a"]) == ""
