# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made of another secret lives the life of that: each of its versions is of one version of its source, and in the same place."""

from __future__ import annotations

import typing as t

from .._errors import StackError
from .model import ACCEPTED, COMPROMISED, CURRENT, NEXT, RETIRED, Found, Version, Wish
from .refusal import mark_compromised, refuse_unfit

MADE_FOR = (CURRENT, NEXT)  # what nobody uses needs nothing made of it


def states_that_follow(wish: Wish, found: Found, source: t.Mapping[int, str], store: str) -> tuple[dict[int, str], dict[int, int]]:
    """Return the state of every version beside those of its source, and of which version of the source each new one is to be made."""
    used = next((number for number, state in source.items() if state == CURRENT), None)
    if used is None:
        raise StackError(
            f"Secret {wish.name} is made of {wish.of}, of which {store} has no version in use; put one in use in the same task."
        )
    fitting = {version.source: number for number, version in sorted(found.versions.items()) if version.fits}
    states = {number: _place(version, source, fitting) for number, version in found.versions.items()}
    made_of: dict[int, int] = {}
    for number, state in sorted(source.items()):
        if state in MADE_FOR and number not in fitting:
            new = max(number, max(states, default=0) + 1)  # the number of its source, as long as nothing else was changed
            states[new], made_of[new] = state, number
    refuse_unfit(wish, found, fitting.get(used, 0))
    mark_compromised(wish, found, states, fitting.get(used, 0))
    return dict(sorted(states.items())), made_of


def _place(version: Version, source: t.Mapping[int, str], fitting: t.Mapping[int | None, int]) -> str:
    """Return the place of what is there: that of its source, unless another is made of it in the way that is wished by now."""
    place = source.get(version.source or 0)
    if version.state == COMPROMISED or place in (RETIRED, COMPROMISED):
        return COMPROMISED if version.state == COMPROMISED else str(place)
    if place is not None and fitting.get(version.source) == version.number:
        return place
    return {CURRENT: ACCEPTED, NEXT: RETIRED}.get(version.state, version.state)
