# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of feature flags mean what they say."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._flag.model import Desired, Flag, Wish, is_expired, label


@pytest.mark.parametrize(
    ("expires", "expired"),
    [("2026-06-14", True), ("2026-06-15", False), ("2026-06-16", False), ("2025-12-31", True), (None, False)],
)
def test_a_flag_is_expired_from_the_day_after_its_last(expires: str | None, expired: bool) -> None:
    assert is_expired(Flag("ui", None, True, expires=expires), "2026-06-15") is expired


def test_a_flag_and_a_wish_of_the_same_key_and_tenant_have_one_name() -> None:
    assert Flag("ui", "acme", True).name == Wish("ui", "acme").name == ("ui", "acme")
    assert (label(("ui", None)), label(("ui", "acme"))) == ("ui", "ui for tenant acme")


def test_each_key_is_looked_at_once() -> None:
    assert Desired((Wish("b"), Wish("a", "t"), Wish("b", "t")), "2026-06-15").keys == ["a", "b"]
