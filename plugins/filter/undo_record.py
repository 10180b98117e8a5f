# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

DOCUMENTATION = r"""
name: undo_record
short_description: Turn results of feature_flag into the record that leads back
version_added: 1.0.0
author:
  - The golive.stack contributors (@golive-stack)
description:
  - Keeps from the results of M(golive.stack.feature_flag) what is needed to undo them, and nothing else; no password is part of it.
positional: identity
options:
  _input:
    description: The C(results) of a loop over stores.
    type: list
    elements: dict
    required: true
  identity:
    description: What the record is of; kept as it is.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Record the way back
  ansible.builtin.copy:
    dest: undo.json
    content: "{{ switched.results | golive.stack.undo_record({'host': inventory_hostname}) | to_nice_json }}"
    mode: "0600"
"""

RETURN = r"""
_value:
  description:
    - C(of) is the identity, C(databases) are the databases that were changed by name, host and port, as texts.
    - C(stores) has for each store that changes, the last one first, its C(table) or C(file) and the C(flags) that lead back.
  type: dict
"""


def undo_record(results: t.Iterable[t.Mapping[str, t.Any]], identity: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the place and the way back of every store that has one."""
    changed = [result for result in results if result.get("undo")]
    databases: list[dict[str, str]] = []
    for result in changed:
        if result["store"]["database"] is not None:
            # As texts: core 2.17 gives a playbook's numbers and nulls back as texts, and they are compared with these.
            database = {name: str(value if value is not None else "") for name, value in result["store"]["database"].items()}
            databases += [database] if database not in databases else []
    stores = [{"table": result["store"]["table"], "file": result["store"]["file"], "flags": result["undo"]} for result in reversed(changed)]
    return {"of": identity, "databases": databases, "stores": stores}


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {"undo_record": undo_record}
