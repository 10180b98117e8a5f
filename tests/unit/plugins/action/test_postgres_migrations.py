# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of the controller goes to the host in one piece; everything else is the module's."""

from __future__ import annotations

import typing as t
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from ansible.plugins.action.normal import ActionModule as Normal
from ansible_collections.golive.stack.plugins.action.postgres_migrations import ActionModule

from tests.unit.plugins.plugin_utils.vaults import action


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a migration."""
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "1_a.sql").write_text("SELECT 1;")
    return tmp_path / "migrations"


def sending(args: dict[str, t.Any], **how: t.Any) -> tuple[t.Any, list[t.Any]]:
    """Return an action whose host keeps what it was sent, and that."""
    made = action(ActionModule, args, **how)
    seen: list[t.Any] = []
    shell = SimpleNamespace(tmpdir="/remote/tmp", join_path=lambda *parts: "/".join(parts))
    made._connection = SimpleNamespace(_shell=shell)
    made._find_needle = lambda _kind, name: name
    made._transfer_file = lambda local, remote: seen.append((zipfile.ZipFile(local).namelist(), remote, local))
    made._fixup_perms2 = lambda paths: seen.append(paths)
    made._remove_tmp_path = lambda path: seen.append(f"removed {path}")
    made._execute_module = lambda **told: {"changed": True, **told["module_args"]}
    return made, seen


def test_it_is_sent_used_and_removed(folder: Path) -> None:
    made, seen = sending({"src": str(folder), "database": {"name": "app"}})
    assert made.run() == {"changed": True, "database": {"name": "app"}, "path": "/remote/tmp/sent.zip"}
    (names, remote, local), permissions, removed = seen
    assert (names, remote, removed) == (["1_a.sql"], "/remote/tmp/sent.zip", "removed /remote/tmp")
    assert permissions == ("/remote/tmp", "/remote/tmp/sent.zip") and not Path(local).exists()


def test_what_can_not_be_read_is_a_failure(tmp_path: Path) -> None:
    made, seen = sending({"src": str(tmp_path / "nowhere")})
    failed = made.run()
    assert failed["failed"] and "is not there" in failed["msg"] and not seen


def test_it_can_not_be_asynchronous(folder: Path) -> None:
    made, seen = sending({"src": str(folder)}, async_val=10)
    assert "leave async out, or say path instead of src" in made.run()["msg"] and not seen


@pytest.mark.parametrize("args", [{"path": "/srv/migrations"}, {"path": "/srv", "src": "both"}, {}])
def test_everything_else_is_the_modules(monkeypatch: pytest.MonkeyPatch, args: dict[str, t.Any]) -> None:
    monkeypatch.setattr(Normal, "run", lambda _self, _tmp, _vars: {"by": "module"})
    assert sending(args)[0].run() == {"by": "module"}
