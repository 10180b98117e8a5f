# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flags in the text of a JSON file: one flag changes, every other member keeps its value and its place."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._flag.formats import Json
from ansible_collections.golive.stack.plugins.module_utils._flag.model import Flag
from hypothesis import given
from hypothesis import strategies as st

ON, OFF = Flag("NEW_UI", None, True), Flag("NEW_UI", None, False)
DESCRIBED = '{"k": {"enabled": true, "description": "d", "expires": "2027-01-31"}}'


def changed(text: str, flag: Flag | str) -> str:
    """The text after one flag was put, or (given by its key) dropped."""
    content = Json(text)
    content.flags()
    if isinstance(flag, str):
        content.drop((flag, None))
    else:
        content.put(flag)
    return content.text()


# id: text before, flag to put or key to drop, what the file holds afterwards
JSON: dict[str, t.Tuple[str, Flag | str, t.Any]] = {
    "a new flag in an empty file": ("", ON, {"NEW_UI": {"enabled": True}}),
    "a flag is switched": ('{"NEW_UI": {"enabled": true}}', OFF, {"NEW_UI": {"enabled": False}}),
    "an override makes room for itself": (
        '{"k": {"enabled": true}}',
        Flag("k", "t", False),
        {"k": {"enabled": True, "tenants": {"t": {"enabled": False}}}},
    ),
    "an override without a flag for everybody": ("{}", Flag("k", "t", True), {"k": {"tenants": {"t": {"enabled": True}}}}),
    "other members stay": (
        '{"z": {"x": 1}, "k": {"owner": "web", "enabled": true, "weight": 1.5}}',
        Flag("k", None, False),
        {"z": {"x": 1}, "k": {"owner": "web", "enabled": False, "weight": 1.5}},
    ),
    "description and day are written": ("{}", Flag("k", None, True, "d", "2027-01-31"), json.loads(DESCRIBED)),
    "description and day are taken away": (DESCRIBED, Flag("k", None, True), {"k": {"enabled": True}}),
    "an entry goes with its flag": ('{"k": {"enabled": true}, "l": {"enabled": true}}', "k", {"l": {"enabled": True}}),
    "an entry stays for its other members": ('{"k": {"enabled": true, "owner": "web"}}', "k", {"k": {"owner": "web"}}),
    "an entry stays for its overrides": (
        '{"k": {"enabled": true, "tenants": {"t": {"enabled": true}}}}',
        "k",
        {"k": {"tenants": {"t": {"enabled": True}}}},
    ),
    "half a pair in another member stays": ('{"o": {"x": "\\ud83d"}, "k": {"enabled": true}}', "k", {"o": {"x": "\ud83d"}}),
}


@pytest.mark.parametrize(("before", "flag", "after"), JSON.values(), ids=JSON)
def test_a_change(before: str, flag: Flag | str, after: t.Any) -> None:
    text = changed(before, flag)
    assert json.loads(text.encode()) == after
    assert list(json.loads(text)) == list(after)  # in their order
    assert text.endswith("}\n")


# id: text, what is wrong with it
NO_JSON = {
    "cut off": ('{"k": {"enab', "Unterminated string"),
    "a list": ("[]", "it holds no JSON object"),
    "a key twice": ('{"k": {"enabled": true}, "k": {"enabled": false}}', "a member stands twice"),
    "a member twice": ('{"k": {"enabled": true, "enabled": false}}', "a member stands twice"),
    "a bare yes or no": ('{"k": true}', "entry 'k' is no object"),
    "enabled as a text": ('{"k": {"enabled": "true"}}', "member enabled of entry 'k' is no bool"),
    "enabled as a number": ('{"k": {"enabled": 1}}', "member enabled of entry 'k' is no bool"),
    "enabled as nothing": ('{"k": {"enabled": null}}', "does not say enabled"),
    "an override that does not say enabled": ('{"k": {"tenants": {"t": {}}}}', "does not say enabled"),
    "tenants as a list": ('{"k": {"tenants": ["t"]}}', "member tenants of entry 'k' is no dict"),
    "an override that is no object": ('{"k": {"tenants": {"t": true}}}', "entry 'k' is no object"),
    "a day that is no text": ('{"k": {"enabled": true, "expires": 20270131}}', "member expires of entry 'k' is no str"),
    "a day in words": ('{"k": {"enabled": true, "expires": "soon"}}', "member expires of entry 'k' is no day such as 2027-01-31"),
    "a day with a time": ('{"k": {"enabled": true, "expires": "2027-01-31T00:00"}}', "is no day such as 2027-01-31"),
    "a day in digits of another script": ('{"k": {"enabled": true, "expires": "٢٠٢٧-٠١-٣١"}}', "is no day such as 2027-01-31"),
    "an empty day": ('{"k": {"enabled": true, "expires": ""}}', "is no day such as 2027-01-31"),
    "an override's day in words": ('{"k": {"tenants": {"t": {"enabled": true, "expires": "soon"}}}}', "is no day such as 2027-01-31"),
    "NaN, which no other reader takes": ('{"k": {"enabled": true, "x": NaN}}', "NaN is no number"),
    "a number that would be written as Infinity": ('{"k": {"enabled": true, "x": 1e400}}', "1e400 is no number"),
    "a byte order mark": ("\ufeff{}", "BOM"),
}


@pytest.mark.parametrize(("text", "said"), NO_JSON.values(), ids=NO_JSON)
def test_is_no_json(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Json(text).flags()


TEXT = st.text(max_size=8)
FLAGS = st.builds(Flag, TEXT, st.none() | TEXT, st.booleans(), st.none() | TEXT, st.none() | st.just("2027-01-31"))
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
MEMBERS = st.dictionaries(TEXT, st.none() | st.booleans() | NUMBERS | TEXT | st.lists(NUMBERS, max_size=2), max_size=3)


@given(st.lists(FLAGS, max_size=6, unique_by=lambda flag: flag.name))
def test_it_gives_back_the_flags_that_were_put(flags: list[Flag]) -> None:
    content = Json("")
    for flag in flags:
        content.put(flag)
    assert Json(content.text()).flags() == {flag.name: flag for flag in flags}
    for flag in flags:
        content.drop(flag.name)
    assert content.text() == "{}\n"


@given(st.dictionaries(TEXT, MEMBERS.filter(lambda members: not {"enabled", "tenants"} & set(members)), max_size=3), FLAGS)
def test_every_other_member_is_kept(entries: dict[str, dict[str, t.Any]], flag: Flag) -> None:
    put = json.loads(changed(json.dumps(entries), flag))
    own, old = put.pop(flag.key), entries.pop(flag.key, {})
    assert put == entries
    assert without_ours(own) == without_ours(old)


def without_ours(members: dict[str, t.Any]) -> dict[str, t.Any]:
    """The members of an entry that are not the flag's."""
    return {name: value for name, value in members.items() if name not in ("enabled", "tenants", "description", "expires")}
