# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules do, wherever they run."""

from __future__ import annotations

import typing as t

from .._execute import Run, execute, observe
from .._host import Host
from . import spec
from .escrow import Escrow
from .plan import survey
from .store import SecretFile


def make_secrets(params: t.Mapping[str, t.Any], run: Run, host: Host) -> dict[str, t.Any]:
    """Make the secrets as wished."""
    escrow = Escrow(host, params["escrow"]) if params["escrow"] else None
    wished = spec.desired(params, escrow.place if escrow else None)
    store = SecretFile(host, _place(params), escrow)
    outcome = execute(run, store, wished)
    return {**outcome.report(run, "secrets"), "escrow_copy": store.copy}


def list_secrets(params: t.Mapping[str, t.Any], run: Run, host: Host) -> dict[str, t.Any]:
    """List the secrets."""
    observed, assumed = observe(run, SecretFile(host, _place(params)), spec.query(params))
    return {"changed": False, **survey(observed), **assumed}


def _place(params: t.Mapping[str, t.Any]) -> t.Mapping[str, t.Any]:
    """Return where the store is; in a vault or not is the Host's business."""
    place: t.Mapping[str, t.Any] = params["file"] or params["vault"]
    return place
