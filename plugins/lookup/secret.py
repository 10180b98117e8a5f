# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: secret
short_description: Read secrets from a store on the controller
version_added: 1.0.0
author:
  - The golive.stack contributors (@golive-stack)
description:
  - Returns the values of secrets that M(golive.stack.secret_gen) keeps in a vault on the controller.
  - A store on a host can't be read by a lookup; M(golive.stack.secret_file) writes its values where they are used.
  - The value is then a variable of Ansible. From core 2.22 on it is masked in all output; on older cores say C(no_log) where it is used.
options:
  _terms:
    description: The names of the secrets.
    type: list
    elements: str
    required: true
  vault:
    description: The store, absolute.
    type: str
    required: true
  state:
    description: Which version is meant; of several accepted ones the last that was in use.
    type: str
    choices: [current, next, accepted]
    default: current
"""

EXAMPLES = r"""
- name: Log in with a secret of the controller's store
  community.postgresql.postgresql_ping:
    login_password: "{{ lookup('golive.stack.secret', 'DB_PASSWORD', vault=inventory_dir ~ '/secrets.vault') }}"
  no_log: true
"""

RETURN = r"""
_list:
  description: The values, in the order of the names.
  type: list
  elements: str
"""

import typing as t

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._secret.model import Query
from ansible_collections.golive.stack.plugins.module_utils._secret.store import SecretFile
from ansible_collections.golive.stack.plugins.module_utils._secrets import register_on_controller
from ansible_collections.golive.stack.plugins.plugin_utils._core import vault_of
from ansible_collections.golive.stack.plugins.plugin_utils._vault import VaultHost


class LookupModule(LookupBase):
    """What Ansible looks for."""

    def run(self, terms: list[str], variables: t.Any = None, **kwargs: t.Any) -> list[str]:
        """Return the values."""
        strangers = sorted(set(kwargs) - {"vault", "state"})
        if strangers:
            raise AnsibleError(f"Looking up secrets was given {', '.join(strangers)}; its options are vault and state: correct that.")
        if not terms or not all(isinstance(name, str) for name in terms):
            raise AnsibleError("Looking up secrets needs their names, each a text; lookup('golive.stack.secret', 'NAME', vault='/…').")
        self.set_options(var_options=variables, direct=kwargs)  # type: ignore[no-untyped-call]
        path, state = (self.get_option(name) for name in ("vault", "state"))  # type: ignore[no-untyped-call]
        try:
            store = SecretFile(VaultHost(vault_of(self._loader), path), {"path": path, "lock_timeout": 10})
            store.read(Query(tuple(terms)))
            if not store.exists:
                raise AnsibleError(f"Looking up {', '.join(terms)} failed: {store.title} does not exist; correct vault, then run again.")
        except StackError as error:
            raise AnsibleError(error.msg) from None
        found = {name: store.value(name, state) for name in terms}
        missing = [name for name, value in found.items() if value is None]
        if missing:
            raise AnsibleError(f"{store.title} has no version of {', '.join(missing)} that is {state}; make it by golive.stack.secret_gen.")
        values = [value[1] for name in terms if (value := found[name])]
        register_on_controller(values)
        return values
