# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules do, on a machine in memory: any host that keeps the port will do."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._execute import Run
from ansible_collections.golive.stack.plugins.module_utils._flag.spec import WISH
from ansible_collections.golive.stack.plugins.module_utils._flag.work import list_flags, switch_flags

from tests.unit.memory_host import MemoryHost

PATH = "/etc/app/flags"
STORE = {"database": None, "table": None, "file": {"path": PATH, "format": "json", "lock_timeout": 1}}


def wished(*flags: dict[str, t.Any]) -> dict[str, t.Any]:
    """The options of feature_flag, with what was left out filled in."""
    left_out = {**dict.fromkeys(WISH), "state": "present"}
    return {**STORE, "flags": [{**left_out, **flag} for flag in flags], "on_expired": "fail"}


def asked(**options: t.Any) -> dict[str, t.Any]:
    """The options of feature_flag_info."""
    return {**STORE, "keys": None, "on_expired": "warn", **options}


def test_flags_are_switched_and_the_result_leads_back() -> None:
    host = MemoryHost(files={PATH: b'{"ui": {"enabled": true}}'})
    found = switch_flags(wished({"key": "ui", "enabled": False}, {"key": "new", "enabled": True}), Run(), host)
    assert json.loads(host.files[PATH]) == {"ui": {"enabled": False}, "new": {"enabled": True}}
    assert found["changed"] and found["store"] == STORE
    back = switch_flags(wished(*found["undo"]), Run(), host)
    assert back["changed"]
    assert json.loads(host.files[PATH]) == {"ui": {"enabled": True}}


def test_check_mode_tells_the_way_back_and_changes_nothing() -> None:
    host = MemoryHost(files={PATH: b'{"ui": {"enabled": true}}'}, check=True)
    found = switch_flags(wished({"key": "ui", "enabled": False}), Run(check=True), host)
    assert found["changed"] and [flag["enabled"] for flag in found["undo"]] == [True]


def test_flags_are_listed_and_nothing_is_changed() -> None:
    host = MemoryHost(files={PATH: b'{"ui": {"enabled": true, "expires": "2020-01-31"}}'}, check=True)
    found = list_flags(asked(), Run(), host)
    assert (found["changed"], found["expired"], len(found["flags"])) == (False, ["ui"], 1)
    with pytest.raises(StackError, match="still on"):
        list_flags(asked(on_expired="fail"), Run(), host)


def test_a_folder_that_comes_later_is_assumed_empty() -> None:
    run = Run(check=True, assume_missing=True)
    assert "does not exist" in list_flags(asked(), run, MemoryHost())["assumed"]
    assert "does not exist" in switch_flags(wished({"key": "ui", "enabled": True}), run, MemoryHost())["assumed"]
