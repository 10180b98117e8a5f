# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The questions that count rows: of a table, and of those that point at nothing."""

from __future__ import annotations

import math
import typing as t

from .model import Bounds, ForeignKey

# Rows that a policy hides from this user would not be counted: then the server refuses.
SEE_ALL = "SET LOCAL row_security = off"


def rows_question(table: str, bounds: Bounds) -> str:
    """Return the statement that counts the rows of a table, named as SQL, no further than matters."""
    limit = enough(bounds)
    counted = f"SELECT FROM {table}" if limit is None else f"SELECT FROM {table} LIMIT {limit}"
    return f"SELECT count(*) FROM ({counted}) AS counted"


def enough(bounds: Bounds) -> int | None:
    """Return how many rows are enough to know: one more than the most, or the least; None for all."""
    known = bounds.least if bounds.most is None else bounds.most + 1
    return None if known is None else math.ceil(max(known, 0))


def orphans_question(key: ForeignKey) -> str:
    """Return the statement that counts the rows whose key points at nothing, as the server looks for them when it validates a key."""
    joined = " AND ".join(f"theirs.{theirs} {operator} ours.{ours}" for ours, theirs, operator in key.pairs)
    said = (" OR " if key.full else " AND ").join(f"ours.{ours} IS NOT NULL" for ours, _theirs, _operator in key.pairs)
    return f"SELECT count(*) FROM {key.source} AS ours WHERE ({said}) AND NOT EXISTS (SELECT FROM {key.target} AS theirs WHERE {joined})"


def countable(keys: t.Iterable[ForeignKey]) -> list[ForeignKey]:
    """Return the keys whose orphans can be counted; one that holds for a time (PERIOD) is no equation."""
    return [key for key in keys if not key.period]
