# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fresh values: of the right shape, never twice, and made of the kernel's random numbers."""

from __future__ import annotations

import re
import secrets
import uuid

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError
from ansible_collections.golive.stack.plugins.module_utils._host import Completed, PosixHost
from ansible_collections.golive.stack.plugins.module_utils._secret.generate import fresh
from ansible_collections.golive.stack.plugins.module_utils._secret.model import PAIRS, RANDOM, Policy
from ansible_collections.golive.stack.plugins.module_utils._secret.policy import ALPHANUMERIC, CONSONANTS, VOWELS, complaint

from tests.unit.memory_host import Command, MemoryHost

PEM = "-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n"
SYMBOLS = "!?*+-_.,abcdefgh"
WORD = f"[{CONSONANTS}][{VOWELS}][{CONSONANTS}][{VOWELS}][{CONSONANTS}]"

SHAPES = {
    "hex": (Policy("hex"), "[0-9a-f]{64}"),
    "hex of 16 bytes": (Policy("hex", bytes=16), "[0-9a-f]{32}"),
    "base64": (Policy("base64"), "[A-Za-z0-9+/]{43}="),
    "base64 of 48 bytes": (Policy("base64", bytes=48), "[A-Za-z0-9+/]{64}"),
    "base64url": (Policy(), "[A-Za-z0-9_-]{43}"),
    "symbols": (Policy("alphanumeric"), "[A-Za-z0-9]{22}"),
    "symbols of an alphabet": (Policy("alphanumeric", alphabet=SYMBOLS), r"[!?*+\-_.,a-h]{32}"),
    "symbols of a length": (Policy("alphanumeric", length=99), "[A-Za-z0-9]{99}"),
    "words": (Policy("passphrase"), f"{WORD}(-{WORD}){{7}}"),
    "a UUID": (Policy("uuid"), "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
}


@pytest.mark.parametrize(("policy", "shape"), SHAPES.values(), ids=SHAPES)
def test_the_shape_of_a_value(policy: Policy, shape: str) -> None:
    for _ in range(20):
        assert re.fullmatch(shape, fresh(policy, MemoryHost()))


@pytest.mark.parametrize(("policy", "shape"), SHAPES.values(), ids=SHAPES)
def test_a_fresh_value_keeps_its_policy(policy: Policy, shape: str) -> None:
    assert [complaint(policy, fresh(policy, MemoryHost())) for _ in range(20)] == [""] * 20


@pytest.mark.parametrize("kind", RANDOM)
def test_no_value_comes_twice(kind: str) -> None:
    assert len({fresh(Policy(kind), MemoryHost()) for _ in range(200)}) == 200


@pytest.mark.parametrize(
    ("policy", "symbols"),
    [
        (Policy("hex"), "0123456789abcdef"),
        (Policy("base64"), ALPHANUMERIC + "+/="),
        (Policy("base64url"), ALPHANUMERIC + "-_"),
        (Policy("alphanumeric"), ALPHANUMERIC),
        (Policy("alphanumeric", alphabet=SYMBOLS), SYMBOLS),
        (Policy("passphrase"), CONSONANTS + VOWELS + "-"),
    ],
    ids=["hex", "base64", "base64url", "alphanumeric", "an alphabet", "passphrase"],
)
def test_every_symbol_appears(policy: Policy, symbols: str) -> None:
    assert set("".join(fresh(policy, MemoryHost()) for _ in range(200))) == set(symbols)


@pytest.mark.parametrize(("policy", "shape"), SHAPES.values(), ids=SHAPES)
def test_values_are_made_of_the_kernels_numbers(policy: Policy, shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "token_bytes", lambda number: b"\0" * number)
    monkeypatch.setattr(secrets, "choice", lambda symbols: symbols[0])
    assert fresh(policy, MemoryHost()) == fresh(policy, MemoryHost())


def openssl(*argv: str, rc: int = 0, out: str = PEM) -> MemoryHost:
    """A machine whose openssl is called so, and ends so."""
    command = Command("change", ("openssl", "genpkey", "-algorithm", *argv), "", Completed(rc, out, "unable to write"))
    return MemoryHost(programs=["openssl"], commands=[command])


@pytest.mark.parametrize(
    ("policy", "argv"),
    [
        (Policy("ed25519"), ("ed25519",)),
        (Policy("rsa"), ("rsa", "-pkeyopt", "rsa_keygen_bits:3072")),
        (Policy("rsa", bits=4096), ("rsa", "-pkeyopt", "rsa_keygen_bits:4096")),
    ],
    ids=["ed25519", "rsa unless said", "rsa of 4096 bits"],
)
def test_openssl_makes_keys(policy: Policy, argv: tuple[str, ...]) -> None:
    host = openssl(*argv)
    assert fresh(policy, host) == PEM
    host.finish()


@pytest.mark.parametrize(("rc", "out"), [(1, PEM), (0, ""), (0, PEM[:40])], ids=["it fails", "it says nothing", "it is cut off"])
def test_a_key_that_openssl_did_not_finish_is_none(rc: int, out: str) -> None:
    with pytest.raises(StackError) as failed:
        fresh(Policy("ed25519"), openssl("ed25519", rc=rc, out=out))
    assert f"openssl ended with {rc}; try it by hand" in failed.value.msg
    assert "PRIVATE" not in failed.value.msg


@pytest.mark.parametrize("kind", PAIRS)
def test_a_host_without_openssl_is_told(kind: str) -> None:
    with pytest.raises(Missing, match=f"a key of kind {kind} failed: this host has no openssl; install it"):
        fresh(Policy(kind), MemoryHost())


@pytest.mark.skipif(PosixHost().find("openssl") is None, reason="this machine has no openssl")
@pytest.mark.parametrize("policy", [Policy("ed25519"), Policy("rsa", bits=2048)], ids=["ed25519", "rsa"])
def test_the_real_openssl_makes_a_key_that_keeps_its_policy(policy: Policy) -> None:
    assert complaint(policy, fresh(policy, PosixHost())) == ""


@pytest.mark.parametrize("kind", ["supplied", "url", "scram"])
def test_what_is_not_random_is_never_made_by_chance(kind: str) -> None:
    with pytest.raises(AssertionError, match="is never made by chance"):
        fresh(Policy(kind), MemoryHost())


def test_a_uuid_is_one_that_others_read() -> None:
    made = uuid.UUID(fresh(Policy("uuid"), MemoryHost()))
    assert (made.version, made.variant) == (4, uuid.RFC_4122)
