# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules do, wherever they run."""

from __future__ import annotations

import typing as t

from .._execute import Run, execute, observe
from .._host import Host
from . import spec
from .plan import survey, undo_of
from .store import open_store


def switch_flags(params: t.Mapping[str, t.Any], run: Run, host: Host) -> dict[str, t.Any]:
    """Make the flags as wished."""
    with open_store(params, host, "feature_flag") as store:
        outcome = execute(run, store, spec.desired(params))
    return {**outcome.report(run, "flags"), "undo": undo_of(outcome.plan.changes), "store": spec.place(params)}


def list_flags(params: t.Mapping[str, t.Any], run: Run, host: Host) -> dict[str, t.Any]:
    """List the flags."""
    with open_store(params, host, "feature_flag_info") as store:
        observed, assumed = observe(run, store, spec.query(params))
    return {"changed": False, **survey(observed, spec.today(), params["on_expired"]), **assumed}
