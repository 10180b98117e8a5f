# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

DOCUMENTATION = r"""
name: with_values
short_description: Give supplied secrets their values
version_added: 1.0.0
author:
  - The golive.stack contributors (@golive-stack)
description:
  - Adds to each secret that M(golive.stack.secret_gen) is to take the value that is supplied under its name.
positional: supplied
options:
  _input:
    description: The secrets, each with its C(name).
    type: list
    elements: dict
    required: true
  supplied:
    description: The values by name. One that no secret is called is a failure, for it would be lost.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Take what is supplied
  golive.stack.secret_gen:
    file: {path: /etc/app/secrets.json}
    secrets: "{{ app_secrets | golive.stack.with_values({'STRIPE_API_KEY': vaulted_stripe_key}) }}"
"""

RETURN = r"""
_value:
  description: The secrets, with values where they are supplied.
  type: list
  elements: dict
"""

from ansible.errors import AnsibleFilterError
from ansible_collections.golive.stack.plugins.module_utils._secret.document import NAME


def with_values(wished: t.Iterable[t.Mapping[str, t.Any]], supplied: t.Mapping[str, t.Any]) -> list[dict[str, t.Any]]:
    """Return the wishes with their values."""
    if not isinstance(supplied, t.Mapping):
        raise AnsibleFilterError("The values that are supplied are no mapping of names to values; correct their variable.")
    wishes = [dict(wish) for wish in wished]
    names = {str(wish.get("name")) for wish in wishes}
    strangers = sorted(set(map(str, supplied)) - names)
    if strangers:
        # Not by name: names and values that were swapped are where the values stand. What is wished is harmless if it can be a name.
        known = [name for name in sorted(names) if NAME.fullmatch(name)]
        raise AnsibleFilterError(
            f"Values are supplied for {len(strangers)} names that no secret has; the secrets are {', '.join(known)}: correct them."
        )
    return [{**wish, "value": supplied[wish["name"]]} if wish.get("name") in supplied else wish for wish in wishes]


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {"with_values": with_values}
