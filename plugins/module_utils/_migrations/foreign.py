# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger of another tool, read in one question, and the digests of files as that tool makes them."""

from __future__ import annotations

import hashlib
import typing as t
import zlib

from .._database import sql
from .keepers import KEEPERS
from .model import Foreign, Migration
from .text import read_text

Content = t.Callable[[Migration], t.Iterable[bytes]]


def question(tool: str) -> str:
    """Return the query for all that the tool has written down, with whichever columns its tables have."""
    keeper = KEEPERS[tool]
    tables = {"rows": keeper.table, **({"lock": keeper.lock} if keeper.lock else {})}
    fields = [
        f"'{key}', (SELECT coalesce(jsonb_agg(to_jsonb(f)), '[]') FROM {_named(keeper.schema, table)} AS f)"
        for key, table in tables.items()
    ]
    return f"SELECT jsonb_build_object({', '.join(fields)})"


def _named(schema: str, table: str) -> str:
    return f"{sql.name(schema, 'schema of the other ledger')}.{sql.name(table, 'table of the other ledger')}"


def answered(tool: str, found: t.Mapping[str, t.Any] | None, migrations: t.Iterable[Migration], content: Content) -> Foreign:
    """Return what was read; ``None`` stands for a table that is not there."""
    if found is None:
        return Foreign(tool)
    make = SUMS.get(tool)
    sums = {migration.version: make(migration.file, content(migration)) for migration in migrations} if make and found["rows"] else {}
    return Foreign(tool, tuple(found["rows"]), tuple(found.get("lock", ())), sums)


def flyway_sum(name: str, chunks: t.Iterable[bytes]) -> str:
    """Return Flyway's checksum: CRC-32 of the lines without what ends them, as Java's signed number."""
    found = 0
    for piece in read_text(name, chunks):
        found = zlib.crc32(piece.replace("\n", "").encode(), found)
    return str(found - (1 << 32) if found >> 31 else found)


def sqitch_sum(_name: str, chunks: t.Iterable[bytes]) -> str:
    """Return sqitch's digest: SHA-1 of the script, byte by byte."""
    digest = hashlib.sha1(usedforsecurity=False)
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


SUMS: dict[str, t.Callable[[str, t.Iterable[bytes]], str]] = {"flyway": flyway_sum, "sqitch": sqitch_sum}
