# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Where a database keeps which migrations it has."""

    DOCUMENTATION = r"""
options:
  ledger:
    description: The table in which the database keeps which migrations it has. It is made when the first one is applied.
    type: dict
    suboptions:
      schema:
        description: Its schema.
        type: str
        default: public
      name:
        description: Its name.
        type: str
        default: golive_migrations
"""
