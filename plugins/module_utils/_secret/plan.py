# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be done so that secrets are as wished; pure, and without any value."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._errors import StackError
from .._plan import Change, Plan
from .model import ACCEPTED, COMPROMISED, CURRENT, DERIVED, NEXT, ONLY, RETIRED, SUPPLIED, Desired, Found, Observed, Version, Wish

ESCROW = "escrow"


def plan_secrets(desired: Desired, observed: Observed) -> Plan:
    """Return one change for each secret that is not as wished, in the order of the wishes, and a copy off the host with them."""
    refuse_missing(desired, observed)
    changes: list[Change] = []
    state = []
    warnings: list[str] = []
    for wish in desired.wishes:
        found = with_moved_source(wish, observed.secrets.get(wish.name, Found()), changes)
        states = states_after(wish, found)
        warnings += complaint_of_expiry(wish, max(states), desired.today)
        if states != found.states:
            changes.append(Change(what_is_done(found.states, states), wish.name, _shown(found.states), _shown(states)))
        state.append(state_of(wish.name, states, found))
    if changes:
        refuse_without_escrow(desired, observed)
    if desired.escrow is not None and (changes or observed.escrow != desired.escrow):
        changes.append(Change(ESCROW, observed.store, _place(observed.escrow), _place(desired.escrow)))
    return Plan(tuple(changes), state, tuple(warnings))


def refuse_missing(desired: Desired, observed: Observed) -> None:
    """Name all supplied secrets without a value at once: each may take a person a day to get."""
    missing = [
        wish.name
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


def with_moved_source(wish: Wish, found: Found, changes: t.Iterable[Change]) -> Found:
    """What is derived is out of date as soon as this very task changes what it is made of."""
    moved = [change.id for change in changes if change.what in ("create", "rotate", "switch")]
    return replace(found, stale=True, complaint="") if wish.of in moved and found.versions else found


def complaint_of_expiry(wish: Wish, newest: int, today: str) -> list[str]:
    """A secret past its last day still works here, and is refused where it is used: say it while there is time."""
    if wish.expires is None or wish.expires >= today:
        return []
    return [f"Secret {wish.name} was to be used until {wish.expires}; {_another(wish, newest)}."]


def states_after(wish: Wish, found: Found) -> dict[int, str]:
    """Return the state of every version once the wish is fulfilled."""
    number = number_wished(wish, found)
    refuse_unfit(wish, found, number)
    place = NEXT if wish.phase == NEXT and number != found.current else CURRENT
    overtakes = found.states.get(number) != place
    states = {
        other: RETIRED if overtakes and state == NEXT and other < number else state_of_other(wish, state)
        for other, state in found.states.items()
    }
    states[number] = place
    for bad in wish.compromised:
        refuse_compromise(wish, found, bad, states)
        states[bad] = COMPROMISED
    return dict(sorted(states.items()))


def number_wished(wish: Wish, found: Found) -> int:
    """Return the version that is wished: the one that is named, else the one in use, a new one where its source has changed."""
    if wish.version is None:
        if found.stale:
            return found.same or found.newest + 1
        return found.current or found.newest or 1
    # A host that comes later begins where the others are; from there on nothing is left out, and nothing is made in a gap.
    if found.versions and wish.version not in (*found.versions, found.newest + 1):
        raise StackError(
            f"Version {wish.version} of secret {wish.name} was wished, but its newest is {found.newest}; the next one is"
            f" {found.newest + 1}: say version: {found.newest + 1}."
        )
    return wish.version


def refuse_unfit(wish: Wish, found: Found, number: int) -> None:
    """What is there is kept for ever or refused, never made anew in silence: it may be all that opens a backup."""
    version = found.versions.get(number)
    if version is not None and version.state == COMPROMISED:
        raise StackError(
            f"Version {number} of secret {wish.name} is marked compromised and is wished in use; {_another(wish, found.newest)}."
        )
    if version is not None and version.state == RETIRED and wish.phase != NEXT:
        raise StackError(
            f"Version {number} of secret {wish.name} is retired, so nobody accepts it any more; look whether this inventory is an old one,"
            " or say phase: next first, which lets it come back."
        )
    if found.complaint:
        raise StackError(f"Secret {wish.name}, version {number}, {found.complaint}; {_way_out(wish, found)}, then run again.")


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


def state_of_other(wish: Wish, state: str) -> str:
    """Return what becomes of a version when another one is put in use."""
    if wish.phase == NEXT or state == COMPROMISED:
        return state
    if wish.phase == ONLY:
        return RETIRED
    return ACCEPTED if state == CURRENT else state


def refuse_compromise(wish: Wish, found: Found, bad: int, states: t.Mapping[int, str]) -> None:
    """Only a version that is there and out of use can be marked: what is in use would stay in use."""
    if bad not in found.versions:
        raise StackError(f"Version {bad} of secret {wish.name} is to be marked compromised but does not exist; correct its number.")
    if bad == number_wished(wish, found) or states[bad] == CURRENT:
        raise StackError(
            f"Version {bad} of secret {wish.name} is to be marked compromised and is wished in use; {_another(wish, found.newest)}"
            " in its place."
        )


def what_is_done(before: t.Mapping[int, str], after: t.Mapping[int, str]) -> str:
    """Name the change as a person would."""
    if not before:
        return "create"
    moved = {state for number, state in after.items() if before.get(number) != state}
    if set(after) - set(before):
        return "stage" if NEXT in moved else "rotate"
    if _holder(after) != _holder(before):
        return "switch"
    return "stage" if NEXT in moved else "retire" if RETIRED in moved else "mark"


def _holder(states: t.Mapping[int, str]) -> int | None:
    return next((number for number, state in states.items() if state == CURRENT), None)


def _shown(states: t.Mapping[int, str]) -> dict[str, t.Any] | None:
    """Return the versions as results and records show them: JSON has no numbers for keys."""
    return {"versions": {str(number): state for number, state in states.items()}} if states else None


def _place(escrow: str | None) -> dict[str, t.Any] | None:
    return None if escrow is None else {"to": escrow}


def state_of(name: str, states: t.Mapping[int, str], found: Found) -> dict[str, t.Any]:
    """Return a secret as results show it: never a value."""
    number = _holder(states)
    known = found.versions.get(number or 0)
    listed = [_version(found.versions.get(each), each, state) for each, state in states.items()]
    return {
        "name": name,
        "version": number,
        "fingerprint": known.fingerprint if known else None,
        "made": known.made if known else None,
        "versions": listed,
    }


def _version(known: Version | None, number: int, state: str) -> dict[str, t.Any]:
    return {
        "version": number,
        "state": state,
        "fingerprint": known.fingerprint if known else None,
        "made": known.made if known else None,
    }


def survey(observed: Observed) -> dict[str, t.Any]:
    """Return all secrets in a stable order."""
    return {"secrets": [state_of(name, found.states, found) for name, found in sorted(observed.secrets.items())]}
