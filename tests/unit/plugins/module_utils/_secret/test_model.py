# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of secrets mean what they say."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._secret import model
from ansible_collections.golive.stack.plugins.module_utils._secret.model import ACCEPTED, COMPROMISED, CURRENT, NEXT, Found, Version, Wish


def found(*states: str) -> Found:
    """A secret with versions in these states."""
    return Found({number: Version(number, state, "2026-01-02", "0" * 8, "hex") for number, state in enumerate(states, 1)})


@pytest.mark.parametrize(
    ("secret", "current", "newest"),
    [
        (found(), None, 0),
        (found(CURRENT), 1, 1),
        (found(NEXT), None, 1),
        (found(ACCEPTED, CURRENT, NEXT), 2, 3),
        (found(CURRENT, COMPROMISED), 1, 2),
    ],
    ids=["none", "one", "one that nobody uses yet", "one in the middle", "the newest is compromised"],
)
def test_the_version_in_use_and_the_newest(secret: Found, current: int | None, newest: int) -> None:
    assert (secret.current, secret.newest) == (current, newest)


def test_states_are_sorted_by_number() -> None:
    backwards = Found({number: Version(number, state, "", "", "hex") for number, state in ((10, CURRENT), (2, ACCEPTED))})
    assert list(backwards.states.items()) == [(2, ACCEPTED), (10, CURRENT)]


def test_a_wish_does_not_show_its_value() -> None:
    assert "canary" not in repr(Wish("KEY", value="canary"))


def test_every_kind_is_made_in_one_way() -> None:
    ways = (model.RANDOM, model.PAIRS, model.DERIVED, (model.SUPPLIED,))
    assert sorted(kind for way in ways for kind in way) == sorted(set(model.KINDS))
