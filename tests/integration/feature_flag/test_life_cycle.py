# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A flag is made, changed and removed, in every store, and every prediction comes true."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError

from tests.integration.feature_flag.life import walk
from tests.integration.feature_flag.stores import Store
from tests.integration.feature_flag.tables import Schema

pytestmark = pytest.mark.lab

CREATE = {"key": "ui", "enabled": False, "description": "New look", "expires": "2099-01-31"}
MODIFY = {"key": "ui", "enabled": True, "description": "Newer look", "expires": "never"}
DELETE = {"key": "ui", "state": "absent"}
OF_ACME = [{"key": "ui", "tenant": "acme", **wish} for wish in ({"enabled": True}, {"enabled": False}, {"state": "absent"})]
START = """
INSERT INTO feature_flags VALUES ('on', true, 'kept', '2099-12-31', '2020-01-01');
INSERT INTO feature_flags VALUES ('off', false), ('old', true);
INSERT INTO feature_flag_overrides VALUES ('ui', 'acme', true), ('ui', 'globex', false);
"""
ASKED = "SELECT feature_key, is_enabled, description, expires_on::text FROM feature_flags"
ASKED_OVERRIDES = "SELECT * FROM feature_flag_overrides"


def test_in_a_table(schema: Schema, table: Store) -> None:
    schema.do(START)
    walk(table, [CREATE, MODIFY, DELETE], schema.dump)


def test_in_a_table_no_row_is_written_twice(schema: Schema, table: Store) -> None:
    schema.do(START)
    walk(table, [CREATE, MODIFY, DELETE], schema.snapshot)


def test_in_a_table_of_overrides(schema: Schema, overrides: Store) -> None:
    schema.do(START.replace("'ui'", "'other'"))
    walk(overrides, OF_ACME, schema.snapshot)


@pytest.mark.parametrize(
    ("kind", "wishes"),
    [("json", [CREATE, MODIFY, DELETE]), ("json", OF_ACME), ("dotenv", [{"key": "UI", "enabled": True}, {"key": "UI", "enabled": False}])],
)
def test_in_a_file(tmp_path: Path, kind: str, wishes: list[dict[str, t.Any]]) -> None:
    def look() -> dict[str, t.Any]:
        found = {path: path.stat() for path in tmp_path.iterdir()}
        return {str(path): (path.read_bytes(), stat.st_mode, stat.st_mtime_ns, stat.st_ino) for path, stat in found.items()}

    walk(Store({"file": {"path": str(tmp_path / "flags"), "format": kind}}), wishes, look)
    assert (tmp_path / "flags").stat().st_mode & 0o777 == 0o600


def test_what_is_said_is_what_the_server_has(schema: Schema, table: Store) -> None:
    schema.do(START)
    done = table.run(CREATE, {"key": "on", "enabled": False}, {"key": "old", "state": "absent"}, {"key": "off", "enabled": False})
    assert [(action["what"], action["id"], action["status"]) for action in done["actions"]] == [
        ("create", "ui", "done"),
        ("update", "on", "done"),
        ("remove", "old", "done"),
    ]
    assert schema.rows(ASKED) == [
        ("off", False, None, None),
        ("on", False, "kept", "2099-12-31"),
        ("ui", False, "New look", "2099-01-31"),
    ]
    told = [(flag["key"], flag["enabled"], flag["description"], flag["expires"]) for flag in table.ask()["flags"]]
    assert told == schema.rows(ASKED)
    stated = {flag["key"]: flag.get("enabled", "absent") for flag in done["flags"]}
    assert stated == {"ui": False, "on": False, "old": "absent", "off": False}


UNDONE = {
    "a new flag": [CREATE],
    "a switched flag": [{"key": "on", "enabled": False}, {"key": "off", "enabled": True}],
    "a removed flag": [{"key": "on", "state": "absent"}, {"key": "old", "state": "absent"}],
    "a changed description and day": [{"key": "on", "enabled": True, "description": "changed", "expires": "2098-01-01"}],
    "a description that was added": [{"key": "off", "enabled": False, "description": "said"}],
    "a description that was taken away": [{"key": "on", "enabled": True, "description": ""}],
    "a day that was added, and one that was taken away": [
        {"key": "off", "enabled": True, "expires": "2098-01-01"},
        {"key": "on", "enabled": True, "expires": "never"},
    ],
    "all at once": [CREATE, {"key": "on", "enabled": False}, {"key": "old", "state": "absent"}],
}


@pytest.mark.parametrize("wishes", UNDONE.values(), ids=UNDONE)
def test_undo_leads_back(schema: Schema, table: Store, wishes: list[dict[str, t.Any]]) -> None:
    schema.do(START)
    start = schema.rows(ASKED)
    done = table.run(*wishes)
    there = schema.rows(ASKED)
    assert there != start
    back = table.run(*done["undo"])
    assert schema.rows(ASKED) == start
    table.run(*back["undo"])
    assert schema.rows(ASKED) == there


@pytest.mark.parametrize("wish", OF_ACME[1:], ids=["a switched override", "a removed override"])
def test_undo_leads_back_where_a_table_keeps_less(schema: Schema, overrides: Store, wish: dict[str, t.Any]) -> None:
    schema.do(START)
    start = schema.rows(ASKED_OVERRIDES)
    done = overrides.run(wish)
    assert schema.rows(ASKED_OVERRIDES) != start
    overrides.run(*done["undo"])
    assert schema.rows(ASKED_OVERRIDES) == start


def test_undo_leaves_alone_what_somebody_has_changed_since(schema: Schema, table: Store) -> None:
    schema.do(START)
    undo = table.run({"key": "on", "enabled": False})["undo"]
    schema.do("DELETE FROM feature_flags WHERE feature_key = 'on'")
    there = schema.rows(ASKED)
    with pytest.raises(StackError, match="Flag on was to be changed only from disabled but is absent"):
        table.run(*undo)
    assert schema.rows(ASKED) == there


def test_the_module_as_a_process_says_the_same(schema: Schema, table: Store) -> None:
    predicted = table.process(CREATE, check=True, diff=True)
    assert (predicted.rc, predicted.changed, schema.rows()) == (0, True, [])
    done = table.process(CREATE, diff=True)
    assert (done.rc, done.changed, schema.rows()) == (0, True, [("ui", False)])
    for key in ("diff", "flags", "undo"):
        assert json.dumps(predicted.json[key], sort_keys=True) == json.dumps(done.json[key], sort_keys=True)
    assert (table.process(CREATE).rc, table.process(CREATE).changed) == (0, False)
