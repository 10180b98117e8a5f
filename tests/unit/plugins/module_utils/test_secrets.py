# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret is taken out of everything, in every form it commonly takes, and what is no secret stays."""

from __future__ import annotations

import base64
import json
import shlex
import sys
import types
import typing as t
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.golive.stack.plugins.module_utils._secrets import (
    MASK,
    Masker,
    fingerprint,
    leaves,
    register_on_controller,
    secret_values,
    take_back,
    vocabulary,
    without_strangers,
)
from hypothesis import example, given
from hypothesis import strategies as st

SECRET = "Kn'\"<ä>%: \\7f+Qz"

SPEC: dict[str, t.Any] = {
    "name": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "shown": {"type": "str", "no_log": False},
    "keys": {"type": "list", "elements": "str", "no_log": True},
    "database": {"type": "dict", "options": {"host": {"type": "str"}, "password": {"type": "str", "no_log": True}}},
    "users": {"type": "list", "elements": "dict", "options": {"pin": {"type": "int", "no_log": True}, "id": {"type": "int"}}},
    "raw": {"type": "dict", "no_log": True},
}

FORMS: dict[str, t.Callable[[str], str]] = {
    "plain": str,
    "base64": lambda value: base64.b64encode(value.encode()).decode(),
    "base64 for URLs": lambda value: base64.urlsafe_b64encode(value.encode()).decode(),
    "percent-encoded": lambda value: quote(value, safe=""),
    "percent-encoded with +": quote_plus,
    "JSON": lambda value: json.dumps(value)[1:-1],
    "shell": shlex.quote,
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_secret_is_masked_in(form: t.Callable[[str], str]) -> None:
    assert Masker({SECRET}).text(f"before {form(SECRET)} after") == f"before {MASK} after"


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=4, max_size=20),
    st.sampled_from(sorted(FORMS)),
    st.text(max_size=5),
    st.text(max_size=5),
)
@example("aaaaaaaa", "plain", "a", "a")
@example("****", "plain", "", "")
def test_no_secret_is_left_in_a_text(value: str, form: str, before: str, after: str) -> None:
    seen = FORMS[form](value)
    masked = Masker({value}).text(before + seen + after)
    assert seen not in masked.replace(MASK, "")


def test_a_secret_inside_of_another_does_not_save_the_rest_of_it() -> None:
    assert Masker({"hunter", "hunter2hunter3"}).text("hunter2hunter3 hunter") == f"{MASK} {MASK}"


def test_a_structure_is_masked_throughout() -> None:
    found = {"msg": f"x{SECRET}", SECRET: [(SECRET, 1), {"deep": SECRET}], "n": 3, "yes": True, "none": None}
    masked = Masker({SECRET}).structure(found)
    assert masked == {"msg": f"x{MASK}", MASK: [[MASK, 1], {"deep": MASK}], "n": 3, "yes": True, "none": None}
    assert found["msg"] == f"x{SECRET}", "the original was changed"


@pytest.mark.parametrize("values", [set(), {"", "a", "abc"}])
def test_without_a_secret_nothing_is_masked(values: set[str]) -> None:
    text = "abc stands in every text by chance"
    assert Masker(values).text(text) == text


def test_a_secret_that_is_no_unicode_is_masked_all_the_same() -> None:
    assert Masker({"cana\udcffry"}).text("a cana\udcffry sings") == f"a {MASK} sings"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("missing required arguments: name found in database", "missing required arguments: name found in database"),
        ("parameters are mutually exclusive: database|users", "parameters are mutually exclusive: database|users"),
        ("value of mode must be one of: fast, slow, got: hunter2", f"value of mode must be one of: fast, slow, got: {MASK}"),
        (
            "argument 'pin' is of type str: 'hun ter2' cannot be converted to an int",
            f"argument 'pin' is of type str: '{MASK}' cannot be converted to an int",
        ),
        ("Unsupported parameters: database.hunter2, users", f"Unsupported parameters: database.{MASK}, users"),
        (
            "missing parameter(s) required by 'keys': pin found in users -> raw",
            "missing parameter(s) required by 'keys': pin found in users -> raw",
        ),
        (
            "mode is fast but any of the following are missing: hunter2->hunter3",
            f"mode is fast but any of the following are missing: {MASK}",
        ),
        ("hunter2: 'a'='hunter3' (hunter4)", f"{MASK}: 'a'='{MASK})"),
    ],
)
def test_of_a_complaint_only_words_that_are_ours_or_core_s_are_shown(said: str, shown: str) -> None:
    spec = {**SPEC, "mode": {"type": "str", "choices": ["fast", "slow"]}}
    assert without_strangers(said, vocabulary(spec)) == shown


def test_the_vocabulary_is_every_name_and_choice_however_deep() -> None:
    spec = {"mode": {"choices": ["fast", 1]}, "database": {"options": {"hand": {"choices": ["psql"]}}}}
    assert vocabulary(spec) == {"mode", "fast", "1", "database", "hand", "psql"}


def test_a_number_that_is_a_secret_is_masked() -> None:
    assert Masker({"4711"}).structure({"pin": 4711, "port": 47110, "ok": True}) == {"pin": MASK, "port": 47110, "ok": True}


def test_core_is_kept_from_returning_our_secrets() -> None:
    returned = ["hunter2"]
    take_back(types.SimpleNamespace(_new_secrets=types.SimpleNamespace(flush=returned.clear)))
    assert returned == []
    take_back(types.SimpleNamespace())  # an older core has no such thing


@pytest.mark.parametrize(
    ("params", "secrets"),
    [
        ({}, set()),
        ({"name": "n", "shown": "s"}, set()),
        ({"password": "p", "name": "n"}, {"p"}),
        ({"password": None, "database": None, "users": None}, set()),
        ({"keys": ["a", "b"]}, {"a", "b"}),
        ({"database": {"host": "h", "password": "deep"}}, {"deep"}),
        ({"users": [{"pin": 4711, "id": 1}, {"pin": 815, "id": 2}]}, {"4711", "815"}),
        ({"raw": {"a": {"b": ["c", 1.5, True, None]}}}, {"c", "1.5"}),
    ],
    ids=str,
)
def test_the_secrets_are_what_the_spec_marks_however_deep(params: dict[str, t.Any], secrets: set[str]) -> None:
    assert secret_values(SPEC, params) == secrets


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("a", {"a"}),
        (5432, {"5432"}),
        (True, set()),
        (None, set()),
        ([], set()),
        ({}, set()),
        ({"k": ["a", ("b", {"c": "d"})]}, {"a", "b", "d"}),
    ],
    ids=str,
)
def test_leaves(value: t.Any, found: set[str]) -> None:
    assert leaves(value) == found


def test_a_fingerprint_names_a_value_without_giving_it_away() -> None:
    assert fingerprint("hunter2") == fingerprint("hunter2") != fingerprint("hunter3")
    assert len(fingerprint("hunter2")) == 8 and "hunter" not in fingerprint("hunter2")


def test_values_are_registered_where_core_can(monkeypatch: pytest.MonkeyPatch) -> None:
    core = types.ModuleType("ansible.module_utils.secrets")
    told: list[str] = []
    core.register_secrets = told.extend  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, core.__name__, core)
    assert register_on_controller(["hunter2", "abc"])
    assert told == ["hunter2"]


def test_a_core_without_a_register_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ansible.module_utils.secrets", None)
    assert not register_on_controller(["hunter2"])
