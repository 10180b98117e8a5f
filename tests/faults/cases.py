# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wishes that are hurt, by domain: each with the old and the new content, written by hand."""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import dataclass
from pathlib import Path

from tests import postgres
from tests.canary import Canary
from tests.faults.migration_stores import ALONE, APPLY, UNDO, MigrationStore
from tests.faults.secret_stores import STATES, SecretFile, SecretStore
from tests.faults.stores import Database, FileStore, Row, Store, TableStore, json_text

ON = [{"key": "alpha", "enabled": True}, {"key": "beta", "enabled": True}]
ABSENT = [{"key": "alpha", "state": "absent"}, {"key": "beta", "state": "absent"}]

KEPT = {"kept": {"enabled": False, "description": "of somebody else", "tenants": {"acme": {"enabled": True}}}}
JSON_OFF = json_text({"alpha": {"enabled": False}, "beta": {"enabled": False}, **KEPT})
JSON_ON = json_text({"alpha": {"enabled": True}, "beta": {"enabled": True}, **KEPT})
JSON_NEW = json_text({"alpha": {"enabled": True}, "beta": {"enabled": True}})
JSON_GONE = json_text(KEPT)
DOTENV_OFF = "# of the application\nalpha=off\nexport beta='false'\nPORT=8080\n"
DOTENV_ON = "# of the application\nalpha=on\nexport beta='true'\nPORT=8080\n"

KEPT_ROW: Row = ("kept", False, "of somebody else")
ROWS_OFF: list[Row] = [("alpha", False, "first"), ("beta", False, None), KEPT_ROW]
ROWS_ON: list[Row] = [("alpha", True, "first"), ("beta", True, None), KEPT_ROW]
ROWS_NEW: list[Row] = [("alpha", True, None), ("beta", True, None), KEPT_ROW]


@dataclass(frozen=True)
class Case:
    """One wish on one kind of store."""

    domain: str
    name: str
    module: str
    make: t.Callable[[Path, Databases], Store]


class Databases:
    """One database for all cases of a run, made when it is first needed and dropped at the end."""

    def __init__(self) -> None:
        self._made: Database | None = None

    def get(self) -> Database:
        """Return the database, with a login whose password is a canary."""
        if self._made is None:
            admin, canary = postgres.server(), Canary()
            self._made = Database(admin, postgres.fresh_database(admin), postgres.fresh_login(admin, canary.value), canary)
        return self._made

    def drop(self) -> None:
        """Drop what was made."""
        if self._made is not None:
            postgres.drop(self._made.admin, self._made.name, self._made.login.user)


@contextlib.contextmanager
def databases() -> t.Iterator[Databases]:
    """Give the databases of a run."""
    made = Databases()
    try:
        yield made
    finally:
        made.drop()


def _file(name: str, kind: str, old: str | None, new: str, wish: list[dict[str, t.Any]]) -> Case:
    return Case("flag", name, "feature_flag", lambda folder, _db: FileStore(folder, kind, old, new, wish))


def _table(name: str, hand: str, old: list[Row], new: list[Row], wish: list[dict[str, t.Any]]) -> Case:
    return Case("flag", f"{name} by {hand}", "feature_flag", lambda _folder, db: TableStore(db.get(), hand, old, new, wish))


def _secret(name: str, old: STATES | None, new: STATES, escrow: bool = False, **wish: t.Any) -> Case:
    return Case("secret", name, "secret_gen", lambda folder, _db: SecretStore(folder, old, new, {"kind": "hex", **wish}, escrow))


CASES = (
    _file("json create", "json", None, JSON_NEW, ON),
    _file("json update", "json", JSON_OFF, JSON_ON, ON),
    _file("json remove", "json", JSON_ON, JSON_GONE, ABSENT),
    _file("dotenv update", "dotenv", DOTENV_OFF, DOTENV_ON, ON),
    Case(
        *("flag", "json update of another's file", "feature_flag"),
        lambda folder, _db: FileStore(folder, "json", JSON_OFF, JSON_ON, ON).of_nobody(),
    ),
    *(
        case
        for hand in ("psycopg", "psql")
        for case in (
            _table("row create", hand, [KEPT_ROW], ROWS_NEW, ON),
            _table("row update", hand, ROWS_OFF, ROWS_ON, ON),
            _table("row remove", hand, ROWS_ON, [KEPT_ROW], ABSENT),
        )
    ),
    _secret("create", None, {1: "current"}),
    _secret("stage", {1: "current"}, {1: "current", 2: "next"}, version=2, phase="next"),
    _secret("rotate", {1: "current"}, {1: "accepted", 2: "current"}, version=2),
    _secret("retire", {1: "accepted", 2: "current"}, {1: "retired", 2: "current"}, version=2, phase="only"),
    _secret("create with escrow", None, {1: "current"}, True),
    _secret("rotate with escrow", {1: "current"}, {1: "accepted", 2: "current"}, True, version=2),
    *(
        Case(
            *("migrations", f"{what} by {hand}", "postgres_migrations"),
            lambda folder, db, hand=hand, what=what: MigrationStore(folder, db.get(), hand, what),  # type: ignore[misc]
        )
        for hand in ("psycopg", "psql")
        for what in (APPLY, UNDO, ALONE)
    ),
    Case("secret", "file create", "secret_file", lambda folder, _db: SecretFile(folder, None)),
    Case("secret", "file update", "secret_file", lambda folder, _db: SecretFile(folder, "KEY=older\n")),
)


def cases_of(domain: str | None) -> list[Case]:
    """Return the cases of a domain, or all."""
    return [case for case in CASES if domain in (None, case.domain)]


def case_named(name: str) -> Case:
    """Return the case of that name."""
    return next(case for case in CASES if case.name == name)
