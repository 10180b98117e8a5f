# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is planned for a file, by fingerprints only."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._secret_file.model import Desired, Observed
from ansible_collections.golive.stack.plugins.module_utils._secret_file.plan import plan_file

# id: found, wished, what is done with which before and after
CASES: dict[str, tuple[str | None, str | None, tuple[str, object, object] | None]] = {
    "as wished": ("aa", "aa", None),
    "not there": (None, "aa", ("create", None, {"fingerprint": "aa"})),
    "another content": ("bb", "aa", ("update", {"fingerprint": "bb"}, {"fingerprint": "aa"})),
    "nothing is there yet, not even a store": (None, None, ("create", None, {"fingerprint": "unknown"})),
}


@pytest.mark.parametrize(("found", "wished", "change"), CASES.values(), ids=CASES)
def test_plan(found: str | None, wished: str | None, change: tuple[str, object, object] | None) -> None:
    plan = plan_file(Desired("", "raw"), Observed("/etc/app.env", found, wished, {"B": 2, "A": 1}))
    assert [(c.what, c.before, c.after) for c in plan.changes] == ([change] if change else [])
    assert all(c.id == "/etc/app.env" for c in plan.changes)
    assert plan.state == {"path": "/etc/app.env", "fingerprint": wished, "secrets": {"A": 1, "B": 2}}
    assert list(plan.state["secrets"]) == ["A", "B"]
