# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which wishes a plan refuses, given which versions are there."""

from __future__ import annotations

import typing as t

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

from tests.unit.plugins.module_utils._secret.test_plan import beside, planned, there, want

# id: the wish, what is stored, what the sentence must say
REFUSED: dict[str, t.Tuple[Wish, Found, str]] = {
    "a version far beyond the newest": (
        want(version=4),
        there(CURRENT, NEXT),
        "Version 4 of secret KEY was wished, but its newest is 2; the next one is 3: say version: 3",
    ),
    "a version before the first that was made here": (
        want(version=2),
        Found({3: Version(3, CURRENT, "2026-01-02", "00000003", "base64url")}),
        "Version 2 of secret KEY was wished, but its newest is 3; the next one is 4: say version: 4",
    ),
    "a retired version in use": (
        want(version=1),
        there(RETIRED, CURRENT),
        "Version 1 of secret KEY is retired, so nobody accepts it any more; look whether this inventory is an old one, or say phase: next",
    ),
    "a retired version alone": (want(version=1, phase="only"), there(RETIRED, CURRENT), "Version 1 of secret KEY is retired"),
    "a supplied value that is retired": (
        want(kind="supplied", value="a"),
        there(RETIRED, CURRENT, stale=True, same=1),
        "Version 1 of secret KEY is retired",
    ),
    "a compromised version in use": (
        want(version=1),
        there(COMPROMISED, CURRENT),
        "Version 1 of secret KEY is marked compromised and is wished in use; say version: 3 to make a new one",
    ),
    "a compromised version staged": (want(version=1, phase="next"), there(COMPROMISED, CURRENT), "is marked compromised and is wished"),
    "a supplied value that is compromised": (
        want(kind="supplied", value="a"),
        there(COMPROMISED, CURRENT, stale=True, same=1),
        "Version 1 of secret KEY is marked compromised and is wished in use; supply another value.",
    ),
    "to mark what is in use": (
        want(compromised=(1,)),
        there(CURRENT),
        "Version 1 of secret KEY is to be marked compromised and is wished in use; say version: 2 to make a new one",
    ),
    "to mark what is wished in use": (want(version=1, compromised=(1,)), there(ACCEPTED, CURRENT), "say version: 3 to make a new one"),
    "to mark what is wished next": (
        want(version=2, phase="next", compromised=(2,)),
        there(CURRENT, NEXT),
        "is wished in use; say version: 3",
    ),
    "to mark what stays in use while the next is staged": (
        want(version=2, phase="next", compromised=(1,)),
        there(CURRENT),
        "is to be marked compromised and is wished in use",
    ),
    "to mark the supplied value in use": (
        want(kind="supplied", compromised=(1,)),
        there(CURRENT),
        "wished in use; supply another value in its place",
    ),
    "to mark what is derived and in use": (
        want(kind="scram", of="PW", compromised=(1,)),
        beside(CURRENT),
        "wished in use; rotate PW to make a new one in its place",
    ),
    "to mark what does not exist": (want(compromised=(3,)), there(ACCEPTED, CURRENT), "Version 3 of secret KEY is to be marked"),
    "to mark what is just being made": (want(version=2, compromised=(2,)), there(CURRENT), "does not exist; correct its number"),
    "a value that breaks its policy": (
        want(),
        Found({1: Version(1, CURRENT, "2026-01-02", "00000001", "base64url", complaint="is empty")}),
        "Secret KEY, version 1, is empty; correct its policy, or say version: 2 to make a new one beside it, then run again.",
    ),
    "a supplied value that breaks its policy": (
        want(kind="supplied", value="x"),
        there(complaint="is too short"),
        "Secret KEY, version 1, is too short; supply another value, then run again.",
    ),
    "an adopted value that breaks its policy": (
        want(value="x"),
        there(complaint="is too short"),
        "Secret KEY, version 1, is too short; correct the value or its policy, or leave value out to have one made",
    ),
    "a derived value that breaks its policy": (
        want(kind="url", of="PW"),
        beside(CURRENT, complaint="is too long"),
        "Secret KEY, version 1, is too long; correct what it is made of, PW",
    ),
}


@pytest.mark.parametrize(("wish", "stored", "said"), REFUSED.values(), ids=REFUSED)
def test_refuses(wish: Wish, stored: Found, said: str) -> None:
    with pytest.raises(StackError) as refused:
        planned([wish], {"KEY": stored, "PW": there(CURRENT)})
    assert said in refused.value.msg
    assert "; " in refused.value.msg, "the sentence must say what to do next"


def test_all_supplied_secrets_without_a_value_are_named_at_once() -> None:
    wishes = [want("A", "supplied"), want("B", "supplied", value="b"), want("C"), want("D", "supplied"), want("E", "supplied")]
    with pytest.raises(StackError) as refused:
        planned(wishes, {"D": there(CURRENT)})
    assert "No value is supplied for A, E, and store /s has none; " in refused.value.msg


def test_a_store_with_a_copy_is_not_changed_without_one() -> None:
    with pytest.raises(StackError) as refused:
        planned([want()], {}, kept="/mnt for age1a")
    assert "Secrets of store /s were to be changed without escrow, but it has a copy at /mnt for age1a; " in refused.value.msg


def test_who_is_answerable_is_named_where_something_is_to_be_done() -> None:
    wishes = [want("A", "supplied", owner="payments team"), want("B", "supplied")]
    with pytest.raises(StackError, match=r"No value is supplied for A \(payments team\), B, and"):
        planned(wishes, {})
    (warning,) = planned([want(owner="payments team", expires="2026-01-01")], {"KEY": there(CURRENT)}).warnings
    assert warning.startswith("Secret KEY (payments team) was to be used until 2026-01-01; ")
