# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of core's private parts is used on the controller: the only file that names them."""

from __future__ import annotations

import typing as t

from ansible import constants


def vault_of(loader: t.Any) -> t.Any:
    """Return what encrypts and decrypts with the vault passwords of this run."""
    return loader._vault  # pylint: disable=protected-access


def found_file(action: t.Any, name: str) -> str:
    """Return where a file of the controller lies, that a task names as seen from its role or play."""
    return str(action._find_needle("files", name))


def local_folder() -> str:
    """Return the folder of this run on the controller, which core removes at its end."""
    return str(constants.config.get_config_value("DEFAULT_LOCAL_TMP"))


def send_and_run(action: t.Any, local: str, args_of: t.Callable[[str], dict[str, t.Any]], task_vars: t.Any) -> dict[str, t.Any]:
    """Send a file, and run the task's module with the arguments that are made of where it is then."""
    shell = action._connection._shell
    if not shell.tmpdir:
        action._make_tmp_path()
    try:
        remote = shell.join_path(shell.tmpdir, "sent.zip")
        action._transfer_file(local, remote)
        action._fixup_perms2((shell.tmpdir, remote))
        result: dict[str, t.Any] = action._execute_module(module_name=action._task.action, module_args=args_of(remote), task_vars=task_vars)
        return result
    finally:
        action._remove_tmp_path(shell.tmpdir)
