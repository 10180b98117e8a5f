# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the options become, and which of them are no assertion at all."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._schema import spec
from ansible_collections.golive.stack.plugins.module_utils._schema.model import Assertion, Bounds, Failure, Wish

LEFT_OUT: dict[str, t.Any] = {**dict.fromkeys(spec.ARGUMENT_SPEC), "schemas": ["public"], "unexpected": "fail"}


def wish(**given: t.Any) -> Wish:
    """What is asserted, with what was left out filled in as core does."""
    expect = {**dict.fromkeys(spec.ARGUMENT_SPEC["expect"]["options"]), **given.pop("expect")} if "expect" in given else None
    assertions = [{"write": False, "show_found": False, **item} for item in given.pop("assertions", ())] or None
    return spec.wish({**LEFT_OUT, **given, "expect": expect, "assertions": assertions})


def asserted(expect: t.Any, **more: t.Any) -> dict[str, t.Any]:
    """The options of one assertion."""
    return {"assertions": [{"name": "a", "sql": "SELECT 1", "expect": expect, **more}]}


def test_nothing_given_is_nothing_asserted() -> None:
    assert wish() == Wish(("public",))
    assert wish(expect={}, foreign_keys=dict.fromkeys(spec.KEYS, False)) == Wish(("public",))


def test_names_are_those_of_the_first_schema_except_of_extensions() -> None:
    names = {"indexes": ["i"], "constraints": ["app.c"], "extensions": ["citext"], "views": ["v"], "functions": ["f(int)"]}
    found = wish(schemas=["public", "app", "public"], expect={"tables": ["a"], **names})
    assert (found.schemas, found.tables) == (("public", "app"), {"public.a": {}})
    assert found.named == {
        "index": ("public.i",),
        "constraint": ("app.c",),
        "extension": ("citext",),
        "view": ("public.v",),
        "function": ("public.f(integer)",),
    }


def test_no_tables_are_another_thing_than_tables_nobody_asks_for() -> None:
    assert wish(expect={"tables": []}).tables == {}
    assert wish(expect={"views": []}).tables is None


def test_what_is_asked_of_foreign_keys() -> None:
    assert wish(foreign_keys={"validated": True, "indexed": False, "orphans": True}).foreign_keys == {"validated", "orphans"}


@pytest.mark.parametrize("reference", ["/srv/a.json", "~/a.json", "$HOME/a.sql", '{"format": 1}', {"format": 1}, None])
def test_takes_as_reference(reference: t.Any) -> None:
    assert wish(reference=reference).reference == reference


@pytest.mark.parametrize(
    ("written", "expect"),
    [
        (0, 0),
        (None, None),
        (False, False),
        ("a", "a"),
        ({"min": 1}, Bounds(1)),
        ({"min": 1.5, "max": "7"}, Bounds(1.5, 7)),
        ({"sqlstate": "23505"}, Failure("23505")),
        ({"sqlstate": 23505}, Failure("23505")),
    ],
)
def test_takes_as_expectation(written: t.Any, expect: t.Any) -> None:
    assert wish(**asserted(written, write=True)).assertions == (Assertion("a", "SELECT 1", expect, write=True),)


# id: the options, what the sentence must say
REFUSED: dict[str, t.Tuple[dict[str, t.Any], str]] = {
    "no schema": ({"schemas": []}, "The option schemas names no schema"),
    "a schema without a name": ({"schemas": [""]}, "or one without a name; name at least one"),
    "NUL in a schema": ({"schemas": ["a\0"]}, "The option schemas names"),
    "tables as a text": ({"expect": {"tables": "a"}}, "expect.tables is neither"),
    "a path that is none": ({"reference": "canary"}, "The option reference is neither an absolute path nor a snapshot"),
    "an assertion without a name": (asserted(1, name=""), "The option assertions has an empty name"),
    "an assertion twice": ({"assertions": asserted(1)["assertions"] * 2}, "The option assertions has a more than once"),
    "no statement": (asserted(1, sql=" \n"), "The assertion a has no statement in sql"),
    "NUL in a statement": (asserted(1, sql="SELECT '\0'"), "or one with NUL or broken Unicode"),
    "half a pair in a statement": (asserted(1, sql="SELECT '\ud83d'"), "or one with NUL or broken Unicode"),
    "a list": (asserted([1]), "The assertion a expects a list"),
    "no bounds": (asserted({}), "The assertion a has neither min nor max"),
    "strange bounds": (asserted({"least": 1}), "The assertion a has the unknown word 'least'"),
    "bounds that are words": (asserted({"min": "canary"}), "The assertion a has a min that is no number"),
    "no sqlstate": (asserted({"sqlstate": "canary"}), "The assertion a expects an sqlstate that is none"),
}


@pytest.mark.parametrize(("given", "said"), REFUSED.values(), ids=REFUSED)
def test_refuses(given: dict[str, t.Any], said: str) -> None:
    with pytest.raises(StackError) as refused:
        wish(**given)
    assert said in refused.value.msg and "canary" not in refused.value.msg
    assert "; " in refused.value.msg, "the sentence must say what to do next"
    refused.value.msg.encode()  # can be printed
