# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of secret_file, and what they become."""

from __future__ import annotations

import typing as t

from .._errors import StackError
from .._secret.spec import FILE
from .formats import ENCODED
from .model import Desired, misspelled, places_of

ARGUMENT_SPEC: dict[str, t.Any] = {
    "file": {**FILE, "required": True},
    "path": {"type": "str", "required": True},
    "content": {"type": "str", "required": True},
    "format": {"type": "str", "choices": list(ENCODED), "required": True},
    "pending": {"type": "list", "elements": "str"},
}


def desired(params: t.Mapping[str, t.Any]) -> Desired:
    """Turn the options into the wish."""
    if not places_of(params["content"]):
        raise StackError(
            f"The content for {params['path']} has no place such as @@secret:NAME@@; write it so, or take ansible.builtin.copy for what"
            " holds no secret."
        )
    wrong = misspelled(params["content"])
    if wrong:
        raise StackError(
            f"The content for {params['path']} has {wrong!r}, which is no place; write it @@secret:NAME@@, @@secret:NAME:next@@,"
            " @@secret:NAME:accepted@@ or with the number of a version."
        )
    return Desired(params["content"], params["format"], tuple(params["pending"] or ()))
