# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which values keep a policy, and what is said about the others without showing them."""

from __future__ import annotations

import base64
import hashlib
import json
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._secret.model import Policy
from ansible_collections.golive.stack.plugins.module_utils._secret.policy import LARGEST, complaint, decoded

BYTES = bytes(range(200, 232))
STANDARD = base64.b64encode(BYTES).decode()
URLSAFE = base64.urlsafe_b64encode(BYTES).decode().rstrip("=")
UUID = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
ED25519 = bytes.fromhex("302e020100300506032b657004220420")  # what stands before the 32 bytes of a key
RSA = bytes.fromhex("020100300d06092a864886f70d0101010500")
# How many bytes openssl encodes a key of so many bits in, give or take two.
ENCODED = {2048: 1218, 3072: 1794, 4096: 2374}
WORDS = "-".join(["babab", "dodod", "zizuz", "tatat", "nanan", "lulul", "kokok", "pipip"])
SUPPLIED = Policy("supplied")


def pem(data: bytes) -> str:
    """A key as it is kept."""
    return f"-----BEGIN PRIVATE KEY-----\n{base64.encodebytes(data).decode()}-----END PRIVATE KEY-----\n"


def rsa(bits: int) -> str:
    """As long a key of RSA as one of that size."""
    return pem(RSA + bytes(ENCODED[bits] - len(RSA)))


PEM = pem(ED25519 + BYTES)


def digest(value: str) -> str:
    """The SHA-256 sum of a value."""
    return hashlib.sha256(value.encode()).hexdigest()


def token(claims: str) -> str:
    """A signed token with these claims."""
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in ('{"alg":"HS256"}', claims, "signature"))


DEMO = json.dumps({"iss": "supabase-demo", "role": "anon", "exp": 1983812996})

# id: policy, value that keeps it
KEPT: dict[str, t.Tuple[Policy, str]] = {
    "hex": (Policy("hex"), BYTES.hex()),
    "base64": (Policy("base64"), STANDARD),
    "base64url": (Policy("base64url"), URLSAFE),
    "symbols": (Policy("alphanumeric"), "aZ09" * 5 + "aZ"),
    "symbols of another alphabet": (Policy("alphanumeric", length=22, alphabet="!?+abcdefghijklm"), "!?" * 11),
    "words": (Policy("passphrase"), WORDS),
    "a UUID": (Policy("uuid"), UUID),
    "a key": (Policy("ed25519"), PEM),
    "a key of RSA": (Policy("rsa"), rsa(3072)),
    "a small key of RSA": (Policy("rsa", bits=2048), rsa(2048)),
    "a large key of RSA": (Policy("rsa", bits=4096), rsa(4096)),
    "a key of 32 bytes that is supplied": (Policy("supplied", "hmac"), "ä" * 16),
    "a short value that is supplied and no key": (SUPPLIED, "x" * 31),
    "anything that is supplied": (SUPPLIED, "äöü ✓ 'quoted'\nand more"),
    "a value of the largest size": (SUPPLIED, "x" * LARGEST),
    "the pattern": (Policy("supplied", pattern="sk_[a-z]+"), "sk_abc"),
    "no forbidden pattern": (Policy("supplied", forbid=("^sk_live_", "x{9}")), "sk_test_live_"),
    "not the value it must differ from": (Policy("supplied", must_differ_from=(digest("other"),)), "mine"),
    "not what leaked": (Policy("supplied", refuse=(digest("other"),)), "mine"),
    "a token of one's own": (SUPPLIED, token(json.dumps({"iss": "supabase"}))),
    "two dots and no token": (SUPPLIED, "a.b!.c"),
}


@pytest.mark.parametrize(("policy", "value"), KEPT.values(), ids=KEPT)
def test_nothing_is_said_about(policy: Policy, value: str) -> None:
    assert complaint(policy, value) == ""


# id: policy, value that breaks it, what must be said
BROKEN: dict[str, t.Tuple[Policy, str, str]] = {
    "nothing": (SUPPLIED, "", "is empty"),
    "too much": (SUPPLIED, "x" * (LARGEST + 1), "has more than 65536 bytes"),
    "too much in bytes, not in characters": (SUPPLIED, "ä" * (LARGEST // 2 + 1), "has more than 65536 bytes"),
    "32 characters of hex": (Policy("hex"), "0f" * 16, "has 16 bytes (32 characters of hex) where its policy asks for 32"),
    "32 characters of base64": (Policy("base64"), "AAAA" * 8, "has 24 bytes (32 characters of base64) where its policy asks for 32"),
    "32 characters of base64url": (Policy(), "AAAA" * 8, "has 24 bytes (32 characters of base64url) where its policy asks for 32"),
    "one byte too many": (Policy("hex", bytes=16), "0f" * 17, "has 17 bytes (34 characters of hex) where its policy asks for 16"),
    "hex in capitals": (Policy("hex"), BYTES.hex().upper(), "is no hex"),
    "half a byte": (Policy("hex"), BYTES.hex()[1:], "is no hex"),
    "hex with a line end": (Policy("hex"), BYTES.hex() + "\n", "is no hex"),
    "base64 of the other alphabet": (Policy("base64"), "-_-_" * 10, "is no base64"),
    "base64url of the other alphabet": (Policy("base64url"), "+/+/" * 10, "is no base64url"),
    "base64url with padding": (Policy("base64url"), URLSAFE + "=", "is no base64url"),
    "base64 without padding": (Policy("base64"), STANDARD.rstrip("="), "is no base64"),
    "base64 beyond ASCII": (Policy("base64"), "é" * 44, "is no base64"),
    "a symbol too few": (Policy("alphanumeric"), "aZ09" * 5 + "a", "has 21 symbols where its policy asks for 22"),
    "a foreign symbol": (Policy("alphanumeric"), "aZ09" * 5 + "a!", "has symbols outside of its alphabet"),
    "a word too few": (Policy("passphrase"), WORDS[6:], "has 7 words where its policy asks for 8"),
    "a foreign word": (Policy("passphrase"), "horse-" + WORDS[6:], "has words of another kind"),
    "a UUID of a time": (Policy("uuid"), "0a1b2c3d-4e5f-1a6b-8c7d-9e0f1a2b3c4d", "is no UUID of version 4"),
    "a UUID of another variant": (Policy("uuid"), "0a1b2c3d-4e5f-4a6b-cc7d-9e0f1a2b3c4d", "is no UUID of version 4"),
    "a UUID in capitals": (Policy("uuid"), UUID.upper(), "is no UUID of version 4"),
    "half a key": (Policy("rsa"), PEM[:-5], "is no PEM key"),
    "a public key": (Policy("ed25519"), PEM.replace("PRIVATE", "PUBLIC"), "is no PEM key"),
    "a key with a letter too few": (Policy("ed25519"), PEM.replace("MC4", "MC"), "is no PEM key"),
    "a key of another kind": (Policy("ed25519"), rsa(3072), "is a key of another kind than ed25519"),
    "a key of another kind than RSA": (Policy("rsa"), PEM, "is a key of another kind than rsa"),
    "a key of RSA that is too small": (Policy("rsa"), rsa(2048), "is no RSA key of 3072 bits"),
    "a key of RSA that is smaller than said": (Policy("rsa", bits=4096), rsa(3072), "is no RSA key of 4096 bits"),
    "a key of RSA that is larger than said": (Policy("rsa", bits=2048), rsa(3072), "is no RSA key of 2048 bits"),
    "a supplied key that is too short": (
        Policy("supplied", "hmac"),
        "x" * 31,
        "has 31 bytes, fewer than the 32 that its purpose hmac needs",
    ),
    "a published value": (SUPPLIED, "changeme", "is a value that was published or leaked"),
    "a leaked value": (Policy("supplied", refuse=(digest("escaped"),)), "escaped", "is a value that was published or leaked"),
    "a sample token": (SUPPLIED, token(DEMO), "is a value that was published or leaked"),
    "a sample token, written closely": (SUPPLIED, token(DEMO.replace(" ", "")), "is a value that was published or leaked"),
    "another environment's value": (
        Policy("supplied", must_differ_from=("0" * 8, digest("shared")[:8])),
        "shared",
        f"is the one with the fingerprint {digest('shared')[:8]}, which it must differ from",
    ),
    "another environment's sum": (
        Policy("supplied", must_differ_from=(digest("shared"),)),
        "shared",
        f"is the one with the fingerprint {digest('shared')[:8]}, which",
    ),
    "a forbidden pattern": (Policy("supplied", forbid=("^x", "^sk_live_")), "sk_live_a", "matches pattern 2 of those in forbid"),
    "a forbidden pattern inside": (Policy("supplied", forbid=("live",)), "sk_live_a", "matches pattern 1 of those in forbid"),
    "a part of the pattern only": (Policy("supplied", pattern="sk_[a-z]+"), "sk_abc\n", "does not match its pattern"),
    "the pattern in the middle": (Policy("supplied", pattern="sk_[a-z]+"), "xsk_abc", "does not match its pattern"),
    "half a pair": (Policy("supplied", pattern="a"), "\ud83d", "does not match its pattern"),
}


@pytest.mark.parametrize(("policy", "value", "said"), BROKEN.values(), ids=BROKEN)
def test_complains_about(policy: Policy, value: str, said: str) -> None:
    assert complaint(policy, value).startswith(said)


@pytest.mark.parametrize(("policy", "value", "said"), BROKEN.values(), ids=BROKEN)
def test_never_quotes(policy: Policy, value: str, said: str) -> None:
    assert not value or value not in complaint(policy, value)


# A rule typed as a plain text may be the value itself, whole or nearly.
@pytest.mark.parametrize(
    "policy", [Policy("supplied", forbid=("canary",)), Policy("supplied", pattern="canary+c")], ids=["in forbid", "in pattern"]
)
def test_a_rule_that_is_the_value_is_not_quoted(policy: Policy) -> None:
    said = complaint(policy, "canary+c")
    assert said
    assert "canary" not in said


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        ("hex", "00ff", b"\0\xff"),
        ("base64", "+/8=", b"\xfb\xff"),
        ("base64url", "-_8", b"\xfb\xff"),
        ("base64url", "A", None),
        ("base64", "+/8", None),
        ("hex", "0g", None),
    ],
)
def test_the_bytes_behind_a_value(kind: str, value: str, found: bytes | None) -> None:
    assert decoded(kind, value) == found
