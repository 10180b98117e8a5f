# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A store in a vault, worked on by the controller."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.golive.stack.plugins.action.secret_gen import ActionModule

from tests.unit.plugins.plugin_utils.vaults import OTHER, action


def test_a_vault_is_the_controllers(tmp_path: Path) -> None:
    path = tmp_path / "store"
    args = {"vault": {"path": str(path)}, "secrets": [{"name": "KEY"}]}
    assert action(ActionModule, args, check=True).run()["changed"] and not path.exists()
    assert action(ActionModule, args).run()["changed"] and path.read_bytes().startswith(b"$ANSIBLE_VAULT")
    assert action(ActionModule, args).run()["changed"] is False
    before = path.read_bytes()
    refused = action(ActionModule, {**args, "secrets": [{"name": "KEY", "version": 2}]}, OTHER).run()
    assert refused["failed"] and "is opened by none of this run's vault passwords" in refused["msg"]
    assert path.read_bytes() == before


def test_both_places_are_one_too_many() -> None:
    refused = action(ActionModule, {"vault": {"path": "/a"}, "file": {"path": "/a"}, "secrets": []}).run()
    assert refused["failed"] and "mutually exclusive: file|vault" in refused["msg"]
