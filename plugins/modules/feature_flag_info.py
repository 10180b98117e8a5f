#!/usr/bin/python

# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: feature_flag_info
short_description: List feature flags of an application
version_added: 1.0.0
description:
  - Lists the feature flags in an application's PostgreSQL table or private file, and which of them are past their last day.
author:
  - The golive.stack contributors (@golive-stack)
extends_documentation_fragment:
  - golive.stack.attributes
  - golive.stack.attributes.info
  - golive.stack.stack
  - golive.stack.database
  - golive.stack.flag_store
options:
  keys:
    description: The keys to list, every tenant included. Left out, all.
    type: list
    elements: str
  on_expired:
    description: Whether a flag that is on after its last day is a failure or a warning.
    type: str
    choices: [fail, warn]
    default: warn
seealso:
  - module: golive.stack.feature_flag
"""

EXAMPLES = r"""
- name: List all flags
  golive.stack.feature_flag_info:
    database: {name: app}
    table: {name: feature_flags, columns: {key: key, enabled: enabled, expires: expires_on}}

- name: Fail when a flag was forgotten
  golive.stack.feature_flag_info:
    database: {name: app}
    table: {name: feature_flags, columns: {key: key, enabled: enabled, expires: expires_on}}
    on_expired: fail

- name: Look at one flag in a file
  golive.stack.feature_flag_info:
    file: {path: /etc/app/app.env, format: dotenv}
    keys: [NEW_CHECKOUT]
"""

RETURN = r"""
flags:
  description: The flags, sorted by key and tenant.
  returned: success
  type: list
  elements: dict
  sample:
    - {key: new_checkout, tenant: null, enabled: true, description: null, expires: "2026-01-31", expired: true, state: present}
expired:
  description: The flags that are on after their last day, by name.
  returned: success
  type: list
  elements: str
  sample: [new_checkout]
assumed:
  description: What was not there yet and is provided by an earlier step, with O(on_missing=plan) in check mode.
  returned: when something was assumed
  type: str
"""

from ansible_collections.golive.stack.plugins.module_utils._flag.spec import CONSTRAINTS, INFO_ARGUMENT_SPEC
from ansible_collections.golive.stack.plugins.module_utils._flag.work import list_flags
from ansible_collections.golive.stack.plugins.module_utils._main import run_module


def main() -> None:
    """Run the module."""
    run_module(INFO_ARGUMENT_SPEC, ("flags", "expired"), list_flags, **CONSTRAINTS)


if __name__ == "__main__":
    main()
