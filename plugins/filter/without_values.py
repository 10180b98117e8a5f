# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

DOCUMENTATION = r"""
name: without_values
short_description: Name the supplied secrets that still need a value
version_added: 1.0.0
author:
  - The golive.stack contributors (@golive-stack)
description:
  - Names the secrets of kind C(supplied) for which neither a value is given nor a store holds one, each with the person or team who is
    to give it, if the secret says so in C(owner).
positional: held
options:
  _input:
    description: The secrets, as the option O(golive.stack.secret_gen#module:secrets).
    type: list
    elements: dict
    required: true
  held:
    description: What a store holds, as RV(golive.stack.secret_gen_info#module:secrets).
    type: list
    elements: dict
    default: []
"""

EXAMPLES = r"""
- name: Ask the store
  golive.stack.secret_gen_info:
    file: {path: /etc/app/secrets.json}
  register: store

- name: Every value is there
  ansible.builtin.assert:
    that: app_secrets | golive.stack.without_values(store.secrets) | length == 0
"""

RETURN = r"""
_value:
  description: The names in order, such as C(STRIPE_API_KEY (payments team)).
  type: list
  elements: str
"""


def without_values(wished: t.Iterable[t.Mapping[str, t.Any]], held: t.Iterable[t.Mapping[str, t.Any]] = ()) -> list[str]:
    """Return what is missing, as a person would ask for it."""
    there = {secret["name"] for secret in held if secret.get("version") is not None}
    # What has no name is left for the module, which says what is wrong with it.
    supplied = [wish for wish in wished if wish.get("kind") == "supplied" and wish.get("value") is None and "name" in wish]
    missing = [wish for wish in supplied if wish["name"] not in there]
    return [f"{wish['name']} ({wish['owner']})" if wish.get("owner") else str(wish["name"]) for wish in missing]


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {"without_values": without_values}
