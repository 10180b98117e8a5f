# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an action does that has something of the controller to send before the module works."""

from __future__ import annotations

import os
import tempfile
import typing as t

from ._core import local_folder, send_and_run


def run_with_file(action: t.Any, write: t.Callable[[str], None], task_vars: t.Any) -> dict[str, t.Any]:
    """Write a file on the controller, send it, run the module on it in place of ``src``; neither copy stays."""
    task = action._task
    if task.async_val:
        return {
            "failed": True,
            "msg": f"{task.action} sends a file that is gone when the task is; leave async out, or say path instead of src.",
        }
    fd, local = tempfile.mkstemp(dir=local_folder(), suffix=".zip")
    os.close(fd)
    try:
        write(local)
        args = {name: value for name, value in task.args.items() if name != "src"}
        return send_and_run(action, local, lambda remote: {**args, "path": remote}, task_vars)
    finally:
        os.unlink(local)
