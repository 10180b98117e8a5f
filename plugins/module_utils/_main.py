# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every module's main() stands on: arguments in, an allow-listed and masked result out."""

from __future__ import annotations

import typing as t

from ansible.module_utils.basic import AnsibleModule

from ._execute import Run
from ._host import PosixHost
from ._report import Work, attempt
from ._secrets import Masker, secret_values, take_back, vocabulary, without_strangers

# Options of every module of the action group, documented in the fragment golive.stack.stack.
GROUP_SPEC: dict[str, t.Any] = {"on_missing": {"type": "str", "choices": ["fail", "plan"], "default": "fail"}}


class StackModule(AnsibleModule):
    """AnsibleModule that shows no value which it was not told is harmless.

    Core quotes the value of a rejected argument, which is a secret as soon as somebody puts one in the wrong option; it
    returns all arguments as ``invocation``; it logs them on the target, where a quote or backslash hides a secret from its
    mask; and from 2.22 on it returns secrets to have them masked on the controller.
    """

    def __init__(self, **how: t.Any) -> None:
        self._masker: Masker | None = None
        super().__init__(**how)  # type: ignore[no-untyped-call]
        self._masker = Masker(secret_values(self.argument_spec, self.params))

    def _log_invocation(self) -> None:
        """Leave the arguments out of the target's log."""
        self.log("Invoked; arguments are not logged")  # type: ignore[no-untyped-call]

    def fail_json(self, msg: str, **kwargs: t.Any) -> t.NoReturn:
        """Fail; while the arguments are not accepted, in words that can't have come with them."""
        if self._masker is None:
            msg, kwargs = without_strangers(msg, vocabulary(self.argument_spec)), {}
        super().fail_json(**self._shown({"msg": msg, **kwargs}))

    def exit_json(self, **kwargs: t.Any) -> t.NoReturn:
        """Succeed."""
        super().exit_json(**self._shown(kwargs))

    def warn(self, warning: str, *args: t.Any, **kwargs: t.Any) -> None:
        """Warn."""
        super().warn(warning if self._masker is None else self._masker.text(warning), *args, **kwargs)

    def _shown(self, result: dict[str, t.Any]) -> dict[str, t.Any]:
        """Return the result without secrets and without arguments, in words that core leaves alone."""
        take_back(self)
        if self._masker is not None:
            result = {key: self._masker.structure(value) for key, value in result.items()}
        return {**result, "invocation": {"module_args": {}}}


def run_module(spec: t.Mapping[str, t.Any], returns: t.Iterable[str], work: Work, **constraints: t.Any) -> t.NoReturn:
    """Check the arguments, do the work on this machine, and exit with nothing but the allowed keys, masked."""
    module = StackModule(argument_spec={**spec, **GROUP_SPEC}, supports_check_mode=True, **constraints)
    run = Run(
        check=module.check_mode,
        diff=module._diff,
        assume_missing=module.check_mode and module.params["on_missing"] == "plan",
    )
    failure, result = attempt(work, module.params, run, PosixHost(), returns)
    # Outside of any handler: inside one, core adds the exception's text to the result.
    if failure is not None:
        for warning in failure.pop("warnings", ()):
            module.warn(warning)
        module.fail_json(**failure)
    for warning in result.pop("warnings", ()):
        module.warn(warning)
    module.exit_json(**result)
