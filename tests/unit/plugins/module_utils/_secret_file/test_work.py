# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work of the module, without a process."""

from __future__ import annotations

import json

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing
from ansible_collections.golive.stack.plugins.module_utils._execute import Run
from ansible_collections.golive.stack.plugins.module_utils._secret_file.work import fill_file

from tests.unit.memory_host import MemoryHost

DOCUMENT = {
    "format": "golive.stack secrets",
    "edition": 1,
    "key": "0" * 64,
    "escrow": None,
    "secrets": {"KEY": {"1": {"value": "hidden", "state": "current", "made": "2026-01-01", "kind": "base64url"}}},
}


PARAMS = {
    "file": {"path": "/s/store", "lock_timeout": 1},
    "path": "/s/env",
    "format": "raw",
    "content": "@@secret:KEY@@",
    "pending": None,
}


def test_what_comes_back_has_no_value() -> None:
    machine = MemoryHost(files={"/s/store": json.dumps(DOCUMENT).encode()})
    result = fill_file(PARAMS, Run(diff=True), machine)
    assert machine.files["/s/env"] == b"hidden"
    assert result["changed"] and result["written"]["secrets"] == {"KEY": 1}
    assert "hidden" not in json.dumps(result)


def test_what_is_pending_is_so_in_check_mode_only() -> None:
    machine = MemoryHost(files={"/s/store": json.dumps(DOCUMENT).encode()})
    params = {**PARAMS, "pending": ["KEY"]}
    machine.check = True
    assert fill_file(params, Run(check=True), machine)["written"]["fingerprint"] is None
    machine.check = False
    assert fill_file(params, Run(), machine)["changed"]
    assert machine.files["/s/env"] == b"hidden"


def test_in_a_run_what_is_pending_excuses_nothing() -> None:
    machine = MemoryHost(files={"/s/store": json.dumps(DOCUMENT).encode()})
    with pytest.raises(Missing, match="Filling /s/env needs NEW"):
        fill_file({**PARAMS, "content": "@@secret:NEW@@", "pending": ["NEW"]}, Run(), machine)
    assert "/s/env" not in machine.files


def test_it_is_written_under_the_files_lock() -> None:
    machine = MemoryHost(files={"/s/store": json.dumps(DOCUMENT).encode()})
    fill_file(PARAMS, Run(), machine)
    held = machine.calls[machine.calls.index("lock") : machine.calls.index("unlock")]
    assert "write" in held and machine.calls.count("write") == held.count("write")
