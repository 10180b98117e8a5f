# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a policy asks of a value, and whether a value keeps it; pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import re
import string

from .._errors import StackError
from .known import KNOWN, SAMPLE_ISSUERS
from .model import PAIRS, RANDOM, SUPPLIED, Policy

LEAST_BITS = {"general": 128, "hmac": 256}
# No quotes, $, %, @, :, /, # or blanks: a dotenv file, a URL and YAML each read those in their own way.
ALPHANUMERIC = string.ascii_letters + string.digits
FEWEST_SYMBOLS = 16
BYTES = 32
# A word is five letters, sixteen bits: consonant, vowel, consonant, vowel, consonant.
CONSONANTS, VOWELS, WORD_BITS = "bdfghjklmnprstvz", "aiou", 16
RSA_BITS = (2048, 3072, 4096)
LARGEST = 64 * 1024
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
PEM = re.compile(r"-----BEGIN PRIVATE KEY-----\n[A-Za-z0-9+/=\n]+\n-----END PRIVATE KEY-----\n")
# Object identifiers of Ed25519 and of RSA, as a key names its algorithm.
KEY_NUMBERS = {"ed25519": bytes.fromhex("2b6570"), "rsa": bytes.fromhex("2a864886f70d010101")}
WORD = f"[{CONSONANTS}][{VOWELS}][{CONSONANTS}][{VOWELS}][{CONSONANTS}]"


def entropy(policy: Policy) -> float:
    """Return how many bits a fresh value has."""
    if policy.kind in ("hex", "base64", "base64url"):
        return 8.0 * size(policy)
    if policy.kind == "alphanumeric":
        return size(policy) * math.log2(len(set(policy.alphabet or ALPHANUMERIC)))
    if policy.kind == "passphrase":
        return float(WORD_BITS * size(policy))
    return 122.0 if policy.kind == "uuid" else 0.0


def size(policy: Policy) -> int:
    """Return how many bytes, symbols or words a value has: as many as its purpose needs, unless the policy says."""
    if policy.kind == "alphanumeric":
        return policy.length or math.ceil(_least(policy) / math.log2(len(set(policy.alphabet or ALPHANUMERIC))))
    if policy.kind == "passphrase":
        return policy.length or math.ceil(_least(policy) / WORD_BITS)
    return policy.bytes or BYTES


def _least(policy: Policy) -> int:
    return LEAST_BITS[policy.purpose]


def refuse_weak(name: str, policy: Policy) -> None:
    """Refuse a policy by which no good value can be made."""
    symbols = policy.alphabet or ALPHANUMERIC
    if len(set(symbols)) != len(symbols) or len(symbols) < FEWEST_SYMBOLS or not symbols.isprintable() or not symbols.isascii():
        raise StackError(
            f"The alphabet of secret {name} has doubled, unprintable or fewer than {FEWEST_SYMBOLS} symbols; give"
            f" {FEWEST_SYMBOLS} or more different ones of ASCII."
        )
    if policy.kind == "rsa" and (policy.bits or RSA_BITS[1]) not in RSA_BITS:
        raise StackError(f"Secret {name} asks for an RSA key of {policy.bits} bits; give one of {', '.join(map(str, RSA_BITS))}.")
    if policy.kind not in RANDOM:
        return
    if policy.kind == "uuid" and policy.purpose == "general":
        return  # a version 4 UUID has 122 random bits: known, and enough for a name that must not be guessed
    if entropy(policy) < _least(policy):
        raise StackError(
            f"Secret {name} would have {entropy(policy):.0f} bits, fewer than the {_least(policy)} that its purpose {policy.purpose} needs;"
            f" {_longer(policy)}."
        )


def _longer(policy: Policy) -> str:
    if policy.kind == "uuid":
        return "take another kind"
    if policy.kind in ("alphanumeric", "passphrase"):
        return f"say length: {size(Policy(policy.kind, policy.purpose, alphabet=policy.alphabet))} or more"
    return f"say bytes: {_least(policy) // 8} or more"


def complaint(policy: Policy, value: str) -> str:
    """Say what is wrong with a value, empty when it keeps the policy; never quotes it."""
    if not value:
        return "is empty"
    if len(value.encode(errors="surrogatepass")) > LARGEST:
        return f"has more than {LARGEST} bytes"
    digest = hashlib.sha256(value.encode(errors="surrogatepass")).hexdigest()
    if digest in KNOWN or digest in policy.refuse or _is_sample_token(value):
        return "is a value that was published or leaked"
    twin = next((other for other in policy.must_differ_from if digest.startswith(other)), None)
    if twin:
        return f"is the one with the fingerprint {twin[:8]}, which it must differ from"
    return _complaint_of_patterns(policy, value) or _complaint_of_form(policy, value)


def _complaint_of_patterns(policy: Policy, value: str) -> str:
    # Rules are not quoted either: one that was typed as a plain text may be the value itself.
    for number, rule in enumerate(policy.forbid, 1):
        if re.search(rule, value):
            return f"matches pattern {number} of those in forbid"
    if policy.pattern is not None and re.fullmatch(policy.pattern, value) is None:
        return "does not match its pattern"
    return ""


def _is_sample_token(value: str) -> bool:
    """True for a JSON web token whose issuer is a demo: it was signed with a key that everybody has."""
    parts = value.split(".")
    body = decoded("base64url", parts[1]) if len(parts) == 3 else None
    return body is not None and any(f'"{issuer}"'.encode() in body for issuer in SAMPLE_ISSUERS)


def _complaint_of_form(policy: Policy, value: str) -> str:
    if policy.kind in ("hex", "base64", "base64url"):
        return _complaint_of_bytes(policy, value)
    if policy.kind == "alphanumeric":
        strange = set(value) - set(policy.alphabet or ALPHANUMERIC)
        return "has symbols outside of its alphabet" if strange else _complaint_of_number(len(value), size(policy), "symbols")
    if policy.kind == "passphrase":
        words = value.split("-")
        fits = all(re.fullmatch(WORD, word) for word in words)
        return _complaint_of_number(len(words), size(policy), "words") if fits else "has words of another kind"
    if policy.kind == "uuid":
        return "" if UUID.fullmatch(value) else "is no UUID of version 4"
    if policy.kind in PAIRS:
        return _complaint_of_key(policy, value)
    return _complaint_of_purpose(policy, value)


def _complaint_of_purpose(policy: Policy, value: str) -> str:
    """Of a value that somebody else has made only the length can be told."""
    found, least = len(value.encode(errors="surrogatepass")), _least(policy) // 8
    too_short = policy.kind == SUPPLIED and policy.purpose == "hmac" and found < least
    return f"has {found} bytes, fewer than the {least} that its purpose hmac needs" if too_short else ""


def _complaint_of_key(policy: Policy, value: str) -> str:
    """Tell the kind and size of a key by its algorithm's number and the length of what is encoded."""
    found = decoded("base64", "".join(value.split("\n")[1:-2])) if PEM.fullmatch(value) else None
    if found is None:
        return "is no PEM key"
    if KEY_NUMBERS[policy.kind] not in found:
        return f"is a key of another kind than {policy.kind}"
    bits = policy.bits or RSA_BITS[1]
    if policy.kind == "rsa" and not 0.56 * bits < len(found) < 0.63 * bits:  # two halves, five numbers of half a size, and a head
        return f"is no RSA key of {bits} bits"
    return ""


def _complaint_of_bytes(policy: Policy, value: str) -> str:
    """Count bytes, not characters: 32 characters of hex are 16 bytes, which is where people fail."""
    found = decoded(policy.kind, value)
    if found is None:
        return f"is no {policy.kind}"
    return _complaint_of_number(len(found), size(policy), f"bytes ({len(value)} characters of {policy.kind})")


def _complaint_of_number(found: int, wished: int, what: str) -> str:
    return "" if found == wished else f"has {found} {what} where its policy asks for {wished}"


def decoded(kind: str, value: str) -> bytes | None:
    """Return the bytes behind a value, None when it is not of that kind."""
    try:
        if kind == "hex":
            return bytes.fromhex(value) if re.fullmatch("[0-9a-f]*", value) else None
        if kind == "base64":
            return base64.b64decode(value, validate=True)
        padded = value + "=" * (-len(value) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True) if re.fullmatch("[A-Za-z0-9_-]*", value) else None
    except (ValueError, binascii.Error):
        return None
