# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done about a wish, given what is there: one row for each rule."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._flag.model import Desired, Flag, Observed, Wish
from ansible_collections.golive.stack.plugins.module_utils._flag.plan import plan_flags, survey
from ansible_collections.golive.stack.plugins.module_utils._plan import Change

TODAY = "2026-06-15"
EVERYTHING = frozenset({"tenant", "description", "expires"})


def on(key: str = "ui", tenant: str | None = None, **more: t.Any) -> Flag:
    """A stored flag that is on."""
    return Flag(key, tenant, True, **more)


def off(key: str = "ui", tenant: str | None = None, **more: t.Any) -> Flag:
    """A stored flag that is off."""
    return Flag(key, tenant, False, **more)


def want(enabled: bool, key: str = "ui", tenant: str | None = None, **more: t.Any) -> Wish:
    """A wish for a flag that is there."""
    return Wish(key, tenant, enabled=enabled, **more)


def gone(key: str = "ui", tenant: str | None = None, **more: t.Any) -> Wish:
    """A wish for a flag that is not there."""
    return Wish(key, tenant, state="absent", **more)


def desired(*wishes: Wish, on_expired: str = "fail") -> Desired:
    """The wishes of one task."""
    return Desired(wishes, TODAY, on_expired)


def observed(*flags: Flag, keeps: t.Collection[str] = EVERYTHING) -> Observed:
    """A store with these flags."""
    return Observed("table public.flags", frozenset(keeps), {flag.name: flag for flag in flags})


# id: wishes, what is stored, each change as a person says it with what the flag is afterwards
CHANGES: dict[str, t.Tuple[list[Wish], list[Flag], dict[str, Flag | None]]] = {
    "an unknown flag is created": ([want(True)], [], {"create ui": on()}),
    "a flag that is as wished is left alone": ([want(True)], [on()], {}),
    "a flag that is off is switched on": ([want(True)], [off()], {"update ui": on()}),
    "a flag that is on is switched off": ([want(False)], [on()], {"update ui": off()}),
    "a flag is removed": ([gone()], [on()], {"remove ui": None}),
    "a flag that is not there needs no removal": ([gone()], [], {}),
    "a tenant's override is created beside the flag": (
        [want(False, tenant="acme")],
        [on()],
        {"create ui for tenant acme": off(tenant="acme")},
    ),
    "only the named tenant's override changes": (
        [want(True, tenant="acme")],
        [off(tenant="acme"), off(tenant="globex"), off()],
        {"update ui for tenant acme": on(tenant="acme")},
    ),
    "the override goes and the flag stays": ([gone(tenant="acme")], [on(), off(tenant="acme")], {"remove ui for tenant acme": None}),
    "the empty tenant is a tenant": ([want(True, tenant="")], [on()], {"create ui for tenant ": on(tenant="")}),
    "several wishes are changed in their order": (
        [want(True, "c"), gone("a"), want(False, "b"), want(True, "d")],
        [on("a"), on("b"), on("d")],
        {"create c": on("c"), "remove a": None, "update b": off("b")},
    ),
    "keys that differ in case are different": ([want(True, "UI")], [off("ui")], {"create UI": on("UI")}),
    "what is left out stays": (
        [want(False)],
        [on(description="new look", expires="2027-01-31")],
        {"update ui": off(description="new look", expires="2027-01-31")},
    ),
    "the description is corrected": ([want(True, description="new")], [on(description="old")], {"update ui": on(description="new")}),
    "an empty description takes it away": ([want(True, description="")], [on(description="old")], {"update ui": on()}),
    "an empty description where there is none": ([want(True, description="")], [on()], {}),
    "a description is added": ([want(True, description="new")], [on()], {"update ui": on(description="new")}),
    "a last day is added": ([want(True, expires=TODAY)], [on()], {"update ui": on(expires=TODAY)}),
    "the last day is moved": ([want(True, expires="2027-01-31")], [on(expires="2026-12-31")], {"update ui": on(expires="2027-01-31")}),
    "the last day is taken away": ([want(True, expires="never")], [on(expires="2026-12-31")], {"update ui": on()}),
    "no last day stays none": ([want(True, expires="never")], [on()], {}),
    "on its last day a flag may still be on": ([want(True, expires=TODAY)], [], {"create ui": on(expires=TODAY)}),
    "past its day a flag may be off": ([want(False)], [on(expires="2026-06-14")], {"update ui": off(expires="2026-06-14")}),
    "past its day a flag may be removed": ([gone()], [on(expires="2026-06-14")], {"remove ui": None}),
    "past its day a flag may get a later one": (
        [want(True, expires="2026-12-31")],
        [on(expires="2026-06-14")],
        {"update ui": on(expires="2026-12-31")},
    ),
    "only_from that fits lets the change through": ([want(True, only_from="disabled")], [off()], {"update ui": on()}),
    "only_from absent fits a new flag": ([want(True, only_from="absent")], [], {"create ui": on()}),
    "only_from enabled fits a removal": ([gone(only_from="enabled")], [on()], {"remove ui": None}),
    "only_from does not matter once it is as wished": ([want(True, only_from="disabled")], [on()], {}),
    "max_tenants that is just reached": (
        [want(True, tenant="b", max_tenants=2)],
        [on(tenant="a")],
        {"create ui for tenant b": on(tenant="b")},
    ),
    "max_tenants counts tenants that are on": (
        [want(True, tenant="b", max_tenants=1)],
        [off(tenant="a"), on(), on("other", "c")],
        {"create ui for tenant b": on(tenant="b")},
    ),
    "max_tenants counts after the whole task": (
        [want(True, tenant="b", max_tenants=1), gone(tenant="a")],
        [on(tenant="a")],
        {"create ui for tenant b": on(tenant="b"), "remove ui for tenant a": None},
    ),
}


@pytest.mark.parametrize(("wishes", "stored", "expected"), CHANGES.values(), ids=CHANGES)
def test_changes(wishes: list[Wish], stored: list[Flag], expected: dict[str, Flag | None]) -> None:
    plan = plan_flags(desired(*wishes), observed(*stored))
    assert [f"{c.what} {c.id}" for c in plan.changes] == list(expected)
    assert [c.after and Flag(**c.after) for c in plan.changes] == list(expected.values())
    assert plan.changed == bool(expected)


@pytest.mark.parametrize(("wishes", "stored", "expected"), CHANGES.values(), ids=CHANGES)
def test_the_state_is_that_of_the_wishes_in_their_order(wishes: list[Wish], stored: list[Flag], expected: dict[str, Flag | None]) -> None:
    plan = plan_flags(desired(*wishes), observed(*stored))
    assert [(s["key"], s["tenant"], s["state"]) for s in plan.state] == [(w.key, w.tenant, w.state) for w in wishes]
    assert all(s["enabled"] == w.enabled for s, w in zip(plan.state, wishes) if w.state == "present")


@pytest.mark.parametrize(("wishes", "stored", "expected"), CHANGES.values(), ids=CHANGES)
def test_after_the_changes_nothing_is_left_to_do(wishes: list[Wish], stored: list[Flag], expected: dict[str, Flag | None]) -> None:
    after = applied(stored, plan_flags(desired(*wishes), observed(*stored)).changes)
    again = [Wish(**{**vars(wish), "only_from": None}) for wish in wishes]
    assert plan_flags(desired(*again), observed(*after)).changes == ()


def applied(stored: t.Iterable[Flag], changes: t.Iterable[Change]) -> list[Flag]:
    """What a faithful store holds afterwards."""
    flags = {flag.name: flag for flag in stored}
    for change in changes:
        named = change.after or change.before or {}
        if change.after is None:
            del flags[named["key"], named["tenant"]]
        else:
            flags[named["key"], named["tenant"]] = Flag(**change.after)
    return list(flags.values())


# id: wishes, what is stored, what the sentence must say
REFUSED: dict[str, t.Tuple[list[Wish], list[Flag], str]] = {
    "the same flag twice": ([want(True), gone()], [], "names ui more than once"),
    "the same override twice": ([want(True, tenant="a"), want(True, tenant="a")], [], "names ui for tenant a more than once"),
    "a flag past its day that is wanted on": ([want(True)], [on(expires="2026-06-14")], "Flag ui was to be gone after 2026-06-14"),
    "a last day in the past for a flag that is on": ([want(True, expires="2020-01-01")], [], "was to be gone after 2020-01-01"),
    "only_from enabled and it is off": ([gone(only_from="enabled")], [off()], "only from enabled but is disabled"),
    "only_from absent and it is on": ([want(False, only_from="absent")], [on()], "only from absent but is enabled"),
    "only_from disabled and it is not there": ([want(True, only_from="disabled")], [], "only from disabled but is absent"),
    "one tenant too many": (
        [want(True, tenant="b", max_tenants=1)],
        [on(tenant="a")],
        "on for 2 tenants (a, b), more than its max_tenants of 1",
    ),
    "too many tenants before the task already": ([want(False, max_tenants=0)], [on(tenant="a")], "on for 1 tenants (a)"),
}


@pytest.mark.parametrize(("wishes", "stored", "said"), REFUSED.values(), ids=REFUSED)
def test_refuses(wishes: list[Wish], stored: list[Flag], said: str) -> None:
    with pytest.raises(StackError) as refused:
        plan_flags(desired(*wishes), observed(*stored))
    assert said in refused.value.msg
    assert "; " in refused.value.msg, "the sentence must say what to do next"


@pytest.mark.parametrize("part", sorted(EVERYTHING))
def test_refuses_what_the_store_has_no_place_for(part: str) -> None:
    wish = want(True, **{part: "2027-01-31"})
    with pytest.raises(StackError) as refused:
        plan_flags(desired(wish), observed(keeps=EVERYTHING - {part}))
    assert f"wished with {part}, for which table public.flags has no place; map table.columns.{part}" in refused.value.msg
    assert plan_flags(desired(wish), observed()).changed


def test_a_flag_past_its_day_may_be_a_warning() -> None:
    plan = plan_flags(desired(want(True), on_expired="warn"), observed(on(expires="2026-06-14")))
    assert plan.changes == ()
    assert [w for w in plan.warnings if "was to be gone after 2026-06-14" in w] == list(plan.warnings) != []


def test_survey_sorts_and_names_what_was_forgotten() -> None:
    store = observed(
        on("z", expires="2026-06-14"), off("z", "a", expires="2020-01-01"), on("b", expires=TODAY), on("b", "t", expires="2026-06-14")
    )
    found = survey(store, TODAY, "warn")
    assert [(f["key"], f["tenant"], f["expired"]) for f in found["flags"]] == [
        ("b", None, False),
        ("b", "t", True),
        ("z", None, True),
        ("z", "a", True),
    ]
    assert found["expired"] == ["b for tenant t", "z"]  # what is off was not forgotten
    assert "b for tenant t, z" in found["warnings"][0]
    with pytest.raises(StackError) as failed:
        survey(store, TODAY, "fail")
    assert failed.value.details == {"expired": ["b for tenant t", "z"]}


def test_survey_of_an_orderly_store_says_nothing() -> None:
    found = survey(observed(on(), off("old", expires="2020-01-01")), TODAY, "fail")
    assert (found["expired"], found["warnings"]) == ([], [])
