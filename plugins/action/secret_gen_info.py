# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.golive.stack.plugins.module_utils._secret import spec as options
from ansible_collections.golive.stack.plugins.module_utils._secret.work import list_secrets
from ansible_collections.golive.stack.plugins.plugin_utils._vault_action import VaultAction


class ActionModule(VaultAction):
    """What Ansible looks for."""

    spec = options.INFO_ARGUMENT_SPEC
    constraints = options.CONSTRAINTS
    returns = ("secrets",)
    work = staticmethod(list_secrets)
