# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of secrets: a secret has versions, a version has one value for ever, and a place in the secret's life."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

# The life of a version. Nothing is ever forgotten: an old key may be all that opens an old backup.
NEXT, CURRENT, ACCEPTED, RETIRED, COMPROMISED = "next", "current", "accepted", "retired", "compromised"
STATES = (NEXT, CURRENT, ACCEPTED, RETIRED, COMPROMISED)
ONLY = "only"
PHASES = (NEXT, CURRENT, ONLY)

SUPPLIED, URL = "supplied", "url"
RANDOM = ("base64url", "base64", "hex", "alphanumeric", "passphrase", "uuid")
PAIRS = ("ed25519", "rsa")
VERIFIERS = ("bcrypt", "argon2id", "scram")
DERIVED = (*VERIFIERS, URL)
KINDS = (*RANDOM, *PAIRS, *DERIVED, SUPPLIED)


@dataclass(frozen=True)
class Policy:
    """What a value must be."""

    kind: str = "base64url"
    purpose: str = "general"
    bytes: int | None = None
    length: int | None = None
    alphabet: str | None = None
    bits: int | None = None
    pattern: str | None = None
    forbid: tuple[str, ...] = ()
    must_differ_from: tuple[str, ...] = ()
    refuse: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wish:
    """What one secret should be; None leaves as it is what the store holds."""

    name: str
    policy: Policy = Policy()
    version: int | None = None
    phase: str = CURRENT
    compromised: tuple[int, ...] = ()
    expires: str | None = None
    owner: str | None = None
    of: str | None = None
    url: t.Mapping[str, t.Any] | None = None
    value: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Desired:
    """All wishes of one task, and the day (UTC, ISO) on which expiry is judged."""

    wishes: tuple[Wish, ...]
    today: str
    escrow: str | None = None


@dataclass(frozen=True)
class Query:
    """Which secrets to list; None is all."""

    names: tuple[str, ...] | None


@dataclass(frozen=True)
class Version:
    """One version as plans and results see it: everything but its value."""

    number: int
    state: str
    made: str
    fingerprint: str
    kind: str
    of: str | None = None  # what it is made of,
    source: int | None = None  # and of which version of that
    fits: bool = False  # it was made of just that, in the way that is wished
    complaint: str = ""  # what is wrong with it, by the policy that is wished


def in_use(states: t.Mapping[int, str]) -> int | None:
    """Return the number of the version in use, None when there is none."""
    return next((number for number, state in states.items() if state == CURRENT), None)


@dataclass(frozen=True)
class Found:
    """One secret as it was observed, beside what is wished of it."""

    versions: t.Mapping[int, Version] = field(default_factory=dict)
    complaint: str = ""  # what is wrong with the value that a new version would take,
    source: int | None = None  # were it made of this version of its source
    stale: bool = False  # the value that was supplied is another than the one in use
    same: int | None = None  # the version that has the supplied value already

    @property
    def current(self) -> int | None:
        """The number of the version in use, None when there is none."""
        return in_use(self.states)

    @property
    def newest(self) -> int:
        """The highest number, 0 when there is no version."""
        return max(self.versions, default=0)

    @property
    def states(self) -> dict[int, str]:
        """The state of each version."""
        return {number: version.state for number, version in sorted(self.versions.items())}


@dataclass(frozen=True)
class Observed:
    """The secrets that a store holds, and where their newest copy off the host is said to be."""

    store: str
    secrets: t.Mapping[str, Found]
    escrow: str | None = None
    followers: t.Mapping[str, t.Sequence[str]] = field(default_factory=dict)  # by their source: in the store, and not wished here
