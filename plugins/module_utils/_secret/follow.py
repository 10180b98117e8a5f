# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made of another secret lives the life of that: each of its versions is of one version of its source, and in the same place."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._errors import StackError
from .model import ACCEPTED, COMPROMISED, CURRENT, NEXT, ONLY, RETIRED, Found, Version, Wish, in_use
from .refusal import mark_compromised, refuse_unfit

MADE_FOR = (CURRENT, NEXT)  # what nobody uses needs nothing made of it


def states_that_follow(
    wish: Wish, found: Found, after: t.Mapping[str, t.Mapping[int, str]], store: str
) -> tuple[dict[int, str], dict[int, int]]:
    """Return the state of every version beside those of its source, and of which version of the source each new one is to be made."""
    source = after.get(wish.of or "", {})
    used = in_use(source)
    if used is None:
        raise StackError(
            f"Secret {wish.name} is made of {wish.of}, of which {store} has no version in use; put one in use in the same task."
        )
    fitting = {version.source: number for number, version in sorted(found.versions.items()) if version.fits}
    states = {number: _place(wish, version, after, fitting) for number, version in found.versions.items()}
    made_of: dict[int, int] = {}
    for number, state in sorted(source.items()):
        if state in MADE_FOR and number not in fitting:
            new = max(number, max(states, default=0) + 1)  # the number of its source, as long as nothing else was changed
            states[new], made_of[new], fitting[number] = state, number, new
    to_use = fitting[used]
    refuse_unfit(wish, found if used == found.source else replace(found, complaint=""), to_use)
    mark_compromised(wish, found, states, to_use)
    return dict(sorted(states.items())), made_of


def _place(wish: Wish, version: Version, after: t.Mapping[str, t.Mapping[int, str]], fitting: t.Mapping[int | None, int]) -> str:
    """Return the place of what is there: that of its own source, unless it is made in another way than is wished by now."""
    place = after.get(version.of or "", {}).get(version.source or 0)
    if version.state == COMPROMISED or place == COMPROMISED:
        return COMPROMISED
    if place == RETIRED or (wish.phase == ONLY and not version.fits):
        return RETIRED
    if place is not None and version.fits and fitting[version.source] == version.number:
        return place
    return {CURRENT: ACCEPTED, NEXT: RETIRED}.get(version.state, version.state)
