#!/usr/bin/python

# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: secret_gen_info
short_description: List secrets, their versions and fingerprints
version_added: 1.0.0
description:
  - Lists the secrets of a store with the state, age and fingerprint of each version, never a value.
author:
  - The golive.stack contributors (@golive-stack)
extends_documentation_fragment:
  - golive.stack.attributes
  - golive.stack.attributes.info
  - golive.stack.stack
  - golive.stack.secret_store
  - golive.stack.secret_store.vault
options:
  names:
    description: The secrets to list. Left out, all.
    type: list
    elements: str
seealso:
  - module: golive.stack.secret_gen
"""

EXAMPLES = r"""
- name: List all secrets
  golive.stack.secret_gen_info:
    file: {path: /etc/app/secrets.json}
"""

RETURN = r"""
secrets:
  description:
    - The secrets, sorted by name; one that is not there has no versions.
    - What is derived says of which secret, and each version of which of its versions (C(source)).
  returned: success
  type: list
  elements: dict
  sample:
    - name: JWT_SECRET
      version: 1
      fingerprint: 03ac6742
      made: "2026-01-02T12:00:00+00:00"
      kind: hex
      of: null
      versions:
        - {version: 1, state: current, fingerprint: 03ac6742, made: "2026-01-02T12:00:00+00:00", source: null}
assumed:
  description: What was not there yet and is provided by an earlier step, with O(on_missing=plan) in check mode.
  returned: when something was assumed
  type: str
"""

from ansible_collections.golive.stack.plugins.module_utils._main import run_module
from ansible_collections.golive.stack.plugins.module_utils._secret.spec import CONSTRAINTS, INFO_ARGUMENT_SPEC
from ansible_collections.golive.stack.plugins.module_utils._secret.work import list_secrets


def main() -> None:
    """Run the module."""
    run_module(INFO_ARGUMENT_SPEC, ("secrets",), list_secrets, **CONSTRAINTS)


if __name__ == "__main__":
    main()
