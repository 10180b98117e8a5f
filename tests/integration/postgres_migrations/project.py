# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A database of a test's own, a folder with migrations, and the module between them."""

from __future__ import annotations

import os
import typing as t
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests import postgres
from tests.module_run import Result, run_module

MODULE = "postgres_migrations"
BESIDE = ThreadPoolExecutor(max_workers=8)


@dataclass
class Project:
    """What a team has: files, and a database that is to become what they say."""

    server: postgres.Server
    database: str
    folder: Path
    hand: str
    options: dict[str, t.Any] = field(default_factory=dict)

    def write(self, **files: str | bytes) -> None:
        """Write files; in their names two underscores at the end stand for .sql."""
        for name, text in files.items():
            self.write_as(f"{name.removeprefix('_')}.sql", text)

    def write_as(self, name: str, text: str | bytes) -> None:
        """Write one file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def args(self, **more: t.Any) -> dict[str, t.Any]:
        """Return the module's options."""
        database = self.server.option(self.database, hand=self.hand)
        return {"database": database, "path": str(self.folder), **self.options, **more}

    def run(self, *, check: bool = False, diff: bool = False, seconds: float = 60, **more: t.Any) -> Result:
        """Run the module."""
        return run_module(MODULE, self.args(**more), check=check, diff=diff, seconds=seconds, env=self._env())

    def applied(self, **more: t.Any) -> list[str]:
        """Run the module, which must do well, and return what it did."""
        result = self.run(**more)
        assert result.rc == 0, result.msg or result.err
        assert result.changed == bool(result.json["actions"])
        return [f"{action['what']} {action['id']}" for action in result.json["actions"]]

    def refused(self, **more: t.Any) -> str:
        """Run the module, which must fail in a sentence of ours, and return that."""
        result = self.run(**more)
        assert result.rc == 1 and result.msg and "defect of golive.stack" not in result.msg, (result.out, result.err)
        return result.msg

    def start(self, **more: t.Any) -> Future[Result]:
        """Start the module, and let it run beside the test."""
        return BESIDE.submit(self.run, **more)

    def ask(self, question: str) -> t.Any:
        """Return the one value that the database answers."""
        with self.server.connect(self.database) as connection:
            row = connection.execute(question.encode()).fetchone()
        return row[0] if row else None

    def do(self, statement: str) -> None:
        """Do something to the database by other hands."""
        with self.server.connect(self.database) as connection:
            connection.execute(statement.encode())

    def ledger(self) -> dict[str, str]:
        """Return what the ledger says of each version, in the order of execution."""
        if self.ask("SELECT to_regclass('public.golive_migrations')") is None:
            return {}
        found = self.ask("SELECT jsonb_agg(jsonb_build_array(version, state) ORDER BY rank) FROM golive_migrations")
        return dict(found or [])

    def tables(self) -> list[str]:
        """Return the tables but for the ledger."""
        found = "SELECT coalesce(array_agg(tablename::text ORDER BY tablename), '{}') FROM pg_tables WHERE schemaname = 'public'"
        return [name for name in self.ask(found) if name != "golive_migrations"]

    @staticmethod
    def _env() -> dict[str, str]:
        return {"PATH": os.environ["PATH"]}
