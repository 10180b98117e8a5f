# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose work a task is: that of the controller for a vault, else that of the module."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
from ansible.plugins.action.normal import ActionModule as Normal
from ansible_collections.golive.stack.plugins.action.secret_gen import ActionModule

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
    path = tmp_path / "store"
    args = {"vault": {"path": str(path)}, "secrets": [{"name": "KEY"}]}
    assert action(args, check=True).run()["changed"] and not path.exists()
    assert action(args).run()["changed"] and path.read_bytes().startswith(b"$ANSIBLE_VAULT")
    assert action(args).run()["changed"] is False
    before = path.read_bytes()
    refused = action({**args, "secrets": [{"name": "KEY", "version": 2}]}, OTHER).run()
    assert refused["failed"] and "is opened by none of this run's vault passwords" in refused["msg"]
    assert path.read_bytes() == before


def test_both_places_are_one_too_many() -> None:
    refused = action({"vault": {"path": "/a"}, "file": {"path": "/a"}, "secrets": []}).run()
    assert refused["failed"] and "mutually exclusive: file|vault" in refused["msg"]
