# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a text has places for secrets."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._secret_file.model import places_of

# id: the text, what it asks for
TEXTS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "nothing": ("A=1\n", []),
    "one in use": ("A=@@secret:KEY@@", [("KEY", "current")]),
    "one that passes": ("@@secret:KEY:next@@", [("KEY", "next")]),
    "each once, in its order": ("@@secret:B@@@@secret:A@@@@secret:B@@", [("B", "current"), ("A", "current")]),
    "a name with all that names may have": ("@@secret:_a.B-9@@", [("_a.B-9", "current")]),
    "a name that is none": ("@@secret:9A@@ @@secret:A B@@ @@secret:@@", []),
    "ats around it": ("u:@@secret:KEY@@@host", [("KEY", "current")]),
}


@pytest.mark.parametrize(("text", "found"), TEXTS.values(), ids=TEXTS)
def test_places(text: str, found: list[tuple[str, str]]) -> None:
    assert places_of(text) == found
