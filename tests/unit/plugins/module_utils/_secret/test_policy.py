# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How good a value a policy makes, and which policies make none that is good enough."""

from __future__ import annotations

import string
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._secret.model import RANDOM, Policy
from ansible_collections.golive.stack.plugins.module_utils._secret.policy import (
    CONSONANTS,
    LEAST_BITS,
    VOWELS,
    WORD_BITS,
    entropy,
    refuse_weak,
    size,
)

HEX = "0123456789abcdef"

# id: the policy, how many bytes, symbols or words it makes, how many bits these have
SIZES: dict[str, t.Tuple[Policy, int, float]] = {
    "bytes unless said": (Policy(), 32, 256),
    "bytes of a key": (Policy("hex", "hmac"), 32, 256),
    "bytes as said": (Policy("base64", bytes=48), 48, 384),
    "symbols unless said": (Policy("alphanumeric"), 22, 130.99),
    "symbols of a key": (Policy("alphanumeric", "hmac"), 43, 256.03),
    "symbols as said": (Policy("alphanumeric", length=30), 30, 178.63),
    "symbols of a small alphabet": (Policy("alphanumeric", alphabet=HEX), 32, 128),
    "symbols of a small alphabet for a key": (Policy("alphanumeric", "hmac", alphabet=HEX), 64, 256),
    "words unless said": (Policy("passphrase"), 8, 128),
    "words of a key": (Policy("passphrase", "hmac"), 16, 256),
    "words as said": (Policy("passphrase", length=10), 10, 160),
}


@pytest.mark.parametrize(("policy", "number", "bits"), SIZES.values(), ids=SIZES)
def test_size_and_entropy(policy: Policy, number: int, bits: float) -> None:
    assert size(policy) == number
    assert entropy(policy) == pytest.approx(bits, abs=0.01)


def test_a_uuid_has_six_bits_that_are_not_random() -> None:
    assert entropy(Policy("uuid")) == 122


def test_a_word_has_as_many_bits_as_it_has_choices() -> None:
    assert len(set(CONSONANTS)) ** 3 * len(set(VOWELS)) ** 2 == 2**WORD_BITS


@pytest.mark.parametrize("purpose", sorted(LEAST_BITS))
@pytest.mark.parametrize("kind", sorted(set(RANDOM) - {"uuid"}))
def test_what_is_made_unless_said_is_strong_enough(kind: str, purpose: str) -> None:
    policy = Policy(kind, purpose)
    refuse_weak("KEY", policy)
    assert entropy(policy) >= {"general": 128, "hmac": 256}[purpose]


# The least that each kind may be asked for, and one less.
LEAST: dict[str, t.Tuple[Policy, Policy, str]] = {
    "16 bytes": (
        Policy("hex", bytes=16),
        Policy("hex", bytes=15),
        "120 bits, fewer than the 128 that its purpose general needs; say bytes: 16 ",
    ),
    "32 bytes of a key": (Policy("base64", "hmac", 32), Policy("base64", "hmac", 31), "248 bits, fewer than the 256 that its purpose hmac"),
    "base64url of a key": (Policy("base64url", "hmac", 32), Policy("base64url", "hmac", 16), "say bytes: 32 or more"),
    "22 symbols": (Policy("alphanumeric", length=22), Policy("alphanumeric", length=21), "125 bits, fewer than the 128"),
    "43 symbols of a key": (Policy("alphanumeric", "hmac", length=43), Policy("alphanumeric", "hmac", length=42), "say length: 43 or more"),
    "32 of 16 symbols": (
        Policy("alphanumeric", length=32, alphabet=HEX),
        Policy("alphanumeric", length=31, alphabet=HEX),
        "124 bits, fewer than the 128 that its purpose general needs; say length: 32 or more",
    ),
    "8 words": (Policy("passphrase", length=8), Policy("passphrase", length=7), "112 bits, fewer than the 128"),
    "16 words of a key": (Policy("passphrase", "hmac", length=16), Policy("passphrase", "hmac", length=15), "say length: 16 or more"),
    "a UUID as a key": (
        Policy("uuid"),
        Policy("uuid", "hmac"),
        "122 bits, fewer than the 256 that its purpose hmac needs; take another kind",
    ),
    "16 symbols in the alphabet": (
        Policy("alphanumeric", alphabet=HEX),
        Policy("alphanumeric", alphabet=HEX[1:]),
        "has doubled, unprintable or fewer than 16 symbols; ",
    ),
    "3072 bits of RSA": (Policy("rsa", bits=3072), Policy("rsa", bits=1024), "an RSA key of 1024 bits; give one of 2048, 3072, 4096"),
    "RSA unless said": (Policy("rsa"), Policy("rsa", bits=3000), "an RSA key of 3000 bits; "),
}


@pytest.mark.parametrize(("least", "weak", "said"), LEAST.values(), ids=LEAST)
def test_refuses_weak(least: Policy, weak: Policy, said: str) -> None:
    refuse_weak("KEY", least)
    with pytest.raises(StackError) as refused:
        refuse_weak("KEY", weak)
    assert said in refused.value.msg
    assert "ecret KEY " in refused.value.msg


@pytest.mark.parametrize(
    "alphabet",
    [HEX + "0", HEX + "\n", HEX + "\0", HEX + "é", HEX + "\N{NO-BREAK SPACE}"],
    ids=["doubled", "a line end", "NUL", "beyond ASCII", "a blank beyond ASCII"],
)
def test_refuses_strange_alphabets(alphabet: str) -> None:
    with pytest.raises(StackError, match="The alphabet of secret KEY has doubled, unprintable or fewer"):
        refuse_weak("KEY", Policy("alphanumeric", alphabet=alphabet))


def test_an_empty_alphabet_means_letters_and_digits() -> None:
    assert size(Policy("alphanumeric", alphabet="")) == size(Policy("alphanumeric", alphabet=string.ascii_letters + string.digits))


@pytest.mark.parametrize("kind", ["ed25519", "rsa", "bcrypt", "scram", "url", "supplied"])
def test_what_is_not_random_is_not_weak(kind: str) -> None:
    refuse_weak("KEY", Policy(kind))
