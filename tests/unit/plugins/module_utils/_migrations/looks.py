# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files as the linter sees them, for tests."""

from __future__ import annotations

import typing as t

from ansible_collections.golive.stack.plugins.module_utils._migrations.model import Look
from ansible_collections.golive.stack.plugins.module_utils._migrations.scan import look_through

from tests.unit.plugins.module_utils._migrations.words import migration


def look(text: str, **more: t.Any) -> Look:
    """Return what is seen in a file."""
    return look_through(migration("1", **more), [text], 1)


def rules(text: str, **more: t.Any) -> list[str]:
    """Return the rules that speak."""
    seen = look(text, **more)
    assert seen.trouble is None
    return [finding.rule for finding in seen.findings]


def assert_told(rule: str, text: str, what: str) -> None:
    """The rule speaks once, however the text is written, and not where the line above allows it."""
    for variant in (text, text.lower(), f"/* a\n*/ -- b\n{text}"):
        found = [finding for finding in look(variant).findings if finding.rule == rule]
        assert len(found) == 1 and what.lower() in found[0].what.lower() and found[0].recipe
        assert found[0].file == "1_step.sql"
    *before, last = text.removesuffix(";").split(";")
    for allowed in (f"-- golive: allow={rule}", f"--GoLive: allow=drop, {rule}\n-- because"):
        assert rule not in rules(";".join([*before, f"\n{allowed}\n{last}"]))
