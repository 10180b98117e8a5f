# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of feature flags."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

Name = t.Tuple[str, t.Optional[str]]  # key and tenant; tenant None is the flag for everybody
NEVER = "never"
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)  # days are compared as text
OPTIONAL = ("tenant", "description", "expires")


@dataclass(frozen=True)
class Flag:
    """A flag as a store holds it."""

    key: str
    tenant: str | None
    enabled: bool
    description: str | None = None
    expires: str | None = None

    @property
    def name(self) -> Name:
        """What makes the flag this flag."""
        return self.key, self.tenant


@dataclass(frozen=True)
class Wish:
    """What one flag should be; None leaves as it is what the store holds."""

    key: str
    tenant: str | None = None
    state: str = "present"
    enabled: bool | None = None
    description: str | None = None
    expires: str | None = None
    only_from: str | None = None
    max_tenants: int | None = None

    @property
    def name(self) -> Name:
        """What makes the flag this flag."""
        return self.key, self.tenant


@dataclass(frozen=True)
class Desired:
    """All wishes of one task, and the day (UTC, ISO) on which expiry is judged."""

    wishes: tuple[Wish, ...]
    today: str
    on_expired: str = "fail"

    @property
    def keys(self) -> list[str]:
        """The keys to look at, every tenant included."""
        return sorted({wish.key for wish in self.wishes})


@dataclass(frozen=True)
class Query:
    """Which keys to list; None is all."""

    keys: list[str] | None


@dataclass(frozen=True)
class Observed:
    """The flags that a store holds, and which optional parts of a flag it can keep."""

    store: str
    keeps: frozenset[str]
    flags: t.Mapping[Name, Flag]


def label(name: Name) -> str:
    """Name a flag for a person."""
    key, tenant = name
    return key if tenant is None else f"{key} for tenant {tenant}"


def is_expired(flag: Flag, today: str) -> bool:
    """True once the flag's last day is over (ISO dates sort as text)."""
    return flag.expires is not None and flag.expires < today
