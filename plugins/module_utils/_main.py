# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every module's main() stands on: arguments in, an allow-listed and masked result out."""

from __future__ import annotations

import traceback
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ._errors import StackError
from ._execute import Run
from ._secrets import Masker, leaves, secret_values, take_back, without_words, words

Work = t.Callable[[t.Mapping[str, t.Any], Run], t.Mapping[str, t.Any]]

# Options of every module of the action group, documented in the fragment golive.stack.stack.
GROUP_SPEC: dict[str, t.Any] = {"on_missing": {"type": "str", "choices": ["fail", "plan"], "default": "fail"}}
# What every module may return beside its own resource keys.
GROUP_RETURNS = frozenset({"changed", "actions", "diff", "assumed"})


class StackModule(AnsibleModule):
    """AnsibleModule that shows no value which it was not told is harmless.

    Core quotes the value of a rejected argument, which is a secret as soon as somebody puts one in the wrong option; it
    returns all arguments as ``invocation``; and from 2.22 on it returns secrets to have them masked on the controller.
    """

    def __init__(self, **how: t.Any) -> None:
        self._masker: Masker | None = None
        self._given: set[str] = set()
        super().__init__(**how)  # type: ignore[no-untyped-call]
        self._masker = Masker(secret_values(self.argument_spec, self.params))

    def _load_params(self) -> None:
        """Keep what was given as it was given: core reads a text as NAME=VALUE words where it wants a dict, and quotes the names."""
        super()._load_params()  # type: ignore[no-untyped-call]
        self._given = words(leaves(self.params))

    def fail_json(self, msg: str, **kwargs: t.Any) -> t.NoReturn:
        """Fail; while the arguments are not accepted, without any value that came with them."""
        if self._masker is None:
            msg, kwargs = without_words(self._given | leaves(self.params), msg), {}
        super().fail_json(**self._shown({"msg": msg, **kwargs}))

    def exit_json(self, **kwargs: t.Any) -> t.NoReturn:
        """Succeed."""
        super().exit_json(**self._shown(kwargs))

    def warn(self, warning: str, *args: t.Any, **kwargs: t.Any) -> None:
        """Warn."""
        super().warn(warning if self._masker is None else self._masker.text(warning), *args, **kwargs)

    def _shown(self, result: dict[str, t.Any]) -> dict[str, t.Any]:
        """Return the result and the arguments without secrets, in words that core leaves alone."""
        take_back(self)
        if self._masker is None:
            return {**result, "invocation": {"module_args": {}}}
        return dict(self._masker.structure({**result, "invocation": {"module_args": self.params}}))


def run_module(spec: t.Mapping[str, t.Any], returns: t.Iterable[str], work: Work, **constraints: t.Any) -> t.NoReturn:
    """Check the arguments, do the work, and exit with nothing but the allowed keys, masked."""
    module = StackModule(argument_spec={**spec, **GROUP_SPEC}, supports_check_mode=True, **constraints)
    run = Run(
        check=module.check_mode,
        diff=module._diff,
        assume_missing=module.check_mode and module.params["on_missing"] == "plan",
    )
    # fail_json stands outside of the handlers: inside one, core adds the exception's text to the result.
    failure: dict[str, t.Any] | None = None
    result: t.Mapping[str, t.Any] = {}
    try:
        result = work(module.params, run)
    except StackError as error:
        failure = {"msg": error.msg, **error.details}
    except Exception as error:  # pylint: disable=broad-exception-caught
        failure = {"msg": _unexpected(error)}
    if failure is not None:
        module.fail_json(**failure)
    for warning in result.get("warnings", ()):
        module.warn(warning)
    module.exit_json(**_allowed(result, GROUP_RETURNS | set(returns)))


def _allowed(result: t.Mapping[str, t.Any], keys: t.AbstractSet[str]) -> dict[str, t.Any]:
    """Return the documented keys only: what was never meant to be shown cannot slip out."""
    return {key: value for key, value in result.items() if key in keys}


def _unexpected(error: Exception) -> str:
    """Name the kind and the place of a defect, never its text: that may quote a value."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = place.filename.rpartition("/")[2]
    return (
        f"This is a defect of golive.stack: {type(error).__name__} at {where}:{place.lineno}; what was running may be half done,"
        " a second run continues it; please report the kind and place named here."
    )
