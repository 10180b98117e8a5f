# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of files that hold secrets: a text with places, and what stood and shall stand on disk, by fingerprint."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

PLACE = re.compile(r"@@secret:(?P<name>[A-Za-z_][A-Za-z0-9_.-]*)(?::(?P<which>[a-z]+|[1-9][0-9]{0,8}))?@@")
ALMOST = re.compile(r"@@?[^@\n]{0,20}secret[^@\n]{0,200}@@?|@@secret:[\w.:-]*", re.IGNORECASE)
# Which version a place may ask for: the one in use, or one that is there only while a rotation lasts.
IN_USE, PASSING = "current", ("next", "accepted")


@dataclass(frozen=True)
class Desired:
    """The text of a file, with places for secrets."""

    text: str
    format: str
    pending: tuple[str, ...] = ()  # what an earlier step is going to change, in check mode


@dataclass(frozen=True)
class Observed:
    """What the file is and shall be, without any content."""

    path: str
    found: str | None  # fingerprint, None when there is no file
    wished: str | None  # None when it can't be known yet
    used: t.Mapping[str, int]  # which version stands in which place
    same: bool = False  # to the byte


def places_of(text: str) -> list[tuple[str, str | int]]:
    """Return the secrets and versions that a text asks for, each once."""
    return list(dict.fromkeys((found["name"], which_of(found)) for found in PLACE.finditer(text)))


def which_of(found: re.Match[str]) -> str | int:
    """Return the version that a place asks for, by number or by state."""
    which = found["which"] or IN_USE
    return int(which) if which.isdigit() else which


def misspelled(text: str) -> str:
    """Return what looks like a place and is none, empty when there is nothing."""
    found = ALMOST.search(PLACE.sub("\n", text))  # what stands on two sides of a place is not one
    return found.group() if found else ""
