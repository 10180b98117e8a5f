# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of secret_scan, and what they become."""

from __future__ import annotations

import typing as t

from .._errors import StackError
from .._secret.spec import FILE, refused
from .model import Allow, Wish

ALLOW: dict[str, t.Any] = {
    "file": {"type": "str", "required": True},
    "rule": {"type": "str", "required": True},
    "reason": {"type": "str", "required": True},
}
ARGUMENT_SPEC: dict[str, t.Any] = {
    "path": {"type": "str", "required": True},
    "history": {"type": "bool", "default": False},
    "refuse": {"type": "list", "elements": "str"},
    "file": FILE,
    "allow": {"type": "list", "elements": "dict", "options": ALLOW},
    "config": {"type": "str"},
}


def wish(params: t.Mapping[str, t.Any]) -> Wish:
    """Turn the options into the wish of the task."""
    for name in ("path", "config"):
        if params[name] is not None and not params[name].startswith(("/", "~", "$")):
            # Not repeated: what is no path may be a secret in the wrong place.
            raise StackError(f"The option {name} of the search for secrets is no absolute path; write it from the root on.")
    allow = tuple(Allow(item["file"], item["rule"], item["reason"].strip()) for item in params["allow"] or ())
    for entry in allow:
        if not entry.reason:
            raise StackError(f"The entry of allow for {entry.file}, rule {entry.rule}, has no reason; say why it is no secret.")
    twice = next((entry for number, entry in enumerate(allow) if any(_same(entry, other) for other in allow[:number])), None)
    if twice:
        raise StackError(f"The option allow has {twice.file}, rule {twice.rule}, more than once; keep one of them.")
    return Wish(params["path"], params["history"], refused(params), allow, params["config"])


def _same(one: Allow, other: Allow) -> bool:
    return (one.file, one.rule) == (other.file, other.rule)
