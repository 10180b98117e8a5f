# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.filter.rotation_complaint import FilterModule, rotation_complaint

WISHED: list[dict[str, t.Any]] = [
    {"name": "KEY"},
    {"name": "PINNED", "version": 2},
    {"name": "NEW"},
    {"name": "LICENCE", "kind": "supplied"},
    {"name": "URL", "kind": "url", "of": "KEY"},
]
HELD = [
    {
        "name": "KEY",
        "version": 2,
        "versions": [{"version": 1, "state": "compromised"}, {"version": 2, "state": "current"}, {"version": 3, "state": "next"}],
    },
    {"name": "PINNED", "version": 1, "versions": [{"version": 1, "state": "current"}]},
]
CASES: dict[str, tuple[dict[str, t.Any], str]] = {
    "a version": ({"name": "KEY", "version": 2}, ""),
    "a version, as the command line gives it": ({"name": "KEY", "version": "3", "phase": "only"}, ""),
    "the version of the inventory": ({"name": "PINNED", "version": "2"}, ""),
    "no name": ({}, "What is to be rotated is no secret of this host, whose secrets are KEY, PINNED, NEW, LICENCE, URL;"),
    "another name": ({"name": "OTHER", "version": 2}, "OTHER is no secret of this host"),
    "supplied": ({"name": "LICENCE", "version": 2}, "LICENCE is supplied, so it is rotated by another value"),
    "derived": ({"name": "URL", "version": 2}, "URL follows KEY, so it is never rotated by itself; rotate KEY."),
    "no phase": ({"name": "KEY", "version": 2, "phase": "last"}, "KEY can't be rotated to phase last; say one of next, current, only."),
    "no version": ({"name": "KEY"}, "KEY is at version 2, and which one it is to be rotated to is not said; say -e golive_version=4 for"),
    "a version in words": ({"name": "KEY", "version": "two"}, "KEY is at version 2, and which one it is to be rotated to is not said;"),
    "version 0": ({"name": "KEY", "version": 0}, "KEY is at version 2, and which one it is to be rotated to is not said;"),
    "a version far beyond": ({"name": "KEY", "version": 5}, "KEY has no version 5, its newest is 3; say -e golive_version=4"),
    "the next version": ({"name": "KEY", "version": 4}, ""),
    "a compromised one": ({"name": "KEY", "version": 1}, "KEY version 1 is marked compromised, and is never used again; say -e"),
    "a host that is not live": ({"name": "NEW", "version": 2}, "NEW has no version in use here yet; put this host live by site first"),
    "another version than the inventory's": ({"name": "PINNED", "version": 3}, "PINNED is pinned to version 2 by the inventory"),
}


@pytest.mark.parametrize(("rotation", "said"), CASES.values(), ids=CASES)
def test_what_is_said(rotation: dict[str, t.Any], said: str) -> None:
    complaint = rotation_complaint(WISHED, rotation, HELD)
    assert complaint.startswith(said) if said else complaint == ""


def test_a_host_without_secrets_has_none() -> None:
    assert "whose secrets are none" in rotation_complaint([], {"name": "KEY", "version": 2}, [])


def test_ansible_finds_it() -> None:
    assert FilterModule().filters() == {"rotation_complaint": rotation_complaint}
