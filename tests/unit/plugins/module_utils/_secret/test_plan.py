# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done about a wish, given which versions are there: one row for each rule."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest
from ansible_collections.golive.stack.plugins.module_utils._plan import Plan
from ansible_collections.golive.stack.plugins.module_utils._secret.model import (
    ACCEPTED,
    COMPROMISED,
    CURRENT,
    NEXT,
    RETIRED,
    Desired,
    Found,
    Observed,
    Policy,
    Version,
    Wish,
)
from ansible_collections.golive.stack.plugins.module_utils._secret.plan import plan_secrets, survey

TODAY = "2026-06-15"
MADE = "2026-01-02T12:00:00+00:00"


def want(name: str = "KEY", kind: str = "base64url", **more: t.Any) -> Wish:
    """A wish for a secret of that kind."""
    return Wish(name, Policy(kind), **more)


def there(*states: str, **more: t.Any) -> Found:
    """A secret with versions in these states."""
    return Found({n: Version(n, state, MADE, f"{n:08x}", "base64url") for n, state in enumerate(states, 1)}, **more)


def beside(*states: str, fits: bool = True, complaint: str = "") -> Found:
    """What was made of PW, each version of the version of the same number."""
    versions = [Version(n, state, MADE, f"{n:08x}", "url", "PW", n, fits, complaint) for n, state in enumerate(states, 1)]
    return Found({version.number: version for version in versions})


def planned(wishes: t.Sequence[Wish], stored: t.Mapping[str, Found], escrow: str | None = None, kept: str | None = None) -> Plan:
    """The plan for these wishes, given what is stored and where its copy is."""
    return plan_secrets(Desired(tuple(wishes), TODAY, escrow), Observed("store /s", stored, kept))


def states(*states: str) -> dict[str, t.Any]:
    """Versions in these states as a change shows them."""
    return {"versions": {str(n): state for n, state in enumerate(states, 1)}}


# id: the wish, what is stored, what is done, the states of its versions afterwards
CHANGES: dict[str, t.Tuple[Wish, Found, str, t.Tuple[str, ...]]] = {
    "an unknown secret is created": (want(), there(), "create", (CURRENT,)),
    "an unknown secret is created for later": (want(version=1, phase="next"), there(), "create", (NEXT,)),
    "a secret that is there is kept": (want(), there(CURRENT), "", (CURRENT,)),
    "the version in use is kept, not the newest": (want(), there(CURRENT, NEXT), "", (CURRENT, NEXT)),
    "the next version is staged": (want(version=2, phase="next"), there(CURRENT), "stage", (CURRENT, NEXT)),
    "staging again does nothing": (want(version=2, phase="next"), there(CURRENT, NEXT), "", (CURRENT, NEXT)),
    "staging a second version retires the first": (want(version=3, phase="next"), there(CURRENT, NEXT), "stage", (CURRENT, RETIRED, NEXT)),
    "a staged version is retired when a later one is put in use": (
        want(version=3),
        there(CURRENT, NEXT),
        "rotate",
        (ACCEPTED, RETIRED, CURRENT),
    ),
    "a staged version stays when an older one is put in use": (
        want(version=1),
        there(ACCEPTED, CURRENT, NEXT),
        "switch",
        (CURRENT, ACCEPTED, NEXT),
    ),
    "a retired version is staged again": (want(version=1, phase="next"), there(RETIRED, CURRENT), "stage", (NEXT, CURRENT)),
    "what is staged again stays while nothing else is wished": (want(), there(NEXT, CURRENT), "", (NEXT, CURRENT)),
    "what is staged again stays while a later version is in use": (want(version=2), there(NEXT, CURRENT), "", (NEXT, CURRENT)),
    "staging does not take out of use": (want(version=2, phase="next"), there(ACCEPTED, CURRENT), "", (ACCEPTED, CURRENT)),
    "the staged version is put in use": (want(version=2), there(CURRENT, NEXT), "switch", (ACCEPTED, CURRENT)),
    "the only staged version is put in use": (want(), there(NEXT), "switch", (CURRENT,)),
    "a new version is put in use at once": (want(version=2), there(CURRENT), "rotate", (ACCEPTED, CURRENT)),
    "switching leaves what is retired": (want(version=3), there(RETIRED, CURRENT, NEXT), "switch", (RETIRED, ACCEPTED, CURRENT)),
    "only retires the accepted": (want(version=2, phase="only"), there(ACCEPTED, CURRENT), "retire", (RETIRED, CURRENT)),
    "only again does nothing": (want(version=2, phase="only"), there(RETIRED, CURRENT), "", (RETIRED, CURRENT)),
    "only retires beside what is retired": (
        want(phase="only"),
        there(RETIRED, ACCEPTED, CURRENT),
        "retire",
        (RETIRED, RETIRED, CURRENT),
    ),
    "only with a new version": (want(version=2, phase="only"), there(CURRENT), "rotate", (RETIRED, CURRENT)),
    "after only, current brings nothing back": (want(version=2), there(RETIRED, CURRENT), "", (RETIRED, CURRENT)),
    "only leaves what is compromised": (want(phase="only"), there(COMPROMISED, CURRENT), "", (COMPROMISED, CURRENT)),
    "a rollback to the version before": (want(version=1), there(ACCEPTED, CURRENT), "switch", (CURRENT, ACCEPTED)),
    "a retired version is back once it was staged": (want(version=1), there(NEXT, CURRENT), "switch", (CURRENT, ACCEPTED)),
    "a version is marked compromised": (want(compromised=(1,)), there(ACCEPTED, CURRENT), "mark", (COMPROMISED, CURRENT)),
    "marking again does nothing": (want(compromised=(1,)), there(COMPROMISED, CURRENT), "", (COMPROMISED, CURRENT)),
    "a compromised version is replaced in one step": (
        want(version=2, compromised=(1,)),
        there(CURRENT),
        "rotate",
        (COMPROMISED, CURRENT),
    ),
    "what is compromised stays so": (want(version=3), there(COMPROMISED, CURRENT), "rotate", (COMPROMISED, ACCEPTED, CURRENT)),
    "a stale supplied value is the next version": (
        want(kind="supplied", value="b"),
        there(CURRENT, stale=True),
        "rotate",
        (ACCEPTED, CURRENT),
    ),
    "another supplied value is staged": (
        want(kind="supplied", value="b", phase="next"),
        there(CURRENT, stale=True),
        "stage",
        (CURRENT, NEXT),
    ),
    "a supplied value that is staged is not staged again": (
        want(kind="supplied", value="b", phase="next"),
        there(CURRENT, NEXT, stale=True, same=2),
        "",
        (CURRENT, NEXT),
    ),
    "a supplied value that is staged is put in use": (
        want(kind="supplied", value="b"),
        there(CURRENT, NEXT, stale=True, same=2),
        "switch",
        (ACCEPTED, CURRENT),
    ),
    "an older supplied value is put back": (
        want(kind="supplied", value="a"),
        there(ACCEPTED, CURRENT, stale=True, same=1),
        "switch",
        (CURRENT, ACCEPTED),
    ),
    "of two that come next the later wish counts": (
        want(version=1, phase="next"),
        there(RETIRED, CURRENT, NEXT),
        "stage",
        (NEXT, CURRENT, RETIRED),
    ),
    "what comes after the next one stays": (want(version=2), there(CURRENT, NEXT, NEXT), "switch", (ACCEPTED, CURRENT, NEXT)),
    "a value that is there needs no supply": (want(kind="supplied"), there(CURRENT), "", (CURRENT,)),
}


@pytest.mark.parametrize(("wish", "stored", "what", "expected"), CHANGES.values(), ids=CHANGES)
def test_changes(wish: Wish, stored: Found, what: str, expected: t.Tuple[str, ...]) -> None:
    plan = planned([wish], {"KEY": stored})
    assert [change.what for change in plan.changes] == [what] * bool(what)
    assert [version["state"] for version in plan.state[0]["versions"]] == list(expected)
    for change in plan.changes:
        assert (change.id, change.after) == ("KEY", states(*expected))
        assert change.before == (states(*stored.states.values()) if stored.versions else None)


@pytest.mark.parametrize(("wish", "stored", "what", "expected"), CHANGES.values(), ids=CHANGES)
def test_after_the_changes_nothing_is_left_to_do(wish: Wish, stored: Found, what: str, expected: t.Tuple[str, ...]) -> None:
    held = None if wish.value is None else stored.same or len(expected)
    after = there(*expected)
    after = replace(after, stale=held is not None and after.current != held, same=held)
    assert planned([wish], {"KEY": after}).changes == ()


@pytest.mark.parametrize(("wish", "stored", "what", "expected"), CHANGES.values(), ids=CHANGES)
def test_never_is_more_than_one_version_in_use(wish: Wish, stored: Found, what: str, expected: t.Tuple[str, ...]) -> None:
    assert [v["state"] for v in planned([wish], {"KEY": stored}).state[0]["versions"]].count(CURRENT) <= 1


@pytest.mark.parametrize(("phase", "state"), [("current", CURRENT), ("next", NEXT), ("only", CURRENT)])
def test_a_host_that_comes_later_begins_at_the_version_of_the_others(phase: str, state: str) -> None:
    wish = want(version=4, phase=phase)
    (change,) = planned([wish], {}).changes
    assert (change.what, change.before, change.after) == ("create", None, {"versions": {"4": state}})
    assert planned([wish], {"KEY": Found({4: Version(4, state, MADE, "00000004", "base64url")})}).changes == ()


def test_what_is_not_made_yet_has_no_fingerprint() -> None:
    (state,) = planned([want(version=2)], {"KEY": there(CURRENT)}).state
    assert state == {
        "name": "KEY",
        "version": 2,
        "fingerprint": None,
        "made": None,
        "versions": [
            {"version": 1, "state": ACCEPTED, "fingerprint": "00000001", "made": MADE, "source": None},
            {"version": 2, "state": CURRENT, "fingerprint": None, "made": None, "source": None},
        ],
        "kind": "base64url",
        "of": None,
        "owner": None,
    }


def test_changes_and_states_are_in_the_order_of_the_wishes() -> None:
    plan = planned([want("Z"), want("A"), want("M")], {"A": there(CURRENT)})
    assert [change.id for change in plan.changes] == ["Z", "M"]
    assert [state["name"] for state in plan.state] == ["Z", "A", "M"]


# id: copy wished, copy the store has, whether a secret changes, what is done about the copy
COPIES: dict[str, t.Tuple[str | None, str | None, bool, list[t.Any]]] = {
    "no copy is wished": (None, None, True, []),
    "the first copy": ("/mnt", None, False, [(None, {"to": "/mnt"})]),
    "the copy goes with a change": ("/mnt", "/mnt", True, [({"to": "/mnt"}, {"to": "/mnt"})]),
    "no change needs no copy": ("/mnt", "/mnt", False, []),
    "the copy moves to another place": ("/far", "/mnt", False, [({"to": "/mnt"}, {"to": "/far"})]),
    "without a change the copy needs no name": (None, "/mnt", False, []),
}


@pytest.mark.parametrize(("escrow", "kept", "changes", "expected"), COPIES.values(), ids=COPIES)
def test_copies_off_the_host(escrow: str | None, kept: str | None, changes: bool, expected: list[t.Any]) -> None:
    plan = planned([want()], {"KEY": there(*[] if changes else [CURRENT])}, escrow, kept)
    assert [(c.before, c.after) for c in plan.changes if c.what == "escrow"] == expected
    assert all(change.id == "store /s" for change in plan.changes if change.what == "escrow")


@pytest.mark.parametrize(("expires", "warned"), [("2026-06-14", True), (TODAY, False), ("2026-06-16", False), (None, False)])
def test_a_secret_past_its_last_day_is_a_warning(expires: str | None, warned: bool) -> None:
    plan = planned([want(expires=expires)], {"KEY": there(CURRENT)})
    assert [w for w in plan.warnings if "Secret KEY was to be used until 2026-06-14; " in w] == list(plan.warnings)
    assert bool(plan.warnings) is warned


@pytest.mark.parametrize(
    ("wish", "stored", "advice"),
    [
        (want(), there(CURRENT), "say version: 2 to make a new one."),
        (want(), there(ACCEPTED, CURRENT, NEXT), "say version: 4 to make a new one."),
        (want(), there(), "say version: 2 to make a new one."),
        (want(version=2), there(CURRENT), "say version: 3 to make a new one."),
        (want(kind="scram", of="PW"), beside(CURRENT), "rotate PW to make a new one."),
        (want(kind="supplied"), there(CURRENT), "supply another value."),
    ],
    ids=["made", "made often", "made just now", "rotated just now", "derived", "supplied"],
)
def test_how_to_replace_what_is_past_its_last_day(wish: Wish, stored: Found, advice: str) -> None:
    (warning,) = planned([replace(wish, expires="2026-06-14")], {"KEY": stored, "PW": there(CURRENT)}).warnings
    assert warning.endswith(f"; {advice}")


def test_survey_lists_by_name_with_every_version() -> None:
    found = survey(Observed("store /s", {"B": there(), "A": there(ACCEPTED, CURRENT)}))
    assert [(s["name"], s["version"], s["fingerprint"], len(s["versions"])) for s in found["secrets"]] == [
        ("A", 2, "00000002", 2),
        ("B", None, None, 0),
    ]


@pytest.mark.parametrize(("wish", "warned"), [(want("PW", version=2), True), (want("PW"), False)], ids=["changed", "as it was"])
def test_what_is_made_of_a_secret_and_not_wished_beside_it_is_named(wish: Wish, warned: bool) -> None:
    observed = Observed("store /s", {"PW": there(CURRENT)}, None, {"PW": ["URL", "VERIFIER"], "OTHER": ["X"]})
    said = "Secret PW changes, and URL, VERIFIER, made of it, can't follow: wish that in the same task, too."
    assert plan_secrets(Desired((wish,), TODAY), observed).warnings == ((said,) if warned else ())
