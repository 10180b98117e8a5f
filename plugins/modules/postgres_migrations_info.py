#!/usr/bin/python

# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: postgres_migrations_info
short_description: List the migrations that a PostgreSQL database has
version_added: 1.0.0
description:
  - Reads the ledger of M(golive.stack.postgres_migrations). Nothing is changed.
author:
  - The golive.stack contributors (@golive-stack)
extends_documentation_fragment:
  - golive.stack.attributes
  - golive.stack.attributes.info
  - golive.stack.stack
  - golive.stack.database
  - golive.stack.ledger
options:
  database:
    required: true
seealso:
  - module: golive.stack.postgres_migrations
"""

EXAMPLES = r"""
- name: Which migrations does the database have
  golive.stack.postgres_migrations_info:
    database: {name: app}
  register: app_database
"""

RETURN = r"""
migrations:
  description: What the ledger says, in the order of execution.
  returned: success
  type: list
  elements: dict
  sample:
    - version: "0001"
      title: initial schema
      kind: versioned
      state: applied
      digest: 6a09e667f3bcc908b2fb1366ea957d3e3adec17512775099da2f590b0667322a
      ms: 41
      applied_at: "2027-01-31T02:00:00.123456+00:00"
      actor: app_owner
      release: "2027.1"
      contract: null
      has_down: true
      origin: null
      statements: 0
head:
  description: The version that was applied last and is no repeatable one, none for an empty ledger.
  returned: success
  type: str
  sample: "0006"
managed:
  description: Whether the database has a ledger.
  returned: success
  type: bool
  sample: true
assumed:
  description: What was not there yet and is provided by an earlier step, with O(on_missing=plan) in check mode.
  returned: when something was assumed
  type: str
  sample: Connecting to database app on the local socket:5432 failed.
"""

from ansible_collections.golive.stack.plugins.module_utils._main import run_module
from ansible_collections.golive.stack.plugins.module_utils._migrations.spec import INFO_ARGUMENT_SPEC
from ansible_collections.golive.stack.plugins.module_utils._migrations.work import list_migrations


def main() -> None:
    """Run the module."""
    run_module(INFO_ARGUMENT_SPEC, ("migrations", "head", "managed"), list_migrations)


if __name__ == "__main__":
    main()
