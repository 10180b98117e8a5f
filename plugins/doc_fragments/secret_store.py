# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Where secrets are kept."""

    DOCUMENTATION = r"""
options:
  file:
    description:
      - The store, one JSON file of mode 0600 on the host, with every version of every secret.
      - It is refused when others than its owner can read it, when it is a symbolic link, empty or damaged.
    type: dict
    suboptions:
      path:
        description: The absolute path; its folder must exist. C(~) and variables are those of the host.
        type: str
        required: true
      lock_timeout:
        description: How many seconds to wait for another run that holds the store.
        type: int
        default: 10
"""

    VAULT = r"""
options:
  vault:
    description:
      - Instead of O(file), a store on the controller, encrypted by ansible-vault. A new one is by the first vault password of the run,
        one that is there stays with the password that opened it.
      - Unfit where the project's folder is thrown away after a run. A task with it can't be asynchronous.
    type: dict
    suboptions:
      path:
        description: The absolute path on the controller; its folder must exist.
        type: str
        required: true
      lock_timeout:
        description: How many seconds to wait for another run that holds the store.
        type: int
        default: 10
"""
