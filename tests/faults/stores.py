# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that are hurt: what they hold before and after a wish, written by hand, and how to look at them."""

from __future__ import annotations

import json
import os
import typing as t
from dataclasses import dataclass
from pathlib import Path

from tests.canary import Canary
from tests.faults import sight
from tests.postgres import Server

Row = t.Tuple[str, bool, t.Optional[str]]
NOBODY = 65534


class Store(t.Protocol):
    """One object with a wish on it."""

    old: str | None
    new: str | None
    place: str
    args: dict[str, t.Any]

    @property
    def canaries(self) -> list[Canary]:
        """The secrets that stand in it and nowhere else."""

    @property
    def on_disk(self) -> bool:
        """True when it can lie on a small disk."""

    def reset(self) -> None:
        """Put the old content in place."""

    def look(self) -> sight.Sight:
        """Return what it holds."""

    def known(self) -> set[str]:
        """Return the files that may be in its folder."""

    def locks(self) -> list[str]:
        """Name the locks that are held."""

    def sessions(self) -> list[str]:
        """Name what is still connected to it."""


def json_text(entries: t.Mapping[str, t.Any]) -> str:
    """Return a flag file as the documentation shows it."""
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


class FileStore:
    """A file of flags in a folder of its own."""

    def __init__(self, folder: Path, kind: str, old: str | None, new: str | None, wish: t.Sequence[t.Mapping[str, t.Any]]) -> None:
        self.folder = folder
        self.path = folder / f"flags.{kind}"
        self.canaries = [Canary(Canary().value.replace("'", ""))] if kind == "dotenv" else []
        self.old, self.new = (self._secret_line(text) for text in (old, new))
        self.owner = (os.geteuid(), os.getegid())
        self.place = str(folder)  # an error may be about the file or about its lock
        self.args: dict[str, t.Any] = {"file": {"path": str(self.path), "format": kind}, "flags": list(wish)}

    def of_nobody(self) -> FileStore:
        """Return the store with a file that belongs to somebody else than who changes it."""
        self.owner = (NOBODY, NOBODY)
        return self

    @property
    def on_disk(self) -> bool:
        """True for a file that belongs to who changes it."""
        return self.owner[0] == os.geteuid()

    def _secret_line(self, text: str | None) -> str | None:
        """A dotenv file holds an application's secrets beside its flags."""
        lines = "".join(f"APP_PASSWORD='{canary.value}'\n" for canary in self.canaries)
        return None if text is None else lines + text

    def reset(self) -> None:
        """Put the old content in place, and nothing else."""
        for path in self.folder.iterdir():
            path.unlink()
        if self.old is not None:
            with os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                os.fchown(file.fileno(), *self.owner)
                file.write(self.old)

    def look(self) -> sight.Sight:
        """Return the file's text."""
        return sight.look_at_file(self.path, self.owner)

    def known(self) -> set[str]:
        """Return the file and its lock file."""
        return {self.path.name, f".{self.path.name}.golive-lock"}

    def locks(self) -> list[str]:
        """Name the lock files that are held."""
        return sight.held_lock_files(self.folder)

    def sessions(self) -> list[str]:
        """Nobody connects to a file."""
        return []


@dataclass
class Database:
    """A database of the tests, the superuser's way to it, and the module's."""

    admin: Server
    name: str
    login: Server
    canary: Canary


class TableStore:
    """A table of flags, reached by one of the hands."""

    on_disk = False
    between: tuple[str, ...] = ()
    # What the module says it was doing, by what it was sending.
    doing: t.Mapping[str, str] = {
        **dict.fromkeys(("BEGIN", "DO", "COMMIT"), "Changing"),
        "SELECT": "Reading",
        "login": "Connecting",
        "SCRAM": "Connecting",
    }
    otherwise = ""

    def __init__(self, database: Database, hand: str, old: list[Row], new: list[Row], wish: t.Sequence[t.Mapping[str, t.Any]]) -> None:
        self.database = database
        self._rows = old
        self.old: str | None = _text(old)
        self.new: str | None = _text(new)
        self.canaries = [database.canary]
        self.place = f"database {database.name} on {database.login.host}:{database.login.port}"
        columns = {"key": "feature_key", "enabled": "is_enabled", "description": "description", "updated": "updated_at"}
        # Without TLS the traces can be read; with it the same calls are made.
        self.args: dict[str, t.Any] = {
            "database": database.login.option(database.name, hand=hand, sslmode="disable", sslrootcert=None),
            "table": {"name": "feature_flags", "columns": columns},
            "flags": list(wish),
        }

    def reset(self) -> None:
        """Put the old rows in place."""
        with self.database.admin.connect(self.database.name) as connection:
            connection.execute("DELETE FROM public.feature_flags")
            for row in self._rows:
                insert = "INSERT INTO public.feature_flags (feature_key, is_enabled, description) VALUES (%s, %s, %s)"
                connection.execute(insert, row)

    def look(self) -> sight.Sight:
        """Return the rows."""
        return sight.look_at_table(self.database.admin, self.database.name)

    def known(self) -> set[str]:
        """A table has no files."""
        return set()

    def locks(self) -> list[str]:
        """Name the advisory locks that are held."""
        return sight.advisory_locks_of(self.database.admin, self.database.name)

    def sessions(self) -> list[str]:
        """Name the sessions that are left."""
        return sight.sessions_of(self.database.admin, self.database.name)


def _text(rows: t.Iterable[Row]) -> str:
    """Return the rows as PostgreSQL shows them."""
    return "".join(f"({key},{'t' if enabled else 'f'},{'' if text is None else _cell(text)})\n" for key, enabled, text in sorted(rows))


def _cell(text: str) -> str:
    return f'"{text}"' if " " in text else text
