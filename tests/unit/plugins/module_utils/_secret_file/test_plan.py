# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is planned for a file, by fingerprints only."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._secret_file.model import Desired, Observed
from ansible_collections.golive.stack.plugins.module_utils._secret_file.plan import plan_file

# id: found, wished, what is done with which before and after
CASES: dict[str, tuple[str | None, str | None, bool, tuple[str, object, object] | None]] = {
    "as wished": ("aa", "aa", True, None),
    "not there": (None, "aa", False, ("create", None, {"fingerprint": "aa"})),
    "another content": ("bb", "aa", False, ("update", {"fingerprint": "bb"}, {"fingerprint": "aa"})),
    "nothing is there yet, not even a store": (None, None, False, ("create", None, {"fingerprint": "unknown"})),
    "another content with the same fingerprint": ("aa", "aa", False, ("update", {"fingerprint": "aa"}, {"fingerprint": "aa"})),
    "what shall be there can't be known yet": ("aa", None, False, ("update", {"fingerprint": "aa"}, {"fingerprint": "unknown"})),
}


@pytest.mark.parametrize(("found", "wished", "same", "change"), CASES.values(), ids=CASES)
def test_plan(found: str | None, wished: str | None, same: bool, change: tuple[str, object, object] | None) -> None:
    plan = plan_file(Desired("", "raw"), Observed("/etc/app.env", found, wished, {"B": 2, "A": 1}, same))
    assert [(c.what, c.before, c.after) for c in plan.changes] == ([change] if change else [])
    assert all(c.id == "/etc/app.env" for c in plan.changes)
    assert plan.state == {"path": "/etc/app.env", "fingerprint": wished, "secrets": {"A": 1, "B": 2}}
    assert list(plan.state["secrets"]) == ["A", "B"]
