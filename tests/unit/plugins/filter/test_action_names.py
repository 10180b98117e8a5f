# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ansible_collections.golive.stack.plugins.filter.action_names import FilterModule, action_names


def test_actions_of_all_results_are_said_in_order() -> None:
    results = [{"actions": [{"what": "create", "id": "a"}, {"what": "remove", "id": "b"}]}, {"actions": [{"what": "update", "id": "c"}]}]
    assert action_names(results) == ["create a", "remove b", "update c"]


def test_results_without_actions_say_nothing() -> None:
    assert action_names([{"skipped": True}, {"actions": None}, {"actions": []}]) == []


def test_ansible_finds_it() -> None:
    assert FilterModule().filters() == {"action_names": action_names}
