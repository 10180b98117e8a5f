# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

from ansible.plugins.action.normal import ActionModule as Normal
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._migrations.archive import pack
from ansible_collections.golive.stack.plugins.module_utils._migrations.source import PosixFolder
from ansible_collections.golive.stack.plugins.plugin_utils._core import found_file
from ansible_collections.golive.stack.plugins.plugin_utils._sending import run_with_file


class ActionModule(Normal):
    """What Ansible looks for: a folder of the controller goes to the host in one piece, the work is the module's."""

    def run(self, tmp: t.Any = None, task_vars: t.Any = None) -> t.Any:
        """Run the task."""
        src = self._task.args.get("src")
        if not src or self._task.args.get("path"):
            return super().run(tmp, task_vars)  # type: ignore[no-untyped-call]
        try:
            return run_with_file(self, lambda path: pack(PosixFolder(found_file(self, src)), path), task_vars)
        except StackError as error:
            return {"failed": True, "msg": error.msg}
