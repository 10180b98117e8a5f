# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From work to a result: allowed keys only, one sentence for every failure. Knows nothing of Ansible."""

from __future__ import annotations

import traceback
import typing as t

from ._errors import StackError
from ._execute import Run
from ._host import Host

Work = t.Callable[[t.Mapping[str, t.Any], Run, Host], t.Mapping[str, t.Any]]

# What every module may return beside its own resource keys.
GROUP_RETURNS = frozenset({"changed", "actions", "diff", "assumed", "warnings"})


def attempt(
    work: Work, params: t.Mapping[str, t.Any], run: Run, host: Host, returns: t.Iterable[str]
) -> tuple[dict[str, t.Any] | None, dict[str, t.Any]]:
    """Do the work; return what failed, if anything, and the documented keys of the result."""
    try:
        result = work(params, run, host)
    except StackError as error:
        return {"msg": error.msg, **error.details}, {}
    except Exception as error:  # pylint: disable=broad-exception-caught
        return {"msg": _unexpected(error)}, {}
    keys = GROUP_RETURNS | set(returns)
    return None, {key: value for key, value in result.items() if key in keys}


def _unexpected(error: Exception) -> str:
    """Name the kind and the place of a defect, never its text: that may quote a value."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = place.filename.rpartition("/")[2]
    return (
        f"This is a defect of golive.stack: {type(error).__name__} at {where}:{place.lineno}; what was running may be half done,"
        " a second run continues it; please report the kind and place named here."
    )
