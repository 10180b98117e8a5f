# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a flag in twelve steps: create, modify and delete, each as check, run, check again, run again."""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Iterable

from tests.integration.feature_flag.stores import Options, Store

Look = Callable[[], t.Any]


def walk(store: Store, wishes: Iterable[Options], look: Look, again: Iterable[bool] = (True, False)) -> None:
    """Walk through the wishes; each must change something, and ``look`` is what must not change when nothing is to do.

    ``again`` says for each repetition whether it is one in check mode.
    """
    for wish in wishes:
        found = look()
        predicted = store.run(wish, check=True)
        assert look() == found, f"check mode changed something for {wish}"
        done = store.run(wish)
        assert done["changed"], f"nothing was done for {wish}"
        assert without_status(predicted) == without_status(done)
        after = look()
        assert after != found
        for check in again:
            repeated = store.run(wish, check=check)
            assert (repeated["changed"], repeated["actions"], repeated["undo"]) == (False, [], [])
            assert repeated["diff"] == {"before": {}, "after": {}}
            assert repeated["flags"] == done["flags"]
            assert look() == after, f"a run with nothing to do changed something for {wish}"


def without_status(result: Options) -> dict[str, t.Any]:
    """Return a result without the one word in which a prediction differs from what was done."""
    assert len({action["status"] for action in result["actions"]}) == 1
    actions = [{name: value for name, value in action.items() if name != "status"} for action in result["actions"]]
    return {**result, "actions": actions}
