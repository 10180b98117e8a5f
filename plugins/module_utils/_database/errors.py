# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server said, as one sentence with the next step."""

from __future__ import annotations

import re
import typing as t

from .._errors import Missing, Moved, StackError
from .settings import Settings

NEXT = {
    "0A000": "a server in recovery is a standby: name the primary as database.host",
    "23502": "give that column a default, or write the row by a migration",
    "25006": "the server is read-only or a standby: name the primary as database.host",
    "42501": "grant this user what the sentence names",
    "42703": "correct the column's name; where it is xmin, a view has none: name the table",
    "53300": "the server has no connection left: wait or raise max_connections",
    "55P03": "another session holds the lock: see pg_locks, wait for it, or raise database.lock_timeout",
    "57014": "it took longer than the statement may: see what it waits for in pg_stat_activity",
    "57P01": "the connection was ended by the server: nothing is half done",
}
PROVIDED_LATER = ("42P01", "3F000")  # no such table, no such schema
# In libpq's and the server's words: no server, no host of that name, no such database or role. A wrong password is none of these.
NOT_THERE_YET = re.compile(
    r"Connection refused|could not translate host name|failed to resolve host|timeout expired|No route to host"
    r"|(?:connection to server on socket|could not connect to server:) .*No such file"
    r'|FATAL: +(?:database|role) ".*" does not exist'
)
ATTEMPT = re.compile(r"failed: |FATAL: |could not ")
TO_CONNECT = {
    r"password authentication failed": "correct database.password, or the line of this role in the password file",
    r"no password supplied": "give database.password, or a database.passfile (mode 0600) with a line for this server and role",
    r"too many (?:clients|connections)|remaining connection slots": "wait, or raise max_connections",
    r"no pg_hba.conf entry|(?:Peer|Ident) authentication failed": "let pg_hba.conf admit this role from here, or run the task as its user",
    r"certificate|\bSSL\b|\bTLS\b": "correct database.sslmode and database.sslrootcert",
    r"FATAL: +(?:database|role) .* does not exist": "create it, or correct database.name and database.user",
    r"translate host name|resolve host": "correct database.host",
}
# Connection, resources, an operator's intervention but for a statement that took too long, the system, a defect.
OF_THE_SERVER = ("08", "53", "57P", "58", "XX")
SOMEBODY_WAS_FASTER = ("GL001", "23505", "40001", "40P01")


def from_server(settings: Settings, doing: str, sqlstate: str | None, message: str) -> StackError:
    """Return the error for a statement that the server refused; DETAIL is left out, it may hold data."""
    first = message.strip().splitlines()[0] if message.strip() else "no message"
    said = f"{doing} in {settings.where} failed: {first} (SQLSTATE {sqlstate or 'unknown'})"
    details = {"sqlstate": sqlstate}
    if sqlstate in PROVIDED_LATER:
        return Missing(
            f"{said}; create it by a migration, or correct the name, or give the function that names it its schema, then run again.",
            **details,
        )
    if sqlstate in SOMEBODY_WAS_FASTER:
        return Moved(
            f"{said}; somebody else, a trigger, rule or policy keeps changing it, or its column writes the key in other letters:"
            " look there, then run again.",
            **details,
        )
    return StackError(f"{said}; {NEXT.get(sqlstate or '', 'mend that')}, then run again.", **details)


def server_said(error: StackError) -> tuple[str, str] | None:
    """Return the SQLSTATE and the words of a server that refused a statement; None where it was no statement that failed."""
    sqlstate = error.details.get("sqlstate")
    if sqlstate is None or sqlstate.startswith(OF_THE_SERVER):
        return None
    return sqlstate, error.msg.partition(" failed: ")[2].rpartition(" (SQLSTATE ")[0]


def no_connection(settings: Settings, message: str) -> StackError:
    """Return the error for a database that could not be reached; on a first deploy it may not be there yet."""
    lines = [line.strip() for line in message.strip().splitlines() if line.strip()] or ["no answer"]
    attempts = [line for line in lines if ATTEMPT.search(line)] or lines
    # A host may have several addresses: the one that answered says more than the one where nobody is.
    reason = next((line for line in attempts if not NOT_THERE_YET.search(line)), attempts[0])
    for prefix in ("psql: error: ", "connection failed: ", "connection is bad: "):
        reason = reason.removeprefix(prefix)
    kind = Missing if NOT_THERE_YET.search(reason) else StackError
    advice = next(
        (said for found, said in TO_CONNECT.items() if re.search(found, reason)), "start the server or correct database.host and port"
    )
    return kind(f"Connecting to {settings.where} as {settings.user or 'the current user'} failed: {reason}; {advice}, then run again.")


def connection_lost(settings: Settings, doing: str) -> StackError:
    """Return the error for a connection that ended while something was being done."""
    return StackError(
        f"{doing} in {settings.where} was cut off: the connection was lost, and the server undoes what was not committed;"
        " run again, it continues from what is really there."
    )


def held(settings: Settings, what: str, seconds: float, holders: t.Sequence[str]) -> StackError:
    """Return the error for a lock that was not given in time."""
    return StackError(
        f"Waiting for {what} in {settings.where} was given up after {seconds:g} s: it is held by {', '.join(holders) or 'nobody by now'};"
        " wait for that run, or end it if it is dead, then run again."
    )
