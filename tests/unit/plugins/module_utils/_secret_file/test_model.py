# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a text has places for secrets."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._secret_file.model import misspelled, places_of

# id: the text, what it asks for
TEXTS: dict[str, tuple[str, list[tuple[str, str | int]]]] = {
    "nothing": ("A=1\n", []),
    "one in use": ("A=@@secret:KEY@@", [("KEY", "current")]),
    "one that passes": ("@@secret:KEY:next@@", [("KEY", "next")]),
    "a version by its number": ("@@secret:KEY:12@@", [("KEY", 12)]),
    "a number that is none": ("@@secret:KEY:0@@ @@secret:KEY:01@@ @@secret:KEY:1234567890@@ @@secret:KEY:٢@@", []),
    "each once, in its order": ("@@secret:B@@@@secret:A@@@@secret:B@@", [("B", "current"), ("A", "current")]),
    "a name with all that names may have": ("@@secret:_a.B-9@@", [("_a.B-9", "current")]),
    "a name that is none": ("@@secret:9A@@ @@secret:A B@@ @@secret:@@", []),
    "ats around it": ("u:@@secret:KEY@@@host", [("KEY", "current")]),
}


@pytest.mark.parametrize(("text", "found"), TEXTS.values(), ids=TEXTS)
def test_places(text: str, found: list[tuple[str, str | int]]) -> None:
    assert places_of(text) == found


MISSPELLED: dict[str, tuple[str, str]] = {
    "a blank": ("A=@@secret: KEY@@", "@@secret: KEY@@"),
    "a blank before": ("A=@@ secret:KEY @@", "@@ secret:KEY @@"),
    "capitals": ("A=@@SECRET:KEY@@", "@@SECRET:KEY@@"),
    "an equals sign": ("A=@@secret=KEY@@", "@@secret=KEY@@"),
    "one at before": ("A=@secret:KEY@@", "@secret:KEY@@"),
    "one at after": ("A=@@secret:KEY@\n", "@@secret:KEY@"),
    "no at after": ("A=@@secret:KEY:2 of old\nB=1", "@@secret:KEY:2"),
    "more than one": ("A=@@secrets:KEY@@", "@@secrets:KEY@@"),
    "a state in capitals": ("A=@@secret:KEY:NEXT@@", "@@secret:KEY:NEXT@@"),
    "version 0": ("A=@@secret:KEY:0@@", "@@secret:KEY:0@@"),
    "a name that is none": ("A=@@secret:9KEY@@", "@@secret:9KEY@@"),
    "beside one that is right": ("A=@@secret:KEY@@\nB=@@secret:@@\n", "@@secret:@@"),
}


@pytest.mark.parametrize(("text", "found"), MISSPELLED.values(), ids=MISSPELLED)
def test_what_looks_like_a_place_and_is_none(text: str, found: str) -> None:
    assert misspelled(text) == found


HARMLESS: dict[str, str] = {
    "places": "A=@@secret:KEY@@\nB=@@secret:KEY:next@@\nC=@@secret:KEY:2@@",
    "two places side by side": "@@secret:A@@@@secret:B@@",
    "ats around a place": "postgres://app:@@secret:PW@@@secret-db/app",
    "an address": "MAIL=secret@example.com",
    "the word alone": "CLIENT_SECRET=@@secret:KEY@@",
    "two addresses on two lines": "A=ada@secret.example.com\nB=grace@example.com",
    "JSON on one line": '{"u": "pg://a:@@secret:A@@@db/x", "secret": "@@secret:B@@", "v": "pg://b:@@secret:C@@@db/y"}',
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_what_only_stands_beside_a_place_is_no_misspelled_one(text: str) -> None:
    assert misspelled(text) == ""
