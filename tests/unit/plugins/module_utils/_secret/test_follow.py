# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made of another secret lives the life of that."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._secret.model import (
    ACCEPTED,
    COMPROMISED,
    CURRENT,
    NEXT,
    RETIRED,
    Found,
    Version,
    Wish,
)

from tests.unit.plugins.module_utils._secret.test_plan import MADE, beside, planned, there, want

URL = want("URL", "url", of="PW")


def versions(*parts: tuple[str, str | None, int | None, bool]) -> Found:
    """Versions by state, name of the source, its version, and whether they are made as is wished now."""
    made = [Version(n, state, MADE, f"{n:08x}", "url", of, source, fits) for n, (state, of, source, fits) in enumerate(parts, 1)]
    return Found({version.number: version for version in made})


# id: what is wished of the source, its versions, those of what is made of it, what is done to that, its states afterwards, made of
FOLLOWED: dict[str, tuple[Wish, Found, Found, str, dict[int, str], dict[str, int]]] = {
    "nothing": (want("PW"), there(CURRENT), beside(CURRENT), "", {1: CURRENT}, {}),
    "the first": (want("PW"), there(), there(), "create", {1: CURRENT}, {"1": 1}),
    "of a source that began later": (want("PW", version=4), there(), there(), "create", {4: CURRENT}, {"4": 4}),
    "of a source with a next one": (
        want("PW"),
        there(CURRENT, NEXT),
        there(),
        "create",
        {1: CURRENT, 2: NEXT},
        {"1": 1, "2": 2},
    ),
    "nothing of what is only accepted": (want("PW"), there(ACCEPTED, CURRENT), there(), "create", {2: CURRENT}, {"2": 2}),
    "a new version": (want("PW", version=2), there(CURRENT), beside(CURRENT), "rotate", {1: ACCEPTED, 2: CURRENT}, {"2": 2}),
    "a staged version": (
        want("PW", version=2, phase="next"),
        there(CURRENT),
        beside(CURRENT),
        "stage",
        {1: CURRENT, 2: NEXT},
        {"2": 2},
    ),
    "a staged version that another one overtakes": (
        want("PW", version=3, phase="next"),
        there(CURRENT, NEXT),
        beside(CURRENT, NEXT),
        "stage",
        {1: CURRENT, 2: RETIRED, 3: NEXT},
        {"3": 3},
    ),
    "a switch": (want("PW", version=2), there(CURRENT, NEXT), beside(CURRENT, NEXT), "switch", {1: ACCEPTED, 2: CURRENT}, {}),
    "a way back": (
        want("PW", version=1),
        there(ACCEPTED, CURRENT),
        beside(ACCEPTED, CURRENT),
        "switch",
        {1: CURRENT, 2: ACCEPTED},
        {},
    ),
    "a retirement": (
        want("PW", phase="only"),
        there(ACCEPTED, CURRENT),
        beside(ACCEPTED, CURRENT),
        "retire",
        {1: RETIRED, 2: CURRENT},
        {},
    ),
    "a mark": (
        want("PW", compromised=(1,)),
        there(ACCEPTED, CURRENT),
        beside(ACCEPTED, CURRENT),
        "mark",
        {1: COMPROMISED, 2: CURRENT},
        {},
    ),
    "another way of making it": (
        want("PW"),
        there(CURRENT),
        beside(CURRENT, fits=False),
        "rotate",
        {1: ACCEPTED, 2: CURRENT},
        {"2": 1},
    ),
    "the first way of making it again": (
        want("PW"),
        there(CURRENT),
        versions((ACCEPTED, "PW", 1, True), (CURRENT, "PW", 1, False)),
        "switch",
        {1: CURRENT, 2: ACCEPTED},
        {},
    ),
    "what was made in another way retires with its source": (
        want("PW", phase="only", version=2),
        there(CURRENT, NEXT),
        versions((ACCEPTED, "PW", 1, False), (CURRENT, "PW", 1, True), (NEXT, "PW", 2, True)),
        "switch",
        {1: RETIRED, 2: RETIRED, 3: CURRENT},
        {},
    ),
    "a staged one that is made in another way": (
        want("PW"),
        there(CURRENT, NEXT),
        versions((CURRENT, "PW", 1, True), (NEXT, "PW", 2, False)),
        "stage",
        {1: CURRENT, 2: RETIRED, 3: NEXT},
        {"3": 2},
    ),
    "another source": (
        want("PW"),
        there(CURRENT),
        versions((CURRENT, "OLD", 1, False)),
        "rotate",
        {1: ACCEPTED, 2: CURRENT},
        {"2": 1},
    ),
    "a number of another source says nothing": (
        want("PW", version=2, compromised=(1,)),
        there(CURRENT),
        versions((CURRENT, "OLD", 1, False)),
        "rotate",
        {1: ACCEPTED, 2: CURRENT},
        {"2": 2},
    ),
    "a compromised one stays that": (
        want("PW", phase="only"),
        there(ACCEPTED, CURRENT),
        versions((COMPROMISED, "PW", 1, True), (CURRENT, "PW", 2, True)),
        "",
        {1: COMPROMISED, 2: CURRENT},
        {},
    ),
}
COLUMNS = ("source", "stored", "made", "what", "after", "made_of")


@pytest.mark.parametrize(COLUMNS, FOLLOWED.values(), ids=FOLLOWED)
def test_what_is_made_of_another_follows_it(
    source: Wish, stored: Found, made: Found, what: str, after: dict[int, str], made_of: dict[str, int]
) -> None:
    plan = planned([source, URL], {"PW": stored, "URL": made})
    changes = [change for change in plan.changes if change.id == "URL"]
    assert [change.what for change in changes] == [what] * bool(what)
    assert {version["version"]: version["state"] for version in plan.state[1]["versions"]} == after
    for change in changes:
        shown = {"versions": {str(number): state for number, state in after.items()}, **({"made_of": made_of} if made_of else {})}
        assert change.after == shown


@pytest.mark.parametrize(COLUMNS, FOLLOWED.values(), ids=FOLLOWED)
def test_it_follows_a_source_that_another_task_has_changed(
    source: Wish, stored: Found, made: Found, what: str, after: dict[int, str], made_of: dict[str, int]
) -> None:
    states = planned([source], {"PW": stored}).state[0]["versions"]
    found = Found({v["version"]: Version(v["version"], v["state"], MADE, "", "base64url") for v in states})
    plan = planned([URL], {"PW": found, "URL": made})
    assert {version["version"]: version["state"] for version in plan.state[0]["versions"]} == after
    assert [(change.what, (change.after or {}).get("made_of", {})) for change in plan.changes] == [(what, made_of)] * bool(what)


def test_what_was_made_says_of_what() -> None:
    (_, state) = planned([want("PW"), URL], {"PW": there(CURRENT), "URL": beside(CURRENT)}).state
    assert (state["kind"], state["of"], state["versions"][0]["source"]) == ("url", "PW", 1)


@pytest.mark.parametrize("stored", [{}, {"PW": there(NEXT)}, {"PW": there(RETIRED, COMPROMISED)}], ids=["none", "staged", "retired"])
def test_nothing_is_made_of_what_is_not_in_use(stored: dict[str, Found]) -> None:
    with pytest.raises(StackError) as refused:
        planned([URL], stored)
    assert refused.value.msg == "Secret URL is made of PW, of which store /s has no version in use; put one in use in the same task."


def test_what_somebody_may_have_seen_is_not_used_again() -> None:
    seen = versions((COMPROMISED, "PW", 1, True))
    with pytest.raises(StackError, match="Version 1 of secret URL is marked compromised and is wished in use; rotate PW to make a new one"):
        planned([URL], {"PW": there(CURRENT), "URL": seen})


def test_it_can_be_marked_itself() -> None:
    (change,) = planned([replace(URL, compromised=(1,))], {"PW": there(ACCEPTED, CURRENT), "URL": beside(ACCEPTED, CURRENT)}).changes
    assert (change.what, t.cast(t.Any, change.after)["versions"]) == ("mark", {"1": COMPROMISED, "2": CURRENT})
    with pytest.raises(StackError, match="Version 3 of secret URL is to be marked compromised but does not exist"):
        planned([replace(URL, compromised=(3,))], {"PW": there(CURRENT), "URL": beside(CURRENT)})


def test_what_was_made_of_another_source_lives_the_life_of_that() -> None:
    stored = {
        "OLD": there(COMPROMISED, CURRENT),
        "PW": there(CURRENT),
        "URL": versions((ACCEPTED, "OLD", 1, False), (CURRENT, "PW", 1, True)),
    }
    (change,) = planned([URL], stored).changes
    assert (change.what, t.cast(t.Any, change.after)["versions"]) == ("mark", {"1": COMPROMISED, "2": CURRENT})


@pytest.mark.parametrize("before", [(ACCEPTED, "OLD", 1, False), (ACCEPTED, "PW", 1, False), (ACCEPTED, None, None, False)])
def test_what_was_made_in_another_way_is_retired_on_request(before: tuple[str, str | None, int | None, bool]) -> None:
    stored = {"PW": there(CURRENT), "URL": versions(before, (CURRENT, "PW", 1, True))}
    assert planned([URL], stored).changes == ()
    (change,) = planned([replace(URL, phase="only")], stored).changes
    assert (change.what, t.cast(t.Any, change.after)["versions"]) == ("retire", {"1": RETIRED, "2": CURRENT})


def test_what_would_be_wrong_is_said_of_the_source_that_it_would_be_made_of() -> None:
    wrong = Found(complaint="can't be made: PW is too long", source=1)
    with pytest.raises(StackError, match="Secret URL, version 1, can't be made: PW is too long; correct what it is made of, PW"):
        planned([URL], {"PW": there(CURRENT), "URL": wrong})
    assert [change.id for change in planned([want("PW", version=2), URL], {"PW": there(CURRENT), "URL": wrong}).changes] == ["PW", "URL"]
