# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module as a process: what goes in, what comes out, and that the way back leads back."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest

from tests.module_run import Result, run_module

BEFORE = {"old": {"enabled": True, "owner": "web"}, "ui": {"enabled": False, "description": "new look"}}
FLAGS: t.Sequence[dict[str, t.Any]] = (
    {"key": "ui", "enabled": True, "expires": "2099-12-31"},
    {"key": "ui", "tenant": "acme", "enabled": False},
    {"key": "old", "state": "absent"},
    {"key": "gone", "state": "absent"},
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A private file with two flags."""
    path = tmp_path / "flags.json"
    path.write_text(json.dumps(BEFORE))
    path.chmod(0o600)
    return path


def switch(file: Path, flags: t.Sequence[dict[str, t.Any]] = FLAGS, **how: t.Any) -> Result:
    """Run the module on the file."""
    result = run_module("feature_flag", {"file": {"path": str(file)}, "flags": flags}, diff=True, **how)
    assert result.rc == 0, result.msg
    return result


def test_check_mode_tells_what_a_run_then_does_once(file: Path) -> None:
    planned = switch(file, check=True)
    assert json.loads(file.read_text()) == BEFORE
    done = switch(file)
    again = switch(file)
    assert [planned.changed, done.changed, again.changed] == [True, True, False]
    for key in ("flags", "undo", "diff"):
        assert planned.json[key] == done.json[key]
    assert again.json["flags"] == done.json["flags"]
    assert again.json["undo"] == again.json["actions"] == []


def test_the_result_shows_each_change_before_and_after(file: Path) -> None:
    found = switch(file).json
    assert set(found) - {"invocation"} == {"changed", "flags", "undo", "store", "actions", "diff"}
    assert found["store"] == {"database": None, "table": None, "file": {"path": str(file), "format": "json", "lock_timeout": 10}}
    assert [(a["what"], a["id"], a["status"]) for a in found["actions"]] == [
        ("update", "ui", "done"),
        ("create", "ui for tenant acme", "done"),
        ("remove", "old", "done"),
    ]
    assert set(found["diff"]["before"]) == {"ui", "old"}
    assert set(found["diff"]["after"]) == {"ui", "ui for tenant acme"}
    assert [(flag["key"], flag["tenant"], flag["state"]) for flag in found["flags"]] == [
        ("ui", None, "present"),
        ("ui", "acme", "present"),
        ("old", None, "absent"),
        ("gone", None, "absent"),
    ]


def test_undo_given_as_flags_leads_back(file: Path) -> None:
    back = switch(file, switch(file).json["undo"])
    assert back.changed
    assert json.loads(file.read_text()) == BEFORE


STORE: dict[str, t.Any] = {"file": {"path": "/nosuch/flags"}, "flags": FLAGS}
TABLE: dict[str, t.Any] = {"database": {"name": "app"}, "table": {"name": "flags"}, "flags": FLAGS}

# id: options, what the sentence must say
REFUSED: dict[str, t.Tuple[dict[str, t.Any], str]] = {
    "no store": ({"flags": FLAGS}, "one of the following is required: database, file"),
    "two stores": ({**STORE, **TABLE}, "mutually exclusive"),
    "a table without a database": ({**STORE, "table": {"name": "flags"}}, "mutually exclusive: table|file"),
    "a database without a table": ({"database": {"name": "app"}, "flags": FLAGS}, "required together: database, table"),
    "no flags": ({"file": {"path": "/nosuch/flags"}}, "missing required arguments: flags"),
    "a flag without a key": ({**STORE, "flags": [{"enabled": True}]}, "missing required arguments: key found in flags"),
    "a flag neither on nor off": ({**STORE, "flags": [{"key": "ui"}]}, "Flag ui does not say enabled"),
    "a flag twice": ({"file": {"path": "/nosuch"}, "flags": [FLAGS[0], FLAGS[0]]}, "names ui more than once"),
}


@pytest.mark.parametrize(("options", "said"), REFUSED.values(), ids=REFUSED)
def test_refuses(options: dict[str, t.Any], said: str) -> None:
    result = run_module("feature_flag", options, check=True)
    assert (result.rc, result.json["failed"]) == (1, True)
    assert said in result.msg
