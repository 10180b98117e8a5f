# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which values are seen in which texts, and which words are left alone."""

from __future__ import annotations

import base64
import hashlib
import random
import time
import typing as t
from urllib.parse import quote

import pytest
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.watch import Watch, stored_forms

LONG, WORD, REFUSED = "kept-as-a-sample-of-many-signs/+=", "swordfish", "gone"


def digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()


def hits(text: str | bytes, stored: t.Mapping[str, str] | None = None, refused: t.Collection[str] = ()) -> list[tuple[int, str, str]]:
    watch = Watch({digest(LONG), digest(WORD)}, {digest(value) for value in refused}, stored or {})
    return sorted({hit[:3] for hit in watch.hits(text.encode() if isinstance(text, str) else text)})


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "KEY={}",
        "key: {}",
        '"{}"',
        "['{}']",
        "a={}&b=2",
        "x {}, y",
        "see {}.",
        "<key>{}</key>",
        "-e KEY={} run",
        "\0{}\0",
        "postgres://user:{}@host/db",
        "export KEY={};",
        "\\{}\\",
        "a:b:{}",
    ],
)
def test_a_long_published_value_is_seen_anywhere(text: str) -> None:
    assert {(rule, named) for _offset, rule, named in hits(text.format(LONG))} == {("known-value", digest(LONG)[:8])}


def test_a_percent_encoded_one() -> None:
    assert hits(f"http://h/?key={quote(LONG, safe='')}")


@pytest.mark.parametrize("text", ["{}x", "x{}", "{}-more"])
def test_a_part_of_a_word_is_another_word(text: str) -> None:
    assert hits(text.format(LONG)) == []


@pytest.mark.parametrize(
    "text",
    [
        "PASSWORD={}",
        "DB_PASSWORD={}\n",
        "password: {}",
        'password: "{}"',
        '{{"apiKey": "{}"}}',
        '"db_secret" : "{}"',
        "token = '{}'",
        "Passwd => '{}'",
        "PASSWORD={} # for now",
        "PASSWORD={} docker run",
        "PGPASSWORD={}\r\n",
        "postgres://user:{}@host/db",
        "redis://:{}@host",
    ],
)
def test_a_published_word_is_seen_where_a_secret_stands(text: str) -> None:
    assert {(rule, named) for _offset, rule, named in hits(text.format(WORD))} == {("known-value", digest(WORD)[:8])}


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "user: {}",
        "the password is {}",
        "password={}, user=user",
        "f(password={})",
        "password={} + 'x'",
        "password = {}",
        "PASSWORD :'{}'",
    ],
)
def test_a_published_word_is_left_alone_elsewhere(text: str) -> None:
    assert hits(text.format(WORD)) == []


def test_what_leaked_is_seen_anywhere_however_short() -> None:
    assert hits(f"a {REFUSED} b", refused=[REFUSED]) == [(2, "known-value", digest(REFUSED)[:8])]
    assert hits("a b c", refused=["a b c"]) == [] and hits("'a b c'", refused=["a b c"])


def test_every_place_is_told() -> None:
    assert [offset for offset, _rule, _named in hits(f"{LONG}\n\n{LONG} {LONG}")] == [0, len(LONG) + 2, 2 * len(LONG) + 3]


VALUE = 'Zq%"/+ ä-sixteen'


@pytest.mark.parametrize("form", stored_forms(VALUE))
def test_each_form_of_a_value_of_the_store_is_seen(form: bytes) -> None:
    assert ("store-value", "A:1") in {(rule, named) for _offset, rule, named in hits(b"x" + form + b"y", stored={"A:1": VALUE})}


@pytest.mark.parametrize("before", ["", "u", "us", "user:"])
def test_a_value_within_base64(before: str) -> None:
    text = base64.b64encode(f"{before}{VALUE}:after".encode()).decode()
    assert hits(text, stored={"A:1": VALUE})


DASHES = "-" * 5
LINES = [hashlib.sha256(b"%d" % number).hexdigest() for number in range(4)]
KEY = "\n".join([f"{DASHES}BEGIN KEY{DASHES}", "Proc-Type: 4,ENCRYPTED", *LINES, f"{DASHES}END KEY{DASHES}"]) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        KEY,
        KEY.rstrip(),
        KEY.replace("\n", "\r\n"),
        KEY.replace("\n", "\n    "),
        KEY.rstrip().replace("\n", "\\n"),
        KEY.replace("\n", " "),
        base64.b64encode(KEY.rstrip().encode()).decode(),
        quote(KEY.rstrip(), safe=""),
        LINES[2],
        "x\n" * 3 + "".join(f'"{line}" +\n' for line in LINES),
    ],
    ids=["whole", "no end", "CRLF", "indented", "escaped", "folded", "base64", "percent", "one line", "quoted"],
)
def test_a_value_of_several_lines_is_seen_once_however_they_are_broken(text: str) -> None:
    assert [(rule, named) for _offset, rule, named in hits(text, stored={"A:1": KEY})] == [("store-value", "A:1")]


def test_each_copy_of_several_lines_is_told_and_what_all_keys_share_is_none() -> None:
    assert len(hits(KEY + "x\n" * 500 + KEY, stored={"A:1": KEY})) == 2
    assert hits("\n".join([KEY.splitlines()[0], KEY.splitlines()[1], KEY.splitlines()[-1]]), stored={"A:1": KEY}) == []
    assert hits("a\nb", stored={"A:1": "a\nb\n"}) == []


@pytest.mark.parametrize(
    ("text", "matched"), [(f"a/{LONG}", LONG), (f"x={REFUSED}", REFUSED), (f"a {quote(LONG, safe='')} b", quote(LONG, safe=""))]
)
def test_what_matched_is_told_so_that_it_can_be_masked(text: str, matched: str) -> None:
    watch = Watch({digest(LONG)}, {digest(REFUSED)}, {})
    assert matched.encode() in {hit[3] for hit in watch.hits(text.encode())}


def test_no_form_is_so_short_that_it_stands_anywhere() -> None:
    assert min(map(len, stored_forms("12345678"))) >= 8


def test_nothing_looked_for_is_nothing_found() -> None:
    assert hits(bytes(range(256)) * 10) == []


MANY_SIGNS = b" ".join(b"%05d=a:b@c/d?e&f#g$h=i:j@k/l?m&n#o$p" % number for number in range(30_000))


@pytest.mark.parametrize(
    "data",
    [
        b"token" * 200_000,
        b"token-" * 170_000,
        b"token=" * 170_000 + b");",
        b"token:" * 170_000 + b");",
        b"token='" * 140_000,
        (b"token" + b" " * 60) * 15_000 + b"'",
        b"://a" * 250_000,
        base64.urlsafe_b64encode(random.Random(1).randbytes(750_000)),
        base64.urlsafe_b64encode(random.Random(1).randbytes(750_000)) + b"=);",
        MANY_SIGNS,
        b" ".join(b"%04096d" % number for number in range(250)),
        b" ".join((b"%04d" % number + b"%3D" * 80 + b"=") * 16 for number in range(250)),
    ],
    ids=["name", "names", "signs", "colons", "quotes", "blanks", "addresses", "base64", "padded", "many signs", "long words", "percent"],
)
def test_a_megabyte_of_anything_takes_seconds(data: bytes) -> None:
    began = time.process_time()
    assert hits(data, refused=[REFUSED]) == []
    assert time.process_time() - began < 5
