# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

DOCUMENTATION = r"""
name: action_names
short_description: Say the actions of looped results in words
version_added: 1.0.0
author:
  - The golive.stack contributors (@golive-stack)
description:
  - Names what the modules of this collection did or would do, as a person would say it.
options:
  _input:
    description: The C(results) of a loop.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Say what is still to do
  ansible.builtin.debug:
    msg: "{{ planned.results | golive.stack.action_names | join(', ') }}"
"""

RETURN = r"""
_value:
  description: The actions in order, such as C(update new_checkout).
  type: list
  elements: str
"""


def action_names(results: t.Iterable[t.Mapping[str, t.Any]]) -> list[str]:
    """Return what and id of every action."""
    return [f"{action['what']} {action['id']}" for result in results for action in result.get("actions") or []]


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {"action_names": action_names}
