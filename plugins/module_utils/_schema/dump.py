# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of ``pg_dump --schema-only``, as something that two servers can have in common; pure."""

from __future__ import annotations

import hashlib
import re
import typing as t
from dataclasses import dataclass

ENTRY = re.compile(
    r"^--\n-- Name: (?P<name>.*); Type: (?P<type>[^;\n]+); Schema: (?P<schema>[^;\n]+); Owner:[^;\n]*(?:; Tablespace: .*)?\n--\n",
    re.MULTILINE,
)
FROM = re.compile(r"^-- Dumped from database version (\d+)", re.MULTILINE)
# What belongs to one server, or to one run of pg_dump; nothing of it is indented.
DROPPED = re.compile(
    r"SET default_(?:tablespace|table_access_method) = .*;|ALTER .* OWNER TO .*;"
    r"|\\(?:un)?restrict .*|--|-- PostgreSQL database dump complete"
)
RIGHTS = ("ACL", "DEFAULT ACL")


@dataclass(frozen=True)
class Dump:
    """A dump: the version of its server, and a sum of each thing in it."""

    version: int
    statements: t.Mapping[str, str]


def is_dump(text: str) -> bool:
    """True for what pg_dump writes as plain text."""
    return FROM.search(text) is not None


def parse_dump(text: str, schemas: t.Collection[str]) -> Dump:
    """Return what a dump says of some schemas; the order of things does not matter, nor do owners, rights and settings."""
    text = text.replace("\r\n", "\n")
    version = FROM.search(text)
    pieces = ENTRY.split(text)[1:]
    found: dict[str, list[str]] = {}
    for name, kind, schema, body in zip(pieces[::4], pieces[1::4], pieces[2::4], pieces[3::4]):
        lines = _lines_of(body)
        if schema in schemas and kind not in RIGHTS and lines:
            found.setdefault(f"{kind} {schema}.{name}", []).append("\n".join(lines))
    return Dump(int(version[1]) if version else 0, {title: _sum(sorted(texts)) for title, texts in sorted(found.items())})


def _lines_of(body: str) -> list[str]:
    lines = (line.rstrip() for line in body.split("\n"))
    return [line for line in lines if line and not DROPPED.fullmatch(line)]


def _sum(texts: t.Iterable[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
