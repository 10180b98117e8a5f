# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
import typing as t

DOCUMENTATION = r"""
name: rotation_complaint
short_description: Say why a secret can't be rotated as it was asked for
version_added: 1.0.0
author:
  - The golive.stack contributors (@golive-stack)
description:
  - Compares what is asked for with the secrets of a host, so that a rotation is refused before its first step.
positional: rotation, held
options:
  _input:
    description: The secrets, as the option O(golive.stack.secret_gen#module:secrets).
    type: list
    elements: dict
    required: true
  rotation:
    description: What is asked for, C(name), C(version) and C(phase).
    type: dict
    required: true
  held:
    description: What the store holds, as RV(golive.stack.secret_gen_info#module:secrets).
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: It can be rotated
  ansible.builtin.assert:
    that: complaint == ''
    fail_msg: "{{ complaint }}"
  vars:
    complaint: "{{ app_secrets | golive.stack.rotation_complaint({'name': 'JWT_SECRET', 'version': 2}, store.secrets) }}"
"""

RETURN = r"""
_value:
  description: One sentence, empty when there is nothing to complain of.
  type: str
"""

PHASES = ("next", "current", "only")


def rotation_complaint(
    wished: t.Iterable[t.Mapping[str, t.Any]], rotation: t.Mapping[str, t.Any], held: t.Iterable[t.Mapping[str, t.Any]]
) -> str:
    """Return the first reason to refuse it."""
    wishes = {wish.get("name"): wish for wish in wished}
    name = rotation.get("name")
    if name not in wishes:
        there = ", ".join(map(str, wishes)) or "none"
        return f"{name or 'What is to be rotated'} is no secret of this host, whose secrets are {there}; name one of them, then run again."
    return _of_kind(wishes[name]) or _of_phase(rotation) or _of_version(wishes[name], rotation, held)


def _of_kind(wish: t.Mapping[str, t.Any]) -> str:
    """Only what is made has versions to be asked for."""
    if wish.get("kind") == "supplied":
        return f"{wish['name']} is supplied, so it is rotated by another value; give that in secrets_supplied, then run site."
    if wish.get("of"):
        return f"{wish['name']} follows {wish['of']}, so it is never rotated by itself; rotate {wish['of']}."
    return ""


def _of_phase(rotation: t.Mapping[str, t.Any]) -> str:
    phase = rotation.get("phase", "current")
    return "" if phase in PHASES else f"{rotation['name']} can't be rotated to phase {phase}; say one of {', '.join(PHASES)}."


def _of_version(wish: t.Mapping[str, t.Any], rotation: t.Mapping[str, t.Any], held: t.Iterable[t.Mapping[str, t.Any]]) -> str:
    """Who names the version can repeat the command as often as it takes, and no second rotation begins."""
    name, pinned, asked = wish["name"], wish.get("version"), rotation.get("version") or ""
    there = next((secret for secret in held if secret["name"] == name), {})
    states = {each["version"]: each.get("state") for each in there.get("versions") or []}
    if there.get("version") is None:
        return f"{name} has no version in use here yet; put this host live by site first, then run again."
    if re.fullmatch("[1-9][0-9]{0,8}", str(asked)) is None:
        return f"{name} is at version {there['version']}, and which one it is to be rotated to is not said; {_say(states)}."
    version = int(asked)
    if pinned is not None and int(pinned) != version:
        return (
            f"{name} is pinned to version {pinned} by the inventory, which would put it back; leave version out there or say {version},"
            " then run again."
        )
    if version > max(states) + 1:
        return f"{name} has no version {version}, its newest is {max(states)}; {_say(states)}."
    if states.get(version) == "compromised":
        return f"{name} version {version} is marked compromised, and is never used again; {_say(states)}."
    return ""


def _say(states: t.Mapping[int, t.Any]) -> str:
    return f"say -e golive_version={max(states) + 1} for a new one, then run again"


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {"rotation_complaint": rotation_complaint}
