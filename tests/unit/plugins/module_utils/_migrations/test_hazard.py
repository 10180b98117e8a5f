# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes with its data, held against what the file says of the way back."""

from __future__ import annotations

import pytest

from tests.unit.plugins.module_utils._migrations.looks import look


@pytest.mark.parametrize(
    ("contract", "what", "recipe"),
    [
        (None, "still reads", "after that, in a file that says -- golive: contract=restore or refuse"),
        ("compatible", "though the file says contract=compatible", "after that"),
        ("restore", "as the file says contract=restore", "after that"),
    ],
)
def test_what_goes_is_held_against_the_contract(contract: str | None, what: str, recipe: str) -> None:
    found = look("DROP TABLE t;", contract=contract).findings[0]
    assert found.what.endswith(what) and found.recipe.endswith(recipe)
