#!/usr/bin/python

# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: feature_flag
short_description: Switch feature flags of an application
version_added: 1.0.0
description:
  - Makes the feature flags of an application what they should be, in its PostgreSQL table or in a private file it reads.
  - All flags of a task are one transaction, or one replacement of the file. A row that is not there is made, a row that
    does not come out as wished is a failure, and what was written is read back.
  - The result says for every change what was there before, and RV(undo) holds the flags that lead back.
author:
  - The golive.stack contributors (@golive-stack)
extends_documentation_fragment:
  - golive.stack.attributes
  - golive.stack.stack
  - golive.stack.database
  - golive.stack.flag_store
options:
  flags:
    description: The flags, each named once.
    type: list
    elements: dict
    required: true
    suboptions:
      key:
        description: The flag's key, as the application knows it. In a dotenv file the name of the variable.
        type: str
        required: true
      tenant:
        description: The tenant for whom this is an override. Left out, it is the flag for everybody.
        type: str
      state:
        description: Whether the flag, or this tenant's override, is there at all.
        type: str
        choices: [present, absent]
        default: present
      enabled:
        description: On or off. Needed unless O(flags[].state=absent).
        type: bool
      description:
        description: What the flag is for. Left out, what is stored stays.
        type: str
      expires:
        description:
          - The last day of the flag, as V(2027-01-31), or V(never) to take the day away. Left out, what is stored stays.
          - From the next day on (UTC) a flag that is still wanted on fails the task, so that no flag is forgotten. Switching it off
            or removing it always works.
        type: str
      only_from:
        description: Change the flag only if it is this now; anything else is a failure. A flag that already is as wished is fine.
        type: str
        choices: [enabled, disabled, absent]
      max_tenants:
        description: The largest number of tenants for whom this key may be on after the task, so that a pilot stays a pilot.
        type: int
  on_expired:
    description: Whether a flag that is wanted on after its last day is a failure or a warning.
    type: str
    choices: [fail, warn]
    default: fail
attributes:
  idempotent:
    support: full
seealso:
  - module: golive.stack.feature_flag_info
"""

EXAMPLES = r"""
- name: Switch one flag off, in a table with the columns key and enabled
  golive.stack.feature_flag:
    database: {name: app}
    table: {name: feature_flags}
    flags:
      - {key: new_checkout, enabled: false}

- name: Open a pilot for two tenants, in a table with other names
  golive.stack.feature_flag:
    database: {name: app, host: db1.example.com, user: deploy, password: "{{ app_db_password }}"}
    table:
      name: feature_flag_overrides
      columns: {key: feature_key, tenant: tenant_id, enabled: is_enabled}
    flags:
      - {key: time_entry, tenant: acme, enabled: true, max_tenants: 3}
      - {key: time_entry, tenant: globex, enabled: true, max_tenants: 3}

- name: Remove a flag from the file that the application reads
  golive.stack.feature_flag:
    file: {path: /etc/app/flags.json}
    flags:
      - {key: old_checkout, state: absent}
"""

RETURN = r"""
flags:
  description: The wished flags as they are after the task; in check mode as they would be.
  returned: success
  type: list
  elements: dict
  sample:
    - {key: new_checkout, tenant: null, enabled: false, description: null, expires: "2027-01-31", state: present}
undo:
  description:
    - Flags that, given as O(flags), lead back to where this task started. They refuse what somebody has changed since.
    - Columns that the task does not map are not part of it. A row that is made anew has their defaults.
  returned: success
  type: list
  elements: dict
  sample:
    - {key: new_checkout, tenant: null, enabled: true, description: null, expires: "2027-01-31", state: present, only_from: disabled}
store:
  description: Where the flags are kept, without what is needed to log in.
  returned: success
  type: dict
  sample:
    database: {name: app, host: db1.example.com, port: 5432}
    table: {schema: public, name: feature_flags, columns: {key: key, enabled: enabled}}
    file: null
actions:
  description: What was done, or in check mode would be, in order.
  returned: success
  type: list
  elements: dict
  sample:
    - what: update
      id: new_checkout
      before: {key: new_checkout, tenant: null, enabled: true, description: null, expires: "2027-01-31"}
      after: {key: new_checkout, tenant: null, enabled: false, description: null, expires: "2027-01-31"}
      status: done
assumed:
  description: What was not there yet and is provided by an earlier step, with O(on_missing=plan) in check mode.
  returned: when something was assumed
  type: str
  sample: The folder /etc/app of /etc/app/flags.json does not exist; create it, then run again.
"""

from ansible_collections.golive.stack.plugins.module_utils._flag.spec import ARGUMENT_SPEC, CONSTRAINTS
from ansible_collections.golive.stack.plugins.module_utils._flag.work import switch_flags
from ansible_collections.golive.stack.plugins.module_utils._main import run_module


def main() -> None:
    """Run the module."""
    run_module(ARGUMENT_SPEC, ("flags", "undo", "store"), switch_flags, **CONSTRAINTS)


if __name__ == "__main__":
    main()
