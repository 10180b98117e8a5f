# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the options become, and which contradict themselves."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._migrations import spec

from tests.unit.plugins.module_utils._migrations.words import migration


def options(**given: t.Any) -> dict[str, t.Any]:
    """The module's options, with what was left out filled in."""
    return {**{name: option.get("default") for name, option in spec.ARGUMENT_SPEC.items()}, **given}


def test_what_is_left_out_asks_for_everything_and_allows_nothing() -> None:
    wish = spec.desired(options(), (migration("1"),))
    assert (wish.target, wish.walk_back, wish.out_of_order, wish.unmanaged, wish.baseline, wish.repair, wish.lint) == (
        None,
        False,
        False,
        "refuse",
        None,
        (),
        "warn",
    )
    how = spec.how(options())
    assert (how.search_path, how.statement_timeout, how.wait, how.release, how.show_detail) == (("public",), 3600, 300, None, False)


def test_each_option_has_its_place() -> None:
    given = {
        "target": "1",
        "walk_back": True,
        "out_of_order": True,
        "unmanaged": "ignore",
        "baseline": "1",
        "adopt": "flyway",
        "lint": "fail",
        "repair": ["1"],
    }
    wish = spec.desired(options(**given), (migration("1"),))
    assert {name: getattr(wish, name) for name in given} == {**given, "repair": ("1",)}
    given = {"search_path": ["app"], "statement_timeout": 5, "wait": 6, "release": "r", "show_detail": True}
    how = spec.how(options(**given))
    assert {name: getattr(how, name) for name in given} == {**given, "search_path": ("app",)}
    given = {"scheme": "numbered", "order": ["a.sql"], "order_file": "order", "repeatable": ["v*"], "seeds": ["s*"]}
    naming = spec.naming(options(**given))
    assert {name: getattr(naming, name) for name in given} == {name: tuple(v) if isinstance(v, list) else v for name, v in given.items()}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"wait": -1}, "wait is -1; give seconds from 0 on"),
        ({"statement_timeout": -1}, "statement_timeout is -1"),
        ({"search_path": []}, "search_path is empty"),
    ],
)
def test_what_contradicts_itself_is_refused(given: dict[str, t.Any], sentence: str) -> None:
    with pytest.raises(StackError, match=sentence):
        spec.how(options(**given))
