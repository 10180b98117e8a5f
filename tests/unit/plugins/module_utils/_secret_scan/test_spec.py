# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the options become, and what is refused."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.model import Allow, Wish
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.spec import wish

GIVEN: dict[str, t.Any] = {"path": "/srv", "history": False, "refuse": None, "file": None, "allow": None, "config": None}
ENTRY = {"file": "f", "rule": "r", "reason": " why "}


def test_the_wish() -> None:
    assert wish(GIVEN) == Wish("/srv")
    whole = wish({**GIVEN, "history": True, "refuse": ["0a" * 32], "allow": [ENTRY], "config": "/c"})
    assert whole == Wish("/srv", True, ("0a" * 32,), (Allow("f", "r", "why"),), "/c")


@pytest.mark.parametrize("path", ["/a", "~/a", "$HOME/a"])
def test_paths_that_are_absolute_on_the_host(path: str) -> None:
    assert wish({**GIVEN, "path": path}).path == path


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"path": "srv"}, "The option path of the search for secrets is no absolute path; write it"),
        ({"path": ""}, "is no absolute path"),
        ({"config": "own.toml"}, "The option config of the search for secrets is no absolute path"),
        ({"refuse": ["hunter2"]}, "give the sum, never the value"),
        ({"refuse": ["0A" * 32]}, "64 hexadecimal digits"),
        ({"allow": [{**ENTRY, "reason": "  "}]}, "The entry of allow for f, rule r, has no reason"),
        ({"allow": [ENTRY, {**ENTRY, "reason": "other"}]}, "has f, rule r, more than once"),
    ],
)
def test_what_is_refused(wrong: dict[str, t.Any], said: str) -> None:
    with pytest.raises(StackError, match=said) as refused:
        wish({**GIVEN, **wrong})
    assert "hunter2" not in refused.value.msg
