# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fresh values, from the kernel's random numbers only."""

from __future__ import annotations

import base64
import secrets
import typing as t
import uuid

from .._errors import Missing, StackError
from .._host import Host
from .model import PAIRS, Policy
from .policy import ALPHANUMERIC, CONSONANTS, RSA_BITS, VOWELS, size

SECONDS = 120.0
ENCODERS: dict[str, t.Callable[[bytes], str]] = {
    "hex": bytes.hex,
    "base64": lambda raw: base64.b64encode(raw).decode(),
    "base64url": lambda raw: base64.urlsafe_b64encode(raw).decode().rstrip("="),
}


def fresh(policy: Policy, host: Host) -> str:
    """Return a new value that keeps the policy."""
    if policy.kind in PAIRS:
        return _key(policy, host)
    number = size(policy)
    if policy.kind in ENCODERS:
        return ENCODERS[policy.kind](secrets.token_bytes(number))
    if policy.kind == "alphanumeric":
        return "".join(secrets.choice(policy.alphabet or ALPHANUMERIC) for _symbol in range(number))
    if policy.kind == "passphrase":
        return "-".join(_word() for _number in range(number))
    if policy.kind != "uuid":
        raise AssertionError(f"a value of kind {policy.kind} is never made by chance")
    return str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))


def _word() -> str:
    return "".join(secrets.choice(letters) for letters in (CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS))


def _key(policy: Policy, host: Host) -> str:
    """Return a private key in PEM; openssl gives it on its output, so no file ever holds it."""
    if host.find("openssl") is None:
        raise Missing(f"Making a key of kind {policy.kind} failed: this host has no openssl; install it, then run again.")
    more = ["-pkeyopt", f"rsa_keygen_bits:{policy.bits or RSA_BITS[1]}"] if policy.kind == "rsa" else []
    done = host.run_change(["openssl", "genpkey", "-algorithm", policy.kind, *more], seconds=SECONDS)
    if done.rc != 0 or "-----END PRIVATE KEY-----" not in done.out:
        raise StackError(f"Making a key of kind {policy.kind} failed: openssl ended with {done.rc}; try it by hand, then run again.")
    return done.out
