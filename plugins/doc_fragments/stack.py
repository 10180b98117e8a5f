# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Options of every module of the action group."""

    DOCUMENTATION = r"""
options:
  on_missing:
    description:
      - What to do when a tool, folder, server or table is not there yet that an earlier step of a first deploy provides.
      - With V(plan) check mode takes it as empty and says so in RV(ignore:assumed). A real run fails in any case.
    type: str
    choices: [fail, plan]
    default: fail
"""
