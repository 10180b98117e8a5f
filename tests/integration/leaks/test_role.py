# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A core that masks what a role's argument spec calls secret (2.22 and later) masks the role's password in all that follows."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from tests.canary import Canary
from tests.integration.leaks.flight import Runway
from tests.integration.leaks.table import search

MASKING = "2.22"


@pytest.mark.lab
@pytest.mark.parametrize(
    ("role", "entry"),
    [*(("feature_flags", entry) for entry in ("main", "expose", "verify", "revert")), ("secrets", "make"), ("secrets", "main")],
)
def test_a_password_is_masked_after_the_role_has_it(runway: Runway, canary: Canary, role: str, entry: str) -> None:
    playbook = Path(__file__).with_name("role.yml")
    given = {"secret": canary.value, "role": role, "entry": entry, "folder": f"/var/tmp/golive-{uuid.uuid4().hex[:8]}"}
    traces = runway.fly(MASKING, playbook, given)
    assert traces.rc == 0, traces.said
    assert "The password is " in traces.texts["stdout"]
    hits = search(MASKING, traces, [canary])
    assert not hits, "\n".join(map(str, hits))
