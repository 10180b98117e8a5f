# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import typing as t

from ansible_collections.golive.stack.plugins.filter.undo_record import FilterModule, undo_record

ME = {"inventory": "/etc/ansible/prod", "host": "web1"}
BACK = [{"key": "a", "tenant": None, "state": "absent", "only_from": "enabled"}]
APP = {"name": "app", "host": "db1", "port": 5432}
TABLE = {"schema": "public", "name": "flags"}
FILE = {"path": "/etc/app/flags"}


def result(undo: list[dict[str, t.Any]], database: t.Any, table: t.Any, file: t.Any) -> dict[str, t.Any]:
    return {"undo": undo, "store": {"database": database, "table": table, "file": file}, "item": {"secret": "hunter22"}}


def test_only_stores_that_change_are_kept_the_last_one_first() -> None:
    results = [result(BACK, APP, TABLE, None), result([], APP, TABLE, None), result(BACK, None, None, FILE)]
    assert undo_record(results, ME) == {
        "of": ME,
        "databases": [{**APP, "port": "5432"}],
        "stores": [{"table": None, "file": FILE, "flags": BACK}, {"table": TABLE, "file": None, "flags": BACK}],
    }


def test_a_database_of_two_tables_is_named_once() -> None:
    record = undo_record([result(BACK, APP, TABLE, None), result(BACK, APP, {"name": "other"}, None)], ME)
    assert record["databases"] == [{**APP, "port": "5432"}]


def test_a_local_socket_has_no_host() -> None:
    assert undo_record([result(BACK, {**APP, "host": None}, TABLE, None)], ME)["databases"] == [{"name": "app", "host": "", "port": "5432"}]


def test_both_tables_are_walked_back() -> None:
    record = undo_record([result(BACK, APP, TABLE, None), result(BACK, APP, {"name": "other"}, None)], ME)
    assert len(record["stores"]) == 2


def test_a_store_that_was_skipped_leaves_no_record() -> None:
    assert undo_record([{"skipped": True}], ME) == {"of": ME, "databases": [], "stores": []}


def test_ansible_finds_it() -> None:
    assert FilterModule().filters() == {"undo_record": undo_record}
