# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each rule is told somewhere, and says what to do instead."""

from __future__ import annotations

import re
from pathlib import Path

from ansible_collections.golive.stack.plugins.module_utils._migrations.recipes import RECIPES

from tests.module_run import ROOT
from tests.unit.plugins.module_utils._migrations import test_statement_rules, test_table_rules


def test_every_rule_is_tried() -> None:
    tried = {rule for table in (test_statement_rules.FIRES, test_table_rules.FIRES) for rule, *_ in table.values()}
    assert tried | {"enum-value-used"} == set(RECIPES)


def test_every_rule_stands_in_the_documentation() -> None:
    text = (Path(ROOT) / "docs" / "migrations.md").read_text(encoding="utf-8")
    told = [
        rule
        for row in re.findall(r"^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \|", text.partition("## Linter")[2], re.MULTILINE)
        for rule in row.split(", ")
    ]
    assert sorted(rule.strip("`") for rule in told) == sorted(RECIPES)
