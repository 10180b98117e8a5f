# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a line for us says."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._migrations.directive import allowed_rules, split_words

# id: a directive, the rules that it allows, its other words
LINES: dict[str, tuple[str, list[str], list[str]]] = {
    "nothing": ("", [], []),
    "a word": (" kind=seed", [], ["kind=seed"]),
    "words": ("kind=seed, contract=down a", [], ["kind=seed", "contract=down", "a"]),
    "a rule": (" allow=a", ["a"], []),
    "rules": (" allow=a,b, c d", ["a", "b", "c", "d"], []),
    "rules between words": ("x allow=a,b kind=seed y, allow=c", ["a", "b", "c"], ["x", "kind=seed", "y"]),
    "no rule": ("allow=", [""], []),
}


@pytest.mark.parametrize(("line", "allowed", "others"), LINES.values(), ids=LINES)
def test_the_words_of_a_line(line: str, allowed: list[str], others: list[str]) -> None:
    assert split_words(line) == (allowed, others)


def test_the_rules_that_the_lines_of_a_text_allow() -> None:
    text = "-- golive: allow=a\n  --GOLIVE:allow=b,c\n-- allow=d\nSELECT 1; -- golive: allow=e\n"
    assert allowed_rules(text) == {"a", "b", "c"}
