# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose work a task is: that of the controller for a vault, else that of the module."""

from __future__ import annotations

import typing as t

import pytest
from ansible.plugins.action.normal import ActionModule as Normal
from ansible_collections.golive.stack.plugins.action import secret_gen, secret_gen_info
from ansible_collections.golive.stack.plugins.plugin_utils._vault_action import VaultAction

from tests.unit.plugins.plugin_utils.vaults import action

ACTIONS = (secret_gen.ActionModule, secret_gen_info.ActionModule)


@pytest.mark.parametrize("module", ACTIONS, ids=lambda module: module.__module__.rpartition(".")[2])
def test_a_file_is_the_modules(module: t.Type[VaultAction], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Normal, "run", lambda _self, tmp, task_vars: {"module": task_vars})
    assert action(module, {"file": {"path": "/a"}}).run(task_vars={"a": 1}) == {"module": {"a": 1}}
