# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
r"""The hand that uses the program psql, behind any command that leads to it.

``docker compose exec -T db psql`` or ``C:\…\psql.exe``: everything but the password travels in the connection string,
statements on stdin, so it works where no driver and no port can be reached. One finished process per call: nothing is
held between reading and writing, so a unit's statements assert what they were planned on.
"""

from __future__ import annotations

import contextlib
import json
import re
import time
import typing as t

from .._errors import Missing, StackError
from .._host import Completed, Host
from . import errors, sql
from .script import Part, Refused
from .settings import Settings

FLAGS = ("-X", "-A", "-t", "-q", "-w", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose", "-f", "-")
PATIENCE = 60.0  # beyond what the server itself allows a statement
PAUSE = 0.5  # between two tries for a lock, each a process
PLACE = re.compile(r"^psql:[^:]*:(\d+): ERROR:\s+([0-9A-Z]{5}): (.*)$", re.MULTILINE)
BESIDE = re.compile(r"^(HINT|DETAIL):  (.*)$", re.MULTILINE)
SAID = re.compile(r"^psql:[^:]*:\d+: \w+:\s+([0-9A-Z]{5}): (.*)$", re.MULTILINE)


class PsqlHand:
    """Speaks with the server through psql, run by a Host."""

    def __init__(self, settings: Settings, application: str, host: Host) -> None:
        # Behind a prefix the files are those of another place.
        self._settings = settings if len(settings.psql) > 1 else settings.expanded(host.expand)
        self._application = application
        self._host = host
        self._statements: list[str] | None = None
        self._patience = 0.0
        self._held = (0, "")

    def query(self, statement: str) -> t.Any:
        """Return the one JSON value that a reading statement gives."""
        done = self._psql(self._host.run_read, f"{statement};\n", "Reading")
        return self._parsed(done.out, "Reading")

    def ask(self, statements: t.Sequence[str], doing: str, *, writing: bool = False) -> list[t.Any]:
        """Return the JSON values of the questions among the statements of one transaction, which is always undone."""
        begin = f"BEGIN READ {'WRITE' if writing else 'ONLY'}"
        script = "".join(f"{part};\n" for part in (begin, *statements, "ROLLBACK"))
        # Nothing that is written stays, so that it is a reading all the same.
        done = self._psql(self._host.run_read, script, doing, len(statements))
        return [self._parsed(line, doing) for line in done.out.split("\n") if line]

    @contextlib.contextmanager
    def unit(self, lock: int, doing: str) -> t.Iterator[None]:
        """Collect the statements of one writing transaction; leaving runs them as one process under an advisory lock."""
        self._statements = []
        yield
        statements, self._statements = self._statements, None
        if statements:
            script = "".join(f"{part};\n" for part in ("BEGIN READ WRITE", sql.take_lock(lock), *statements, "COMMIT"))
            self._psql(self._host.run_change, script, doing)

    def run(self, statement: str) -> None:
        """Add one statement to the open unit."""
        if self._statements is None:
            raise AssertionError("run() stands outside of unit()")
        self._statements.append(statement)

    @contextlib.contextmanager
    def hold(self, lock: int, seconds: float, what: str) -> t.Iterator[None]:
        """Nothing can be held between calls: each script takes the lock itself, and is repeated while another has it."""
        self._patience, self._held = seconds, (lock, what)
        yield

    def script(self, parts: t.Callable[[], t.Iterable[Part]], doing: str) -> None:
        """Send what somebody else wrote, as it is, by one process; begun again while another holds the lock that it takes first."""
        deadline = time.monotonic() + self._patience
        while True:
            sent: list[tuple[int, Part]] = []
            argv = [*self._program(), *FLAGS, "-d", conninfo(self._settings.libpq(self._application))]
            done = self._host.run_change(argv, stdin=_typed(parts(), sent), private=password_file(self._settings), seconds=None)
            if done.rc == 0:
                return
            refused = _refused(done.err, sent)
            if refused is None:
                raise self._failure(done, doing)
            if refused.sqlstate != sql.BUSY:
                raise refused
            if time.monotonic() > deadline:
                lock, what = self._held
                raise errors.held(self._settings, what, self._patience, self.query(sql.holders(lock)))
            time.sleep(PAUSE)

    def close(self) -> None:
        """Nothing is held between calls."""

    def _psql(self, run: t.Callable[..., Completed], script: str, doing: str, statements: int = 1) -> Completed:
        seconds = statements * self._settings.statement_seconds + PATIENCE
        argv = [*self._program(), *FLAGS, "-d", conninfo(self._settings.libpq(self._application))]
        done = run(argv, stdin=script, private=password_file(self._settings), seconds=seconds)
        if done.rc == 0:
            return done
        raise self._failure(done, doing)

    def _parsed(self, text: str, doing: str) -> t.Any:
        try:
            return json.loads(text)
        except ValueError:
            raise StackError(
                f"{doing} in {self._settings.where} failed: {self._program()[0]} ended well but did not print what psql prints;"
                " correct database.psql, then run again."
            ) from None

    def _failure(self, done: Completed, doing: str) -> StackError:
        said = SAID.findall(done.err)
        if said:  # the last is the error, before it a trigger may have warned
            return errors.from_server(self._settings, doing, *said[-1])
        if "psql: error:" in done.err:
            return errors.no_connection(self._settings, done.err[done.err.index("psql: error:") :])
        if done.rc == 2 or done.rc < 0:  # psql's own word for it, or psql was killed
            return errors.connection_lost(self._settings, doing)
        first = next((line for line in done.err.splitlines() if line.strip()), "no message")
        kind = Missing if self._settings.psql else StackError  # what leads to psql may be started later
        return kind(
            f"{doing} in {self._settings.where} failed: {self._program()[0]} ended with {done.rc} and said: {first};"
            " correct database.psql or start what it leads to, then run again."
        )

    def _program(self) -> tuple[str, ...]:
        return self._settings.psql or ("psql",)


def conninfo(parameters: t.Mapping[str, str]) -> str:
    """Return libpq's connection string; a space, quote or backslash in a value stays inside of it."""
    escaped = {name: value.replace("\\", "\\\\").replace("'", "\\'") for name, value in parameters.items()}
    return " ".join(f"{name}='{value}'" for name, value in escaped.items())


def _typed(parts: t.Iterable[Part], sent: list[tuple[int, Part]]) -> t.Iterator[str]:
    """Return what psql reads; it names the line where a statement or its data end, so each begins in a line of its own."""
    line = 1
    for part in parts:
        sent.append((line, part))
        line += part.text.count("\n")
        yield part.text
        if not part.text.endswith("\n"):
            yield "\n"
            line += 1
        for chunk in part.data or ():
            line += chunk.count("\n")
            yield chunk
        if part.data is not None:
            line += 1
            yield "\\.\n"


def _refused(err: str, sent: t.Sequence[tuple[int, Part]]) -> Refused | None:
    found = PLACE.search(err)
    if found is None:
        return None
    at = int(found[1])
    part = [part for line, part in sent if line <= at][-1]
    beside = dict(BESIDE.findall(err[found.end() :]))
    return Refused(part, found[2], found[3], part.line, beside.get("HINT"), beside.get("DETAIL"))


def password_file(settings: Settings) -> dict[str, str]:
    """Return the password as the line of a password file that only the child can open."""
    if settings.password is None:
        return {}
    if len(settings.psql) > 1:
        raise StackError(
            f"A password can't travel through {settings.psql[0]} to psql without being seen; let psql in there log in by"
            " socket or by database.passfile, and leave database.password out."
        )
    if "\n" in settings.password or settings.password.endswith("\r"):
        raise StackError(
            f"The password for {settings.where} holds a line break, which psql can't take; choose another, or say hand: psycopg."
        )
    escaped = settings.password.replace("\\", "\\\\").replace(":", "\\:")
    return {"PGPASSFILE": f"*:*:*:*:{escaped}\n"}
