# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an action does that has its work on the controller: arguments in, an allow-listed and masked result out."""

from __future__ import annotations

import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.golive.stack.plugins.module_utils._execute import Run
from ansible_collections.golive.stack.plugins.module_utils._host import Host
from ansible_collections.golive.stack.plugins.module_utils._main import GROUP_SPEC
from ansible_collections.golive.stack.plugins.module_utils._report import Work, attempt
from ansible_collections.golive.stack.plugins.module_utils._secrets import (
    Masker,
    register_on_controller,
    secret_values,
    vocabulary,
    without_strangers,
)


def on_controller(
    task: t.Any,
    spec: t.Mapping[str, t.Any],
    returns: t.Iterable[str],
    work: Work,
    host_of: t.Callable[[t.Mapping[str, t.Any]], Host],
    **constraints: t.Any,
) -> dict[str, t.Any]:
    """Do the work of a module on the controller and return its result; before core 2.22 nobody but us masks it."""
    spec = {**spec, **GROUP_SPEC}
    if task.async_val:
        return {"failed": True, "msg": f"{task.action} works on the controller here and can't be asynchronous; leave async out."}
    checked = ArgumentSpecValidator(spec, **constraints).validate(task.args)
    if checked.error_messages:
        said = without_strangers("; ".join(checked.error_messages), vocabulary(spec))
        return {"failed": True, "msg": f"The arguments of {task.action} are refused: {said}"}
    params = checked.validated_parameters
    secrets = secret_values(spec, params)
    masker = Masker(secrets)
    register_on_controller(secrets)

    def done(params: t.Mapping[str, t.Any], run: Run, _host: t.Any) -> t.Mapping[str, t.Any]:
        return work(params, run, host_of(params))

    check = bool(task.check_mode)
    run = Run(check=check, diff=bool(task.diff), assume_missing=check and params["on_missing"] == "plan")
    failure, result = attempt(done, params, run, t.cast(Host, None), returns)
    if failure is not None:
        result = {"failed": True, **failure}
    return {key: masker.structure(value) for key, value in result.items()}
