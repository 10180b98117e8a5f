# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Migrations, rows and databases, as tests name them."""

from __future__ import annotations

import typing as t

from ansible_collections.golive.stack.plugins.module_utils._migrations.model import Entry, Migration, Observed

LEDGER = "ledger public.golive_migrations"


def migration(version: str, **more: t.Any) -> Migration:
    """Return a migration whose digest is its version, many times."""
    return Migration(
        **{
            "version": version,
            "title": f"step {version}",
            "kind": "versioned",
            "file": f"{version}_step.sql",
            "digest": version[:1] * 64,
            **more,
        }
    )


def row(of: Migration, rank: int, state: str = "applied", **more: t.Any) -> Entry:
    """Return the ledger's row of a migration."""
    return Entry(**{"version": of.version, "title": of.title, "kind": of.kind, "digest": of.digest, "state": state, "rank": rank, **more})


def ledger(*entries: Entry, **more: t.Any) -> Observed:
    """Return a database with a ledger."""
    return Observed(LEDGER, True, entries, **more)


def new(*strangers: str) -> Observed:
    """Return a database without a ledger."""
    return Observed(LEDGER, strangers=strangers)
