# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changed, diff and the sentence come from the list of changes alone."""

from __future__ import annotations

from ansible_collections.golive.stack.plugins.module_utils._plan import Change, Plan

CREATE = Change("create", "b", None, {"enabled": True})
UPDATE = Change("update", "a", {"enabled": True}, {"enabled": False})
REMOVE = Change("remove", "c", {"enabled": False}, None)


def test_a_plan_without_changes_changes_nothing() -> None:
    plan = Plan((), state=["as it is"])
    assert (plan.changed, plan.diff, plan.sentence(), plan.warnings) == (False, {"before": {}, "after": {}}, "", ())


def test_the_diff_shows_changed_objects_only_in_a_stable_order() -> None:
    plan = Plan((CREATE, REMOVE, UPDATE), state=None)
    assert plan.changed
    assert plan.diff == {
        "before": {"a": {"enabled": True}, "c": {"enabled": False}},
        "after": {"a": {"enabled": False}, "b": {"enabled": True}},
    }
    assert [list(side) for side in plan.diff.values()] == [["a", "c"], ["a", "b"]]
    assert plan.diff == Plan((UPDATE, CREATE, REMOVE), state=None).diff


def test_the_sentence_keeps_the_order_of_doing() -> None:
    assert Plan((CREATE, REMOVE, UPDATE), state=None).sentence() == "create b, remove c, update a"
