# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is refused, each with the way out; pure, and without any value."""

from __future__ import annotations

import typing as t

from .._errors import StackError
from .model import COMPROMISED, CURRENT, DERIVED, NEXT, RETIRED, SUPPLIED, Desired, Found, Observed, Wish


def refuse_missing(desired: Desired, observed: Observed) -> None:
    """Name all supplied secrets without a value at once: each may take a person a day to get."""
    missing = [
        title(wish)
        for wish in desired.wishes
        if wish.policy.kind == SUPPLIED and wish.value is None and observed.secrets.get(wish.name, Found()).current is None
    ]
    if missing:
        raise StackError(
            f"No value is supplied for {', '.join(missing)}, and {observed.store} has none; give each its value, then run again."
        )


def refuse_without_escrow(desired: Desired, observed: Observed) -> None:
    """A store that has a copy off the host never gets ahead of it."""
    if observed.escrow is not None and desired.escrow is None:
        raise StackError(
            f"Secrets of {observed.store} were to be changed without escrow, but it has a copy at {observed.escrow}; name that, too."
        )


def title(wish: Wish) -> str:
    """Name a secret to those who have to see about it."""
    return wish.name if wish.owner is None else f"{wish.name} ({wish.owner})"


def complaint_of_expiry(wish: Wish, newest: int, today: str) -> list[str]:
    """A secret past its last day still works here, and is refused where it is used: say it while there is time."""
    if wish.expires is None or wish.expires >= today:
        return []
    return [f"Secret {title(wish)} was to be used until {wish.expires}; {_another(wish, newest)}."]


def left_behind(source: str, followers: t.Sequence[str]) -> str:
    """What is made of a secret and not wished beside it can't follow."""
    return f"Secret {source} changes, and {', '.join(followers)}, made of it, can't follow: wish that in the same task, too."


def refuse_unfit(wish: Wish, found: Found, number: int) -> None:
    """What is there is kept for ever or refused, never made anew in silence: it may be all that opens a backup."""
    version = found.versions.get(number)
    if version is not None and version.state == COMPROMISED:
        raise StackError(
            f"Version {number} of secret {wish.name} is marked compromised and is wished in use; {_another(wish, found.newest)}."
        )
    if version is not None and version.state == RETIRED and wish.phase != NEXT and wish.of is None:
        raise StackError(
            f"Version {number} of secret {wish.name} is retired, so nobody accepts it any more; look whether this inventory is an old one,"
            " or say phase: next first, which lets it come back."
        )
    complaint = version.complaint if version else found.complaint
    if complaint:
        raise StackError(f"Secret {wish.name}, version {number}, {complaint}; {_way_out(wish, found)}, then run again.")


def _way_out(wish: Wish, found: Found) -> str:
    if wish.policy.kind == SUPPLIED:
        return _another(wish, found.newest)
    if wish.policy.kind in DERIVED:
        return f"correct what it is made of, {wish.of}"
    if wish.value is not None and not found.versions:
        return "correct the value or its policy, or leave value out to have one made"
    return f"correct its policy, or say version: {found.newest + 1} to make a new one beside it"


def _another(wish: Wish, newest: int) -> str:
    """Say how this kind of secret gets another value."""
    if wish.policy.kind == SUPPLIED:
        return "supply another value"
    if wish.policy.kind in DERIVED:
        return f"rotate {wish.of} to make a new one"
    return f"say version: {newest + 1} to make a new one"


def mark_compromised(wish: Wish, found: Found, states: dict[int, str], used: int) -> None:
    """Mark versions that are there and out of use: what is in use would stay in use."""
    for bad in wish.compromised:
        if bad not in found.versions:
            raise StackError(f"Version {bad} of secret {wish.name} is to be marked compromised but does not exist; correct its number.")
        if bad == used or states[bad] == CURRENT:
            raise StackError(
                f"Version {bad} of secret {wish.name} is to be marked compromised and is wished in use; {_another(wish, found.newest)}"
                " in its place."
            )
        states[bad] = COMPROMISED
