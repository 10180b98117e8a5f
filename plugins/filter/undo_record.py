# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

DOCUMENTATION = r"""
name: undo_record
short_description: Turn planned flag changes into the record that leads back
version_added: 1.0.0
author:
  - The golive.stack contributors (@golive-stack)
description:
  - Keeps from the looped results of M(golive.stack.feature_flag) in check mode what is needed to undo them, and nothing else.
  - The database and its password are not part of it.
options:
  _input:
    description: The C(results) of a loop over stores, each an item with C(name), C(table) or C(file), and C(flags).
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Record the way back
  ansible.builtin.copy:
    dest: undo.json
    content: "{{ planned.results | golive.stack.undo_record | to_nice_json }}"
    mode: "0600"
"""

RETURN = r"""
_value:
  description: One item for each store that changes, with C(name), C(table), C(file) and the C(flags) that lead back.
  type: list
  elements: dict
"""


def undo_record(results: t.Iterable[t.Mapping[str, t.Any]]) -> list[dict[str, t.Any]]:
    """Return name, place and way back of every store that has one."""
    return [
        {
            "name": result["item"]["name"],
            "table": result["item"].get("table"),
            "file": result["item"].get("file"),
            "flags": result["undo"],
        }
        for result in results
        if result.get("undo")
    ]


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {"undo_record": undo_record}
