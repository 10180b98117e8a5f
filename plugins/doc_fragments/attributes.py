# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """What every module of the collection promises."""

    DOCUMENTATION = r"""
attributes:
  check_mode:
    description: Predicts with the same plan that a real run carries out, and changes nothing.
    support: full
  diff_mode:
    description: Shows the changed objects before and after, never a secret.
    support: full
  idempotent:
    description: A second run with the same options changes nothing.
    support: full
  action_group:
    description: Can be given defaults by C(module_defaults) for the group.
    support: full
    membership:
      - golive.stack.stack
  platform:
    description: Where the module runs.
    platforms: posix
    support: full
"""

    INFO = r"""
attributes:
  diff_mode:
    support: N/A
    details: Nothing is ever changed.
"""
