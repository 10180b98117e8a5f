# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way back leads back, in every store, unless somebody has walked on since."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._flag.model import Flag, Wish
from ansible_collections.golive.stack.plugins.module_utils._flag.plan import plan_flags, undo_of

from tests.unit.plugins.module_utils._flag.test_plan import CHANGES, EVERYTHING, applied, desired, gone, observed, off, on, want

STORES = {
    "a store that keeps everything": EVERYTHING,
    "a store without last days": EVERYTHING - {"expires"},
    "a store of keys and tenants only": EVERYTHING - {"description", "expires"},
}


def fits(keeps: t.Collection[str], *parts: t.Any) -> bool:
    """Whether such a store has a place for all that these flags and wishes say."""
    return all(getattr(part, name) is None for part in parts for name in EVERYTHING - set(keeps))


UNDOS = {
    f"{case}, in {store}": (keeps, wishes, stored)
    for store, keeps in STORES.items()
    for case, (wishes, stored, _expected) in CHANGES.items()
    if fits(keeps, *wishes, *stored)
}


@pytest.mark.parametrize(("keeps", "wishes", "stored"), UNDOS.values(), ids=UNDOS)
def test_undo_leads_back_when(keeps: frozenset[str], wishes: list[Wish], stored: list[Flag]) -> None:
    changes = plan_flags(desired(*wishes), observed(*stored, keeps=keeps)).changes
    after = applied(stored, changes)
    back = desired(*(Wish(**wish) for wish in undo_of(changes)), on_expired="warn")
    restored = applied(after, plan_flags(back, observed(*after, keeps=keeps)).changes)
    assert set(restored) == set(stored)


# id: what was stored, the wish, what somebody has made of it since
SINCE: dict[str, t.Tuple[list[Flag], Wish, list[Flag], str]] = {
    "a created flag was switched off": ([], want(True), [off()], "only from enabled but is disabled"),
    "a flag that was switched off is on again": ([on(expires="2027-01-31")], want(False), [on()], "only from disabled but is enabled"),
    "a flag that was switched on was removed": ([off()], want(True), [], "only from enabled but is absent"),
    "a removed flag was made anew": ([on()], gone(), [off()], "only from absent but is disabled"),
}


@pytest.mark.parametrize(("stored", "wish", "since", "said"), SINCE.values(), ids=SINCE)
def test_undo_refuses_when(stored: list[Flag], wish: Wish, since: list[Flag], said: str) -> None:
    (back,) = undo_of(plan_flags(desired(wish), observed(*stored)).changes)
    with pytest.raises(StackError, match=said):
        plan_flags(desired(Wish(**back)), observed(*since))
