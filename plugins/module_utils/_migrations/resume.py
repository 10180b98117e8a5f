# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a file without a transaction goes on, when it was cut off between two statements or amid one; pure but for what it is told."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from .._database import sql
from .scan import own_statements
from .splitter import Statement

NAME = r'(?:[^\W\d][\w$]*|"(?:[^"]|"")+")'
INDEX = re.compile(
    rf"\bCREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?({NAME})\s+ON\s+(?:ONLY\s+)?((?:{NAME}\s*\.\s*)?{NAME})",
    re.IGNORECASE,
)
# What may be done twice: the second time it does nothing, or the same again.
AGAIN = re.compile(r"(?:VACUUM|ANALYZE|ANALYSE|REINDEX|CLUSTER|REFRESH MATERIALIZED VIEW|CHECKPOINT)\b")
GUARDED = re.compile(r"\bIF\s+(?:NOT\s+)?EXISTS\b", re.IGNORECASE)


@dataclass(frozen=True)
class Resumption:
    """How many statements are passed over, and which half-built index goes first."""

    passed: int
    drop: str | None = None


IndexState = t.Callable[[str], t.Optional[t.Mapping[str, t.Any]]]


def resumption(text: t.Tuple[t.Iterable[str], int], done: int, state_of: IndexState, search_path: t.Sequence[str]) -> Resumption | None:
    """Return how to go on by itself, None where a person has to look: nobody knows whether the statement was done."""
    statement = _cut_off(text, done)
    if statement is None:
        return Resumption(done)
    index = INDEX.search(statement.text)
    if index is not None:
        found = state_of(question(index[1], index[2], search_path))
        if found is None:
            return Resumption(done)
        return Resumption(done + 1) if found["valid"] else Resumption(done, found["name"])
    if AGAIN.match(statement.words) or GUARDED.search(statement.text):
        return Resumption(done)
    return None


def _cut_off(text: t.Tuple[t.Iterable[str], int], done: int) -> Statement | None:
    """Return the statement that was begun and not counted, None when all were."""
    for number, statement in enumerate(own_statements(*text), 1):
        if number == done + 1:
            return statement
    return None


def question(index: str, table: str, search_path: t.Sequence[str]) -> str:
    """Return the query for an index as a file names it: whether it is valid, and its whole name."""
    tables = [table] if "." in table else [f"{sql.name(schema, 'schema of the search path')}.{table}" for schema in search_path]
    name = index[1:-1].replace('""', '"') if index.startswith('"') else index.lower()
    data = sql.document({"tables": tables, "index": name})
    return (
        "SELECT (SELECT jsonb_build_object('valid', i.indisvalid, 'name', format('%I.%I', n.nspname, c.relname)) FROM pg_index AS i"
        " JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace"
        f" WHERE c.relname = {data}->>'index' AND i.indrelid IN (SELECT to_regclass(named) FROM jsonb_array_elements_text({data}->'tables')"
        " AS named))"
    )
