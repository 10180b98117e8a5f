# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module as a process, before it comes to a database."""

from __future__ import annotations

import typing as t

import pytest

from tests.module_run import run_module

NOWHERE = {"name": "app", "host": "127.0.0.1", "port": 1, "user": "nobody", "password": "canary-password"}
ONE = {"name": "a", "sql": "SELECT 1", "expect": 1}

# id: options, what the sentence must say
REFUSED: dict[str, t.Tuple[dict[str, t.Any], str]] = {
    "no database": ({}, "missing required arguments: database"),
    "a strange word": ({"database": NOWHERE, "expect": {"table": []}}, "Unsupported parameters"),
    "a misspelled part of a table": ({"database": NOWHERE, "expect": {"tables": {"a": {"colums": {}}}}}, "the unknown word 'colums'"),
    "a strange key": ({"database": NOWHERE, "foreign_keys": {"valid": True}}, "Unsupported parameters"),
    "a strange choice": ({"database": NOWHERE, "unexpected": "pass"}, "value of unexpected must be one of: fail, warn, ignore"),
    "an assertion without a name": ({"database": NOWHERE, "assertions": [{"sql": "SELECT 1", "expect": 1}]}, "name found in assertions"),
    "an assertion that expects nothing": ({"database": NOWHERE, "assertions": [{"name": "a", "sql": "SELECT 1"}]}, "expect found in"),
    "a server that is not there": ({"database": NOWHERE}, "Connecting to database app on 127.0.0.1:1 as nobody failed"),
    "NULL is something to expect": ({"database": NOWHERE, "assertions": [{**ONE, "expect": None}]}, "Connecting to database app"),
    "a reference that is not there": ({"database": NOWHERE, "reference": "/golive/nosuch"}, "Reading the reference /golive/nosuch failed"),
}


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize(("options", "said"), REFUSED.values(), ids=REFUSED)
def test_refuses(options: dict[str, t.Any], said: str, check: bool) -> None:
    result = run_module("schema_assert", options, check=check)
    assert (result.rc, result.json["failed"]) == (1, True)
    assert said in result.msg
    assert "canary" not in result.out + result.err


def test_a_server_that_comes_later_can_be_assumed() -> None:
    options = {"database": NOWHERE, "on_missing": "plan", "expect": {"tables": ["a"]}, "assertions": [ONE]}
    result = run_module("schema_assert", options, check=True)
    assert (result.rc, result.changed, result.json["findings"]) == (0, False, [])
    assert "Connection refused" in result.json["assumed"]
    assert result.json["snapshot"]["tables"] == {}
    assert run_module("schema_assert", options).rc == 1
