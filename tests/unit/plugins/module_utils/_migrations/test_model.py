# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of migrations mean what they say."""

from __future__ import annotations

import pytest

from tests.unit.plugins.module_utils._migrations.words import ledger, migration, row

ONE, TWO = migration("1"), migration("2")


@pytest.mark.parametrize(("state", "done"), [("applied", True), ("baseline", True), ("adopted", True), ("dirty", False), ("undone", False)])
def test_in_which_states_the_database_has_what_a_migration_does(state: str, done: bool) -> None:
    assert row(ONE, 1, state).done is done


def test_rows_are_found_by_their_versions() -> None:
    assert ledger(row(ONE, 1), row(TWO, 2)).by_version["2"].rank == 2


def test_no_text_is_shown_by_accident() -> None:
    assert "DROP" not in repr(migration("1", down="DROP TABLE t"))
