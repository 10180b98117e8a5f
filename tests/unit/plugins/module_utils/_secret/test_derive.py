# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made of another secret: verified as a server would, read as a client would."""

from __future__ import annotations

import base64
import hashlib
import hmac
import sys
import types
import typing as t
from urllib.parse import unquote, urlsplit

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError
from ansible_collections.golive.stack.plugins.module_utils._secret.derive import derive, mark_of
from ansible_collections.golive.stack.plugins.module_utils._secret.model import Policy, Wish

KEY = bytes(range(32))
NASTY = "p@ss:w/o?r#d%41 [&=+]'\"\\é✓"


def wish(kind: str, **url: t.Any) -> Wish:
    """A wish for something that is made of PW."""
    return Wish("MADE", Policy(kind), of="PW", url=url or None)


def xor(left: bytes, right: bytes) -> bytes:
    """Each byte of one with its neighbour of the other."""
    return bytes(a ^ b for a, b in zip(left, right))


def iterated(password: bytes, salt: bytes, rounds: int) -> bytes:
    """Hi() of RFC 5802, step by step."""
    last = found = hmac.new(password, salt + b"\0\0\0\1", hashlib.sha256).digest()
    for _ in range(rounds - 1):
        last = hmac.new(password, last, hashlib.sha256).digest()
        found = xor(found, last)
    return found


def test_scram_lets_in_who_has_the_password_and_proves_the_server() -> None:
    method, numbers, keys = derive(wish("scram"), "pencil 1").split("$")
    rounds, salt = numbers.split(":")
    stored, server = (base64.b64decode(part) for part in keys.split(":"))
    assert (method, rounds, len(base64.b64decode(salt))) == ("SCRAM-SHA-256", "4096", 16)
    salted = iterated(b"pencil 1", base64.b64decode(salt), int(rounds))
    # What a client sends, and how the server undoes it (RFC 5802, 3).
    client = hmac.new(salted, b"Client Key", hashlib.sha256).digest()
    message = b"n=,r=a,r=ab,s=salt,i=4096,c=biws,r=ab"
    proof = xor(client, hmac.new(hashlib.sha256(client).digest(), message, hashlib.sha256).digest())
    assert hashlib.sha256(xor(proof, hmac.new(stored, message, hashlib.sha256).digest())).digest() == stored
    assert hmac.new(salted, b"Server Key", hashlib.sha256).digest() == server


def test_scram_is_salted_anew_each_time() -> None:
    assert derive(wish("scram"), "pencil") != derive(wish("scram"), "pencil")


def test_scram_of_letters_that_servers_rewrite_is_refused() -> None:
    with pytest.raises(StackError) as refused:
        derive(wish("scram"), "canary\N{NO-BREAK SPACE}")
    assert "Secret MADE can't be made: servers rewrite letters beyond ASCII, and PW has some; " in refused.value.msg
    assert "canary" not in refused.value.msg


def test_a_url_is_read_back_as_it_was_meant() -> None:
    url = urlsplit(derive(wish("url", scheme="redis", user="a@b:c", host="db.example", port=6380, path="/my db", query="ssl=on"), NASTY))
    assert (url.scheme, url.hostname, url.port, url.query) == ("redis", "db.example", 6380, "ssl=on")
    assert (unquote(url.username or ""), unquote(url.password or "")) == ("a@b:c", NASTY)
    assert unquote(url.path) == "/my db"


@pytest.mark.parametrize("password", [*"@:/?#%[]& +'\"\\é", "%41", "a/../b"])
def test_no_symbol_of_a_password_ends_it(password: str) -> None:
    url = urlsplit(derive(wish("url", user="app", host="db", path="x"), password))
    assert (unquote(url.password or ""), url.hostname, url.path, url.query, url.fragment) == (password, "db", "/x", "", "")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"user": "app"}, "postgresql://app:pw@localhost/"),
        ({"user": "app", "host": "::1", "port": 5432, "path": "app"}, "postgresql://app:pw@[::1]:5432/app"),
        ({"user": "", "scheme": "redis", "host": "r", "path": "0"}, "redis://:pw@r/0"),
        ({"user": "app", "host": "db", "port": None, "path": None, "query": None}, "postgresql://app:pw@db/"),
        ({"user": "app", "host": "db", "path": "a/b"}, "postgresql://app:pw@db/a/b"),
    ],
    ids=["left out", "IPv6", "no user", "said to be nothing", "a path of two parts"],
)
def test_the_text_of_a_url(given: dict[str, t.Any], expected: str) -> None:
    assert derive(wish("url", **given), "pw") == expected


@pytest.fixture
def bcrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that shows what it was called with."""
    library = types.ModuleType("bcrypt")
    vars(library)["gensalt"] = lambda rounds: f"cost {rounds}, ".encode()
    vars(library)["hashpw"] = lambda password, salt: salt + password.hex().encode()
    monkeypatch.setitem(sys.modules, "bcrypt", library)


@pytest.mark.usefixtures("bcrypt")
@pytest.mark.parametrize("source", ["a" * 72, "é" * 36], ids=["in ASCII", "beyond"])
def test_bcrypt_takes_72_bytes(source: str) -> None:
    assert derive(wish("bcrypt"), source) == f"cost 12, {source.encode().hex()}"


@pytest.mark.usefixtures("bcrypt")
@pytest.mark.parametrize("source", ["canary" + "a" * 67, "canary" + "é" * 34], ids=["in ASCII", "beyond"])
def test_bcrypt_over_72_bytes_is_refused(source: str) -> None:
    with pytest.raises(StackError) as refused:
        derive(wish("bcrypt"), source)
    assert "Secret MADE can't be made: bcrypt sees 72 bytes and PW has more; correct PW" in refused.value.msg
    assert "canary" not in refused.value.msg


@pytest.mark.parametrize(("kind", "library"), [("bcrypt", "bcrypt"), ("argon2id", "argon2")])
def test_a_library_that_is_not_there_is_missing(kind: str, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(Missing) as missing:
        derive(wish(kind), "canary")
    assert f"Secret MADE can't be made: this Python has no {library}; install python3-{library}" in missing.value.msg
    assert "canary" not in missing.value.msg


def test_the_real_bcrypt_lets_in_who_has_the_password() -> None:
    library = pytest.importorskip("bcrypt")
    made = derive(wish("bcrypt"), "pencil").encode()
    assert [library.checkpw(given, made) for given in (b"pencil", b"Pencil")] == [True, False]
    assert made.startswith(b"$2b$12$")


def test_the_real_argon2_lets_in_who_has_the_password() -> None:
    library = pytest.importorskip("argon2")
    made = derive(wish("argon2id"), "pencil")
    assert made.startswith("$argon2id$")
    assert library.PasswordHasher().verify(made, "pencil")
    with pytest.raises(library.exceptions.VerifyMismatchError):
        library.PasswordHasher().verify(made, "Pencil")


# id: the wish, its source, the store's key
MARKED: dict[str, t.Tuple[Wish, str, bytes]] = {
    "a URL": (wish("url", user="app", host="db"), "pw", KEY),
    "another source": (wish("url", user="app", host="db"), "pw2", KEY),
    "another user": (wish("url", user="app2", host="db"), "pw", KEY),
    "another part": (wish("url", user="app", host="db", path="x"), "pw", KEY),
    "the same text in another part": (wish("url", user="app", host="db", query="x"), "pw", KEY),
    "another port": (wish("url", user="app", host="db", port=1), "pw", KEY),
    "a verifier": (wish("scram"), "pw", KEY),
    "another verifier": (wish("bcrypt"), "pw", KEY),
    "another store": (wish("url", user="app", host="db"), "pw", KEY[::-1]),
}


@pytest.mark.parametrize(("made", "source", "key"), MARKED.values(), ids=MARKED)
def test_a_mark_is_one_of_its_kind(made: Wish, source: str, key: bytes) -> None:
    mark = mark_of(made, source, key)
    assert [name for name, other in MARKED.items() if mark_of(*other) == mark] == [
        name for name, other in MARKED.items() if other == (made, source, key)
    ]


@pytest.mark.parametrize(("made", "source", "key"), MARKED.values(), ids=MARKED)
def test_a_mark_shows_nothing_of_its_source(made: Wish, source: str, key: bytes) -> None:
    sums = {hashlib.sha256(text.encode()).hexdigest() for text in (source, f"{made.policy.kind}\0{source}")}
    assert mark_of(made, source, key) not in sums


def test_a_mark_knows_its_source_again() -> None:
    one, two = wish("url", user="app", host="db", port=None), wish("url", host="db", user="app")
    assert mark_of(one, NASTY, KEY) == mark_of(two, NASTY, KEY)
