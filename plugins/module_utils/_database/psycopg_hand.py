# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hand that uses the driver: one connection for the whole task."""

from __future__ import annotations

import contextlib
import os
import re
import time
import typing as t

from .._errors import StackError
from . import errors, sql
from .script import Part, Refused, batches, part_at
from .settings import Settings

OLDEST = (3, 1)
PAUSE = 0.1  # between two tries for a lock
SAID = ("SQLSTATE", "MESSAGE_PRIMARY", "MESSAGE_HINT", "MESSAGE_DETAIL", "STATEMENT_POSITION")


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

    @contextlib.contextmanager
    def hold(self, lock: int, seconds: float, what: str) -> t.Iterator[None]:
        """Hold an advisory lock for as long as the connection lasts, or until leaving."""
        deadline = time.monotonic() + seconds
        # Asked for again and again: a session that waits for it holds a snapshot, for which CREATE INDEX CONCURRENTLY waits in turn.
        while not self.query(f"SELECT pg_catalog.pg_try_advisory_lock({lock})"):
            if time.monotonic() > deadline:
                raise errors.held(self._settings, what, seconds, self.query(sql.holders(lock)))
            time.sleep(PAUSE)
        try:
            yield
        except BaseException:
            self.close()  # whatever was open is undone by the server
            raise
        self.query(f"SELECT pg_catalog.pg_advisory_unlock({lock})")

    def script(self, parts: t.Callable[[], t.Iterable[Part]], doing: str) -> None:
        """Send what somebody else wrote, as it is."""
        import psycopg

        libpq = self._connected(psycopg).pgconn
        libpq.nonblocking = 0
        for batch in batches(parts()):
            self._send(psycopg, libpq, batch, doing)
        libpq.nonblocking = 1

    def _send(self, psycopg: t.Any, libpq: t.Any, batch: list[Part], doing: str) -> None:
        answered = [part for part in batch if part.answered]
        refused, number = None, 0
        try:
            libpq.send_query("".join(part.text for part in batch).encode())
            while (result := libpq.get_result()) is not None:
                if result.status == psycopg.pq.ExecStatus.COPY_IN:
                    self._copy(libpq, answered[number])
                    continue  # the next result tells how that ended
                if result.status == psycopg.pq.ExecStatus.COPY_OUT:
                    raise StackError(f"{doing} in {self._settings.where} failed: it copies to stdout, which leads nowhere; leave that out.")
                if result.status == psycopg.pq.ExecStatus.FATAL_ERROR:
                    refused = refused or self._refused(psycopg, result, batch, answered[min(number, len(answered) - 1)], doing)
                number += 1
        except psycopg.Error:
            raise errors.connection_lost(self._settings, doing) from None
        if refused:
            raise refused

    @staticmethod
    def _copy(libpq: t.Any, part: Part) -> None:
        for chunk in part.data or ():
            libpq.put_copy_data(chunk.encode())
        libpq.put_copy_end(None if part.data is not None else b"the file has no data for it")

    def _refused(self, psycopg: t.Any, result: t.Any, batch: list[Part], part: Part, doing: str) -> Exception:
        field = psycopg.pq.DiagnosticField
        said = {name: (result.error_field(getattr(field, name)) or b"").decode(errors="replace") for name in SAID}
        if not said["SQLSTATE"]:
            return errors.connection_lost(self._settings, doing)
        line = part.line
        if said["STATEMENT_POSITION"]:
            part, line = part_at(batch, int(said["STATEMENT_POSITION"]) - 1)
        return Refused(part, said["SQLSTATE"], said["MESSAGE_PRIMARY"], line, said["MESSAGE_HINT"] or None, said["MESSAGE_DETAIL"] or None)

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
