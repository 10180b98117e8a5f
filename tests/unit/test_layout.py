# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection is laid out as its contributors expect; whatever is missing is named."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from tests.module_run import ROOT
from tests.unit.layout import code, modules, roles, tasks

RULES = (*code.RULES, *modules.RULES, *roles.RULES, *tasks.RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_layout(rule: t.Callable[[Path], t.Iterator[str]]) -> None:
    problems = list(rule(ROOT))
    assert not problems, "\n".join(["", *problems])
