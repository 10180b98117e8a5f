# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A store in a vault, worked on by the controller."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.golive.stack.plugins.action.secret_gen_info import ActionModule

from tests.unit.plugins.plugin_utils.vaults import OTHER, action


def test_a_vault_is_the_controllers(tmp_path: Path) -> None:
    args = {"vault": {"path": str(tmp_path / "store")}, "names": ["KEY"]}
    result = action(ActionModule, args).run()
    assert result["changed"] is False and [secret["name"] for secret in result["secrets"]] == ["KEY"]
    (tmp_path / "store").write_text("{}")
    (tmp_path / "store").chmod(0o600)
    assert "is not encrypted" in action(ActionModule, args, OTHER).run()["msg"]
