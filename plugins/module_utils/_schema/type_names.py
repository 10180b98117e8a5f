# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One spelling for types and defaults: that of the server, which people rarely write; pure."""

from __future__ import annotations

import re

ALIASES = {
    "int": "integer",
    "int4": "integer",
    "serial": "integer",
    "serial4": "integer",
    "int8": "bigint",
    "bigserial": "bigint",
    "serial8": "bigint",
    "int2": "smallint",
    "smallserial": "smallint",
    "serial2": "smallint",
    "bool": "boolean",
    "varchar": "character varying",
    "char varying": "character varying",
    "char": "character",
    "varbit": "bit varying",
    "decimal": "numeric",
    "dec": "numeric",
    "float": "double precision",
    "float8": "double precision",
    "float4": "real",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "time": "time without time zone",
    "timetz": "time with time zone",
}
OF_LENGTH_ONE = ("character", "bit")  # where no length is said
ARRAY = re.compile(r"(?:\s*\[\d*\])+\s*\Z")  # the server keeps neither lengths nor dimensions
ARGUMENTS = re.compile(r"\s*\(([^()]*)\)")
CAST = re.compile(r"(?s)(.*)::(?:[a-z_]\w*\.)?(?:\"[^\"]+\"|[a-z_][\w ]*(?:\([\d, ]*\))?[a-z ]*)(?:\[\])?\Z")
NUMBER = re.compile(r"'(-?\d+(?:\.\d+)?)'\Z")


def canonical_type(text: str) -> str:
    """Return the type as the server writes it; the server's own spelling stays as it is."""
    text = " ".join(text.split())
    name = ARRAY.sub("", text)
    array = "[]" if name != text else ""
    if '"' in name:
        return name + array
    found = ARGUMENTS.search(name.lower())
    arguments = f"({found[1].replace(' ', '')})" if found else ""
    name = " ".join(ARGUMENTS.sub(" ", name.lower()).split())
    name = ALIASES.get(name, name)
    if name in OF_LENGTH_ONE and not arguments:
        arguments = "(1)"
    head, space, zone = name.partition(" ") if name.startswith("time") else (name, "", "")
    return f"{head}{arguments}{space}{zone}{array}"


def is_same_type(expected: str, found: str) -> bool:
    """True for two spellings of one type; one that is expected without its schema may be in any."""
    wished, there = canonical_type(expected), canonical_type(found)
    return wished == there or ("." not in wished and wished == there.rpartition(".")[2])


def is_same_default(expected: str | None, found: str | None) -> bool:
    """True for the same expression; the server writes the type behind a constant, people do not."""
    if expected is None or found is None:
        return expected == found
    return expected.strip() in _spellings(found)


def _spellings(found: str) -> set[str]:
    bare = CAST.sub(r"\1", found)
    return {found, bare, NUMBER.sub(r"\1", bare)}  # a negative number is written as '-1'::integer
