# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action of a module whose store may be in a vault on the controller."""

from __future__ import annotations

import typing as t

from ansible.plugins.action.normal import ActionModule as Normal
from ansible_collections.golive.stack.plugins.module_utils._report import Work

from ._action import on_controller
from ._core import vault_of
from ._vault import VaultHost


class VaultAction(Normal):
    """A store in a vault is the controller's; every other is the module's."""

    spec: t.Mapping[str, t.Any]
    constraints: t.Mapping[str, t.Any]
    returns: t.Sequence[str]
    work: Work

    def run(self, tmp: t.Any = None, task_vars: t.Any = None) -> t.Any:
        """Run the task."""
        if not self._task.args.get("vault"):
            return super().run(tmp, task_vars)  # type: ignore[no-untyped-call]
        return on_controller(
            self._task,
            self.spec,
            self.returns,
            self.work,
            lambda params: VaultHost(vault_of(self._loader), params["vault"]["path"]),
            **self.constraints,
        )
