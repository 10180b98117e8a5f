# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A feature_flag task on one store, run in this process or as a process of its own."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from ansible.module_utils.common.arg_spec import ModuleArgumentSpecValidator
from ansible_collections.golive.stack.plugins.module_utils._execute import Run
from ansible_collections.golive.stack.plugins.module_utils._flag import spec
from ansible_collections.golive.stack.plugins.module_utils._flag.work import list_flags, switch_flags
from ansible_collections.golive.stack.plugins.module_utils._host import PosixHost
from ansible_collections.golive.stack.plugins.module_utils._main import GROUP_SPEC

from tests.module_run import Result, run_module

Options = t.Mapping[str, t.Any]


@dataclass(frozen=True)
class Store:
    """Where the flags of a task are, as the task says it."""

    place: Options

    def run(self, *flags: Options, check: bool = False, **options: t.Any) -> dict[str, t.Any]:
        """Run the task here, its arguments checked as the module does; a failure raises StackError."""
        params = _checked(spec.ARGUMENT_SPEC, {**self.place, "flags": list(flags), **options})
        return switch_flags(params, _how(params, check), PosixHost())

    def ask(self, check: bool = False, **options: t.Any) -> dict[str, t.Any]:
        """Run feature_flag_info here."""
        params = _checked(spec.INFO_ARGUMENT_SPEC, {**self.place, **options})
        return list_flags(params, _how(params, check), PosixHost())

    def process(self, *flags: Options, **how: t.Any) -> Result:
        """Run the module as a process; keywords are those of tests.module_run.run_module."""
        return run_module("feature_flag", {**self.place, "flags": list(flags)}, **how)

    def reached(self, **database: t.Any) -> Store:
        """Return the same store, its database reached in another way; None leaves an option out."""
        option = {name: value for name, value in {**self.place["database"], **database}.items() if value is not None}
        return Store({**self.place, "database": option})

    def having(self, **columns: str | None) -> Store:
        """Return the same table with other columns mapped; None takes one away."""
        table = self.place["table"]
        mapped = {role: column for role, column in {**table["columns"], **columns}.items() if column is not None}
        return replace(self, place={**self.place, "table": {**table, "columns": mapped}})


def _checked(arguments: Options, options: Options) -> dict[str, t.Any]:
    done = ModuleArgumentSpecValidator({**arguments, **GROUP_SPEC}, **spec.CONSTRAINTS).validate(dict(options))
    assert not done.error_messages, done.error_messages
    return t.cast("dict[str, t.Any]", done.validated_parameters)


def _how(params: Options, check: bool) -> Run:
    return Run(check=check, diff=True, assume_missing=check and params["on_missing"] == "plan")
