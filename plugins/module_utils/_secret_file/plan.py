# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be done so that a file holds its text with the secrets in it; pure, and without any value."""

from __future__ import annotations

import typing as t

from .._plan import Change, Plan
from .model import Desired, Observed


def plan_file(_desired: Desired, observed: Observed) -> Plan:
    """Return the one change that there may be."""
    state = {"path": observed.path, "fingerprint": observed.wished, "secrets": dict(sorted(observed.used.items()))}
    if observed.same:
        return Plan((), state)
    what = "create" if observed.found is None else "update"
    return Plan((Change(what, observed.path, _shown(observed.found), _shown(observed.wished or "unknown")),), state)


def _shown(fingerprint: str | None) -> dict[str, t.Any] | None:
    return None if fingerprint is None else {"fingerprint": fingerprint}
