# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record holds what leads back, and not how the database is reached."""

from __future__ import annotations

import typing as t

from ansible_collections.golive.stack.plugins.filter.undo_record import FilterModule, undo_record

BACK = [{"key": "ui", "tenant": None, "state": "absent"}]


def looped(name: str, undo: list[dict[str, t.Any]], **item: t.Any) -> dict[str, t.Any]:
    """What a loop over stores registers for one of them."""
    return {"item": {"name": name, "flags": [{"key": "ui"}], **item}, "undo": undo, "changed": bool(undo), "password": "canary"}


def test_only_stores_that_change_and_only_what_leads_back_is_kept() -> None:
    results = [looped("flags", BACK, table={"name": "flags"}), looped("same", []), looped("file", BACK, file={"path": "/etc/app/flags"})]
    assert undo_record(results) == [
        {"name": "flags", "table": {"name": "flags"}, "file": None, "flags": BACK},
        {"name": "file", "table": None, "file": {"path": "/etc/app/flags"}, "flags": BACK},
    ]


def test_a_store_that_was_skipped_leaves_no_record() -> None:
    assert undo_record([{"item": {"name": "flags"}, "skipped": True}]) == []


def test_ansible_finds_the_filter_by_its_name() -> None:
    assert FilterModule().filters() == {"undo_record": undo_record}
