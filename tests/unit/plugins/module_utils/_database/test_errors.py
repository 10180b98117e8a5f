# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server said becomes one sentence with the next step."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._database import errors
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, Moved, StackError

from tests.unit.plugins.module_utils._database.options import settings

# SQLSTATE: what the error is, what the sentence advises
ADVICE: dict[str, t.Tuple[type, str]] = {
    "42P01": (Missing, "create it by a migration, or correct the name"),
    "3F000": (Missing, "create it by a migration, or correct the name"),
    "GL001": (Moved, "a trigger, rule or policy keeps changing it"),
    "23505": (Moved, "a trigger, rule or policy keeps changing it"),
    "40001": (Moved, "somebody else"),
    "40P01": (Moved, "somebody else"),
    "42501": (StackError, "grant this user what the sentence names"),
    "55P03": (StackError, "another session holds the lock"),
    "25006": (StackError, "name the primary"),
    "0A000": (StackError, "name the primary"),
    "57014": (StackError, "pg_stat_activity"),
    "53300": (StackError, "max_connections"),
    "23502": (StackError, "give that column a default"),
    "XX000": (StackError, "mend that"),
}


@pytest.mark.parametrize(("sqlstate", "expected"), ADVICE.items(), ids=ADVICE)
def test_sqlstate(sqlstate: str, expected: t.Tuple[type, str]) -> None:
    error = errors.from_server(settings(), "Changing flags of public.flags", sqlstate, "it went wrong\nDETAIL: Key (k)=(canary)")
    kind, advice = expected
    assert type(error) is kind
    assert error.msg.startswith("Changing flags of public.flags in database app on the local socket:5432 failed: it went wrong (SQLSTATE ")
    assert advice in error.msg and error.msg.endswith("then run again.")
    assert "canary" not in error.msg, "details may hold data"
    assert error.details == {"sqlstate": sqlstate}


def test_a_server_that_says_nothing() -> None:
    assert "failed: no message (SQLSTATE unknown); mend that" in errors.from_server(settings(), "Reading", None, " \n").msg


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ('psql: error: FATAL:  database "app" does not exist\n', 'FATAL:  database "app" does not exist; create it, or correct'),
        ("connection failed: Connection refused\n\tIs the server running?", "Connection refused; start the server or correct"),
        ("connection is bad: no such place", "no such place; start the server or correct database.host and port"),
        ("", "no answer; start the server"),
        ('FATAL:  password authentication failed for user "app"', "; correct database.password, or the line of this role"),
        (
            "connection failed: fe_sendauth: no password supplied",
            "fe_sendauth: no password supplied; give database.password, or a database.passfile",
        ),
        ("FATAL:  sorry, too many clients already", "; wait, or raise max_connections"),
        ('FATAL:  Peer authentication failed for user "app"', "; let pg_hba.conf admit this role from here"),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.5", no encryption', "; let pg_hba.conf admit this role from here"),
        ('root certificate file "/nosuch" does not exist', "; correct database.sslmode and database.sslrootcert"),
        ('could not translate host name "db9" to address: nothing', "; correct database.host"),
    ],
)
def test_no_connection(message: str, reason: str) -> None:
    error = errors.no_connection(settings(user="deploy"), message)
    assert error.msg.startswith("Connecting to database app on the local socket:5432 as deploy failed: ") and reason in error.msg
    assert error.msg.endswith(", then run again.")


HERE, THERE = (
    'connection to server at "localhost" (::1), port 5432 failed: ',
    'connection to server at "localhost" (127.0.0.1), port 5432 failed: ',
)
REFUSED = "Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?\n"
WRONG = 'FATAL:  password authentication failed for user "deploy"\npassword retrieved from file "/etc/app/pgpass"\n'
OLD_REFUSED = 'could not connect to server: Connection refused\n\tIs the server running on host "localhost" (::1)?\n'

# id: what libpq or the driver says, what the error is
REACHED: dict[str, t.Tuple[str, type]] = {
    "nobody is there": (HERE + REFUSED, Missing),
    "nobody is there, as the old library says it": (OLD_REFUSED, Missing),
    "nobody is at any address": (f"psql: error: {HERE}{REFUSED}{THERE}{REFUSED}", Missing),
    "nobody answers in time": ("connection timeout expired", Missing),
    "nobody answers in time, as libpq says it": (HERE + "timeout expired", Missing),
    "no way leads there": (HERE + "No route to host", Missing),
    "no such host": ('could not translate host name "db1" to address: Temporary failure in name resolution', Missing),
    "no such host, as the driver says it": ("failed to resolve host 'db1': [Errno -3] Temporary failure in name resolution", Missing),
    "no such socket": ('connection to server on socket "/run/.s.PGSQL.5432" failed: No such file or directory', Missing),
    "no such socket, as the old library says it": ("could not connect to server: No such file or directory", Missing),
    "no such database": (HERE + 'FATAL:  database "app" does not exist', Missing),
    "no such role": (HERE + 'FATAL:  role "deploy" does not exist', Missing),
    "a wrong password": (HERE + WRONG, StackError),
    "a wrong password at the address that answers": (f"psql: error: {HERE}{REFUSED}{THERE}{WRONG}", StackError),
    "a wrong password at the address that answers, as the old library says it": (OLD_REFUSED + WRONG, StackError),
    "a wrong password at the first of two hosts": (THERE + WRONG + HERE + REFUSED, StackError),
    "a role that may not log in": (HERE + 'FATAL:  role "deploy" is not permitted to log in', StackError),
    "an address that may not come": (HERE + 'FATAL:  no pg_hba.conf entry for host "10.0.0.5", user "deploy", database "app"', StackError),
    "a certificate of somebody else": (HERE + "SSL error: certificate verify failed", StackError),
    "a file of authorities that is not there": (HERE + 'root certificate file "/nosuch.pem" does not exist', StackError),
    "a socket that is closed to us": ('connection to server on socket "/run/.s.PGSQL.5432" failed: Permission denied', StackError),
    "nothing": ("", StackError),
}


@pytest.mark.parametrize(("message", "kind"), REACHED.values(), ids=REACHED)
def test_only_what_is_not_there_may_be_provided_later(message: str, kind: type) -> None:
    error = errors.no_connection(settings(), message)
    assert type(error) is kind
    assert ("password authentication failed" in error.msg) == (WRONG in message), "the address that answered says more"
    assert "\n" not in error.msg


def test_a_connection_that_is_lost_says_what_is_undone() -> None:
    error = errors.connection_lost(settings(host="db1"), "Reading")
    assert type(error) is StackError
    assert error.msg.startswith("Reading in database app on db1:5432 was cut off")


# id: SQLSTATE, what the server said, whether it is told as its answer to a statement
REFUSALS: dict[str, t.Tuple[str | None, str, bool]] = {
    "no such table": ("42P01", 'relation "public.x" does not exist', True),
    "words of a sentence of ours": ("P0001", "it failed: twice (SQLSTATE 1)", True),
    "it took too long": ("57014", "canceling statement due to statement timeout", True),
    "an operator ended it": ("57P01", "terminating connection due to administrator command", False),
    "the connection failed": ("08006", "connection failure", False),
    "no connection is left": ("53300", "too many connections", False),
    "the disk is full": ("58030", "could not write", False),
    "a defect of the server": ("XX000", "cache lookup failed", False),
    "no answer": (None, "", False),
}


@pytest.mark.parametrize(("sqlstate", "message", "told"), REFUSALS.values(), ids=REFUSALS)
def test_what_the_server_said_of_a_statement_is_told_apart_from_what_befell_it(sqlstate: str | None, message: str, told: bool) -> None:
    error = errors.from_server(settings(), "Asserting", sqlstate, message)
    assert errors.server_said(error) == ((sqlstate, message) if told else None)


def test_a_connection_that_is_lost_is_no_answer() -> None:
    assert errors.server_said(errors.connection_lost(settings(), "Asserting")) is None
