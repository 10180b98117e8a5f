# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hand that uses the driver: one connection for the whole task."""

from __future__ import annotations

import contextlib
import os
import re
import typing as t

from .._errors import StackError
from . import errors, sql
from .settings import Settings

OLDEST = (3, 1)


class PsycopgHand:
    """Speaks with the server through psycopg, on the machine this Python runs on."""

    def __init__(self, settings: Settings, application: str) -> None:
        self._settings = settings
        self._application = application
        self._connection: t.Any = None
        self._doing = ""

    def query(self, statement: str) -> t.Any:
        """Return the one JSON value that a reading statement gives."""
        return self._execute(statement, "Reading").fetchone()[0]

    def ask(self, statements: t.Sequence[str], doing: str, *, writing: bool = False) -> list[t.Any]:
        """Return the JSON values of the questions among the statements of one transaction, which is always undone."""
        self._execute(f"BEGIN READ {'WRITE' if writing else 'ONLY'}", doing)
        try:
            cursors = [self._execute(statement, doing) for statement in statements]
            found = [cursor.fetchone()[0] for cursor in cursors if cursor.description]
        except BaseException:
            self.close()  # whatever was open is undone by the server
            raise
        self._execute("ROLLBACK", doing)
        return found

    @contextlib.contextmanager
    def unit(self, lock: int, doing: str) -> t.Iterator[None]:
        """Open one writing transaction under an advisory lock; it is committed on leaving, undone on an error."""
        self._doing = doing
        self._execute(f"BEGIN READ WRITE; {sql.take_lock(lock)}", doing)
        try:
            yield
        except BaseException:
            self.close()  # whatever was open is undone by the server
            raise
        self._execute("COMMIT", doing)

    def run(self, statement: str) -> None:
        """Carry out one statement of the open unit."""
        self._execute(statement, self._doing)

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _execute(self, statement: str, doing: str) -> t.Any:
        import psycopg  # 54-74 ms: only when a database is really asked

        try:
            return self._connected(psycopg).execute(statement)
        except psycopg.Error as error:
            if error.sqlstate is None:
                failure: StackError = errors.connection_lost(self._settings, doing)
            else:
                failure = errors.from_server(self._settings, doing, error.sqlstate, error.diag.message_primary or "")
        raise failure

    def _connected(self, psycopg: t.Any) -> t.Any:
        if self._connection is None:
            _forget_environment()
            parameters = self._settings.libpq(self._application)
            if self._settings.password is not None:
                parameters["password"] = self._settings.password
            failure = None
            try:
                self._connection = psycopg.connect(autocommit=True, prepare_threshold=None, **parameters)
            except psycopg.OperationalError as error:
                failure = errors.no_connection(self._settings, str(error))
            if failure is not None:
                raise failure
        return self._connection


def unusable() -> str | None:
    """Say why this Python can't use the driver, None when it can."""
    try:
        import psycopg
    except ImportError as error:
        return "this Python does not have it" if error.name == "psycopg" else "this Python has it without the library libpq"
    found = re.match(r"(\d+)\.(\d+)", psycopg.__version__)
    if found is None or (int(found[1]), int(found[2])) < OLDEST:
        return f"psycopg {psycopg.__version__} is older than the needed {OLDEST[0]}.{OLDEST[1]}"
    return None


def _forget_environment() -> None:
    """Take libpq's variables out of this short-lived process: the task's options decide, not whoever started it."""
    for variable in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[variable]
