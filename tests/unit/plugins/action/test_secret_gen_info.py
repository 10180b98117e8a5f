# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose work a task is: that of the controller for a vault, else that of the module."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
from ansible.plugins.action.normal import ActionModule as Normal
from ansible_collections.golive.stack.plugins.action.secret_gen_info import ActionModule

from tests.unit.plugins.plugin_utils.vaults import OTHER, PASSWORD, loader, task


def action(args: dict[str, t.Any], password: t.Any = PASSWORD, **how: t.Any) -> t.Any:
    """The action of a task."""
    made: t.Any = ActionModule.__new__(ActionModule)
    made._task, made._loader = task(args, **how), loader(password)
    return made


def test_a_file_is_the_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Normal, "run", lambda _self, tmp, task_vars: {"module": task_vars})
    assert action({"file": {"path": "/a"}}).run(task_vars={"a": 1}) == {"module": {"a": 1}}


def test_a_vault_is_the_controllers(tmp_path: Path) -> None:
    args = {"vault": {"path": str(tmp_path / "store")}, "names": ["KEY"]}
    result = action(args).run()
    assert result["changed"] is False and [secret["name"] for secret in result["secrets"]] == ["KEY"]
    (tmp_path / "store").write_text("{}")
    (tmp_path / "store").chmod(0o600)
    assert "is not encrypted" in action(args, OTHER).run()["msg"]
