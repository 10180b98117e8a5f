# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a value is written in each kind of file, so that the kind's own reader gives the very same value back; pure."""

from __future__ import annotations

import json
import re
import typing as t
from urllib.parse import quote

from .model import PLACE, which_of

PLAIN = re.compile(r"[A-Za-z0-9_.,:~+/=@%-]*")
# One pass over the text: what was filled in may look like a place, and is none.
ASSIGNED = re.compile(
    rf"(?m)(?P<head>^[ \t]*(?:export[ \t]+)?[A-Za-z_][A-Za-z0-9_]*[ \t]*=[ \t]*)?{PLACE.pattern}(?P<end>[ \t]*$)?",
)


class Unwritable(Exception):
    """Why a value can't be written in that kind of file; never quotes the value."""


def filled(text: str, kind: str, value_of: t.Callable[[str, str | int], str]) -> str:
    """Return the text with every place filled in."""

    def fill(found: re.Match[str]) -> str:
        value = value_of(found["name"], which_of(found))
        whole = found["head"] is not None and found["end"] is not None
        encode = QUOTED[kind] if whole and kind in QUOTED else ENCODED[kind]
        return (found["head"] or "") + encode(value) + (found["end"] or "")

    done = ASSIGNED.sub(fill, text)
    if kind == "json":
        _refuse_broken(done)
    return done


def _refuse_broken(text: str) -> None:
    try:
        json.loads(text)
    except ValueError as error:
        raise Unwritable(f"the text is no JSON at line {getattr(error, 'lineno', '?')}: a place stands between double quotes") from None


def _dotenv(value: str) -> str:
    """Quote so that python-dotenv and Docker Compose agree; where they don't, no quoting helps."""
    if PLAIN.fullmatch(value):
        return value
    if "${" in value or "\\\\" in value or "\\'" in value or value.endswith("\\") or "\r" in value:
        raise Unwritable("readers of dotenv files disagree about ${, carriage returns, doubled or closing backslashes")
    if "'" not in value:
        return f"'{value}'"
    if not set(value) & set('"\\$`\r\n'):
        return f'"{value}"'
    raise Unwritable("readers of dotenv files disagree about a single quote beside double quotes, $, backslashes or line ends")


def _systemd(value: str) -> str:
    r"""Quote for EnvironmentFile=: within double quotes, \ takes the meaning of " \ ` and $ away, and lines may go on."""
    return value if PLAIN.fullmatch(value) else '"' + re.sub(r'(["\\`$])', r"\\\1", value) + '"'


def _inside(value: str) -> str:
    """Write a value amid other text, where no quotes can be put around it."""
    if not PLAIN.fullmatch(value):
        raise Unwritable("amid other text it needs quotes: let it be all that stands behind =, or make a secret of kind url")
    return value


def _pgpass(value: str) -> str:
    if "\n" in value or "\r" in value:
        raise Unwritable("a password file has one line for each login, and the value holds a line end")
    return value.replace("\\", "\\\\").replace(":", "\\:")


def _url(value: str) -> str:
    return quote(value, safe="")


def _json(value: str) -> str:
    return json.dumps(value)[1:-1]


def _raw(value: str) -> str:
    return value


QUOTED: dict[str, t.Callable[[str], str]] = {"dotenv": _dotenv, "systemd": _systemd}
ENCODED: dict[str, t.Callable[[str], str]] = {
    "dotenv": _inside,
    "systemd": _inside,
    "json": _json,
    "url": _url,
    "pgpass": _pgpass,
    "raw": _raw,
}
