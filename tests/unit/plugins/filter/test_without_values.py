# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.filter.without_values import FilterModule, without_values

SUPPLIED = {"name": "KEY", "kind": "supplied"}
CASES: dict[str, tuple[dict[str, t.Any], list[dict[str, t.Any]], list[str]]] = {
    "nobody gave it": (SUPPLIED, [], ["KEY"]),
    "somebody is to give it": ({**SUPPLIED, "owner": "payments team"}, [], ["KEY (payments team)"]),
    "it is given": ({**SUPPLIED, "value": "v"}, [], []),
    "it is given, and empty, which the module judges": ({**SUPPLIED, "value": ""}, [], []),
    "the store has it in use": (SUPPLIED, [{"name": "KEY", "version": 1}], []),
    "the store has none of it in use": (SUPPLIED, [{"name": "KEY", "version": None}], ["KEY"]),
    "the store has another": (SUPPLIED, [{"name": "OTHER", "version": 1}], ["KEY"]),
    "it is made": ({"name": "KEY"}, [], []),
    "it has no name, which the module refuses": ({"kind": "supplied"}, [], []),
}


@pytest.mark.parametrize(("wish", "held", "missing"), CASES.values(), ids=CASES)
def test_what_is_missing(wish: dict[str, t.Any], held: list[dict[str, t.Any]], missing: list[str]) -> None:
    assert without_values([wish], held) == missing


def test_all_are_named_in_order() -> None:
    assert without_values([{**SUPPLIED, "name": name} for name in "BAC"], [{"name": "A", "version": 3}]) == ["B", "C"]


def test_ansible_finds_it() -> None:
    assert FilterModule().filters() == {"without_values": without_values}
