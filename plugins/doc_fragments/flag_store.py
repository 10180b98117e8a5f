# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Where feature flags are kept."""

    DOCUMENTATION = r"""
options:
  table:
    description:
      - The table that holds the flags, with O(database). One row is one flag, or one flag of one tenant.
      - Where overrides have a table of their own, use one task for each table.
    type: dict
    suboptions:
      schema:
        description: The table's schema.
        type: str
        default: public
      name:
        description: The table.
        type: str
        required: true
      columns:
        description: How the table calls its columns. A column that is not named is neither read nor written.
        type: dict
        suboptions:
          key:
            description: The flag's key. Of any type that has a text form.
            type: str
            default: key
          enabled:
            description: On or off. Of type boolean.
            type: str
            default: enabled
          tenant:
            description: Whom an override is for, NULL for everybody. Of any type that has a text form.
            type: str
          description:
            description: What the flag is for.
            type: str
          expires:
            description: The flag's last day. Of type date or timestamptz.
            type: str
          updated:
            description: When the row was last changed. Written, never read.
            type: str
  file:
    description:
      - The private file that holds the flags, instead of a table. A new one belongs to the user of the task; mode 0600 in any case.
      - It is replaced whole and durably, under a lock, and only if right before that it still is what was read.
      - A file that is not of the named format, or assigns a variable twice, is refused and never touched.
    type: dict
    suboptions:
      path:
        description: The absolute path. V(~) and variables are those of the target.
        type: str
        required: true
      format:
        description:
          - V(json) is an object of entries such as C({"key":{"enabled":true,"expires":"2027-01-31","tenants":{"acme":{"enabled":false}}}}).
          - V(dotenv) is lines such as C(KEY=true). Everything else in the file stays as it is.
        type: str
        choices: [json, dotenv]
        default: json
      lock_timeout:
        description: How many seconds to wait for another run that is changing the file.
        type: int
        default: 10
"""
