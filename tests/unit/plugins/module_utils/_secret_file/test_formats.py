# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How values are written; that readers give them back is proven with the readers, in the integration tests."""

from __future__ import annotations

import re

import pytest
from ansible_collections.golive.stack.plugins.module_utils._secret_file.formats import ENCODED, QUOTED, Unwritable, filled


def fill(text: str, kind: str, value: str) -> str:
    """Fill in one value."""
    return filled(text, kind, lambda _name, _which: value)


# id: kind, text, value, what is written
WRITTEN: dict[str, tuple[str, str, str, str]] = {
    "plain in dotenv needs no quotes": ("dotenv", "A=@@secret:K@@", "a-B_3:/=", "A=a-B_3:/="),
    "quotes in dotenv": ("dotenv", "A=@@secret:K@@\n", "a b#$c", "A='a b#$c'\n"),
    "a single quote in dotenv": ("dotenv", "A=@@secret:K@@", "it's", 'A="it\'s"'),
    "an export, blanks around": ("dotenv", "  export A = @@secret:K@@  \n", "a b", "  export A = 'a b'  \n"),
    "double quotes in systemd": ("systemd", "A=@@secret:K@@", 'a"b\\c`d$e', 'A="a\\"b\\\\c\\`d\\$e"'),
    "a line end in systemd": ("systemd", "A=@@secret:K@@\nB=1", "a\nb", 'A="a\nb"\nB=1'),
    "plain amid other text": ("dotenv", "A=x-@@secret:K@@-y", "abc", "A=x-abc-y"),
    "in JSON": ("json", '{"a": "@@secret:K@@"}', 'a"\\\nb', '{"a": "a\\"\\\\\\nb"}'),
    "in a URL": ("url", "u:@@secret:K@@@h", "a@b:/ %", "u:a%40b%3A%2F%20%25@h"),
    "in a password file": ("pgpass", "*:*:*:*:@@secret:K@@", "a:b\\c", "*:*:*:*:a\\:b\\\\c"),
    "as it is": ("raw", "@@secret:K@@", "a\n'\"", "a\n'\""),
    "what looks like a place is none": ("dotenv", "A=@@secret:K@@", "@@secret:K@@", "A=@@secret:K@@"),
}


@pytest.mark.parametrize(("kind", "text", "value", "written"), WRITTEN.values(), ids=WRITTEN)
def test_written(kind: str, text: str, value: str, written: str) -> None:
    assert fill(text, kind, value) == written


# id: kind, text, value, why not
REFUSED: dict[str, tuple[str, str, str, str]] = {
    "quotes amid other text": ("dotenv", "A=x@@secret:K@@", "a b", "let it be all that stands behind ="),
    "two on one line": ("systemd", "A=@@secret:K@@@@secret:K@@", "a b", "amid other text it needs quotes"),
    "braces": ("dotenv", "A=@@secret:K@@", "${HOME}", "disagree about ${"),
    "a carriage return": ("dotenv", "A=@@secret:K@@", "a\r\nb", "carriage returns"),
    "a closing backslash": ("dotenv", "A=@@secret:K@@", "a\\", "closing backslashes"),
    "all quotes": ("dotenv", "A=@@secret:K@@", "'\"", "a single quote beside double quotes"),
    "a line end in a password file": ("pgpass", "*:@@secret:K@@", "a\nb", "one line for each login"),
    "JSON without quotes": ("json", '{"a": @@secret:K@@}', "abc", "no JSON at line 1"),
}


@pytest.mark.parametrize(("kind", "text", "value", "said"), REFUSED.values(), ids=REFUSED)
def test_refused(kind: str, text: str, value: str, said: str) -> None:
    with pytest.raises(Unwritable, match=re.escape(said)) as refused:
        fill(text, kind, value)
    assert value not in str(refused.value) or value == "${HOME}"


def test_each_place_gets_its_own() -> None:
    text = "A=@@secret:K@@\nB=@@secret:L:next@@\nC=@@secret:K:12@@\n"
    assert filled(text, "dotenv", lambda name, which: f"{name}.{which!r}".replace("'", "")) == "A=K.current\nB=L.next\nC=K.12\n"


def test_kinds_that_quote_can_encode() -> None:
    assert set(QUOTED) < set(ENCODED)
