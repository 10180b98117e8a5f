# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be done so that secrets are as wished; pure, and without any value."""

from __future__ import annotations

import typing as t

from .._errors import StackError
from .._plan import Change, Plan
from .follow import states_that_follow
from .model import ACCEPTED, COMPROMISED, CURRENT, NEXT, ONLY, RETIRED, Desired, Found, Observed, Version, Wish, in_use
from .refusal import complaint_of_expiry, left_behind, mark_compromised, refuse_missing, refuse_unfit, refuse_without_escrow

ESCROW = "escrow"


def plan_secrets(desired: Desired, observed: Observed) -> Plan:
    """Return one change for each secret that is not as wished, in the order of the wishes, and a copy off the host with them."""
    refuse_missing(desired, observed)
    changes: list[Change] = []
    state = []
    warnings: list[str] = []
    after = {name: found.states for name, found in observed.secrets.items()}
    for wish in desired.wishes:
        found = observed.secrets.get(wish.name, Found())
        made_of: dict[int, int] = {}
        if wish.of is None:
            states = states_after(wish, found)
        else:
            states, made_of = states_that_follow(wish, found, after, observed.store)
        after[wish.name] = states
        warnings += complaint_of_expiry(wish, max(states), desired.today)
        if states != found.states:
            changes.append(Change(what_is_done(found.states, states), wish.name, _shown(found.states), _shown(states, made_of)))
        state.append({**state_of(wish.name, states, found, wish.policy.kind, wish.of), "owner": wish.owner})
    warnings += [left_behind(change.id, observed.followers[change.id]) for change in changes if change.id in observed.followers]
    if changes:
        refuse_without_escrow(desired, observed)
    if desired.escrow is not None and (changes or observed.escrow != desired.escrow):
        changes.append(Change(ESCROW, observed.store, _place(observed.escrow), _place(desired.escrow)))
    return Plan(tuple(changes), state, tuple(warnings))


def states_after(wish: Wish, found: Found) -> dict[int, str]:
    """Return the state of every version once the wish is fulfilled."""
    number = number_wished(wish, found)
    refuse_unfit(wish, found, number)
    place = NEXT if wish.phase == NEXT and number != found.current else CURRENT
    overtakes = found.states.get(number) != place
    states = {
        other: RETIRED if overtakes and state == NEXT and (other < number or place == NEXT) else state_of_other(wish, state)
        for other, state in found.states.items()
    }
    states[number] = place
    mark_compromised(wish, found, states, number)
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


def state_of_other(wish: Wish, state: str) -> str:
    """Return what becomes of a version when another one is put in use."""
    if wish.phase == NEXT or state == COMPROMISED:
        return state
    if wish.phase == ONLY:
        return RETIRED
    return ACCEPTED if state == CURRENT else state


def what_is_done(before: t.Mapping[int, str], after: t.Mapping[int, str]) -> str:
    """Name the change as a person would."""
    if not before:
        return "create"
    moved = {state for number, state in after.items() if before.get(number) != state}
    if set(after) - set(before):
        return "stage" if NEXT in moved else "rotate"
    if in_use(after) != in_use(before):
        return "switch"
    return "stage" if NEXT in moved else "retire" if RETIRED in moved else "mark"


def _shown(states: t.Mapping[int, str], made_of: t.Mapping[int, int] | None = None) -> dict[str, t.Any] | None:
    """Return the versions as results and records show them: JSON has no numbers for keys."""
    if not states:
        return None
    sources = {"made_of": {str(number): source for number, source in made_of.items()}} if made_of else {}
    return {"versions": {str(number): state for number, state in states.items()}, **sources}


def _place(escrow: str | None) -> dict[str, t.Any] | None:
    return None if escrow is None else {"to": escrow}


def state_of(name: str, states: t.Mapping[int, str], found: Found, kind: str | None, of: str | None) -> dict[str, t.Any]:
    """Return a secret as results show it: never a value."""
    number = in_use(states)
    known = found.versions.get(number or 0)
    listed = [_version(found.versions.get(each), each, state) for each, state in states.items()]
    return {
        "name": name,
        "kind": kind,
        "of": of,
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
        "source": known.source if known else None,
    }


def survey(observed: Observed) -> dict[str, t.Any]:
    """Return all secrets in a stable order."""
    listed = []
    for name, found in sorted(observed.secrets.items()):
        newest = found.versions.get(found.newest)
        kind, of = (newest.kind, newest.of) if newest else (None, None)
        listed.append(state_of(name, found.states, found, kind, of))
    return {"secrets": listed}
