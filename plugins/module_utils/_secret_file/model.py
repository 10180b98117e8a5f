# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of files that hold secrets: a text with places, and what stood and shall stand on disk, by fingerprint."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

PLACE = re.compile(r"@@secret:(?P<name>[A-Za-z_][A-Za-z0-9_.-]*)(?::(?P<state>[a-z]+))?@@")
# Which version a place may ask for: the one in use, or one that is there only while a rotation lasts.
IN_USE, PASSING = "current", ("next", "accepted")


@dataclass(frozen=True)
class Desired:
    """The text of a file, with places for secrets."""

    text: str
    format: str


@dataclass(frozen=True)
class Observed:
    """What the file is and shall be, without any content."""

    path: str
    found: str | None  # fingerprint, None when there is no file
    wished: str | None  # None when the store is not there yet
    used: t.Mapping[str, int]  # which version of which secret stands in it


def places_of(text: str) -> list[tuple[str, str]]:
    """Return the secrets and states that a text asks for, each once."""
    return list(dict.fromkeys((found["name"], found["state"] or IN_USE) for found in PLACE.finditer(text)))
