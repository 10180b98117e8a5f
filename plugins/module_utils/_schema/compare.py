# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not as asserted: what is wished beside what is there, all of it and not only the first; pure."""

from __future__ import annotations

import typing as t

from .catalog import NOUNS, PARTS
from .model import MISSING, UNEXPECTED, Finding, Observed, Part, Wish
from .type_names import is_same_default, is_same_type

Findings = t.Iterator[Finding]
Named = t.Mapping[str, t.Any]


def compare_catalog(wish: Wish, there: Observed) -> Findings:
    """Yield what is not as expected, and what is not as in the reference."""
    for schema in wish.schemas:
        if schema not in there.schemas:
            yield Finding(f"{MISSING}schema", schema)
    if wish.tables is not None:
        yield from compare_tables(wish.tables, there.tables)
    for noun, names in wish.named.items():
        known = names_of(noun, there)
        for name in names:
            if name not in known:
                yield Finding(f"{MISSING}{noun}", name)
    if there.reference is not None:
        yield from compare_reference(there.reference, there)
    if there.statements is not None:
        yield from compare_texts("statement", *there.statements)


def is_missing_table(finding: Finding) -> bool:
    """True for a table that is not there, of a list, a snapshot or a dump."""
    return finding.kind == f"{MISSING}table" or (finding.kind == f"{MISSING}statement" and finding.object.startswith("TABLE "))


def names_of(noun: str, there: Observed) -> set[str]:
    """Return the names by which things of a kind can be expected; a function without its arguments is any of that name."""
    found = {name for part, one in NOUNS.items() if one == noun for name in there.others.get(part, ())}
    found |= {name.partition("(")[0] for name in found if noun == "function"}
    parts = [part for part, one in PARTS.items() if one == noun]
    return found | {f"{table['schema']}.{name}" for table in there.tables.values() for part in parts for name in table[part]}


def compare_reference(reference: Part, there: Observed) -> Findings:
    """Yield how the database differs from a snapshot; what the snapshot leaves out is not looked at."""
    if "tables" in reference:
        yield from compare_tables(reference["tables"], there.tables)
    for noun, one in NOUNS.items():
        if noun in reference:
            yield from compare_texts(one, reference[noun], there.others.get(noun, {}))


def compare_tables(wished: t.Mapping[str, Part], there: t.Mapping[str, Part]) -> Findings:
    """Yield how tables differ, part by part; a partition that nobody names is a part of its table."""
    yield from compare_names("table", wished, [title for title in there if title in wished or not there[title]["partition"]])
    for title in [title for title in wished if title in there]:
        yield from compare_table(title, wished[title], there[title])


def compare_table(title: str, wished: Part, there: Part) -> Findings:
    """Yield how one table differs."""
    if "columns" in wished:
        yield from compare_columns(title, wished["columns"], there["columns"])
    for part in ("primary_key", "owner"):
        if part in wished and wished[part] != there[part]:
            yield Finding(part, title, wished[part], there[part])
    if "row_level_security" in wished and not is_same_security(wished["row_level_security"], there["row_level_security"]):
        yield Finding("row_level_security", title, wished["row_level_security"], there["row_level_security"])
    for part, one in PARTS.items():
        if part in wished:
            yield from compare_texts(one, wished[part], there[part], f"{title}.")


def is_same_security(wished: bool | str, there: str) -> bool:
    """True when rows are guarded as wished; whoever only says yes means enabled or forced."""
    return wished == there if isinstance(wished, str) else wished == (there != "disabled")


def compare_columns(title: str, wished: t.Mapping[str, Part], there: t.Mapping[str, Part]) -> Findings:
    """Yield how the columns of a table differ."""
    yield from compare_names("column", wished, there, f"{title}.")
    for name in [name for name in wished if name in there]:
        yield from compare_column(f"{title}.{name}", wished[name], there[name])


def compare_column(title: str, wished: Part, there: Part) -> Findings:
    """Yield how one column differs; a part that is not wished is not looked at."""
    if "type" in wished and not is_same_type(wished["type"], there["type"]):
        yield Finding("column_type", title, wished["type"], there["type"])
    if "default" in wished and not is_same_default(wished["default"], there["default"]):
        yield Finding("default", title, wished["default"], there["default"])
    for part in ("nullable", "generated", "collation"):
        if part in wished and wished[part] != there[part]:
            yield Finding(part, title, wished[part], there[part])


def compare_texts(noun: str, wished: Named, there: Named, before: str = "") -> Findings:
    """Yield how things that have a name and a definition differ."""
    yield from compare_names(noun, wished, there, before)
    for name in [name for name in wished if name in there and wished[name] != there[name]]:
        yield Finding(noun, before + name, wished[name], there[name])


def compare_names(noun: str, wished: t.Iterable[str], there: t.Iterable[str], before: str = "") -> Findings:
    """Yield what is missing, and what is there though nobody expects it."""
    known, expected = set(there), set(wished)
    for name in wished:
        if name not in known:
            yield Finding(f"{MISSING}{noun}", before + name)
    for name in there:
        if name not in expected:
            yield Finding(f"{UNEXPECTED}{noun}", before + name)
