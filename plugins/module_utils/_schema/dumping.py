# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dump made now, by the pg_dump that lies beside the psql of the task."""

from __future__ import annotations

import re
import typing as t

from .._database.psql_hand import PATIENCE, conninfo, password_file
from .._database.settings import Settings
from .._errors import Missing, StackError
from .._host import Host

PSQL = re.compile(r"psql(?=(?:\.exe)?\Z)", re.IGNORECASE)
FLAGS = ("--schema-only", "--no-owner", "--no-privileges", "--no-password")


def dump_now(settings: Settings, host: Host, schemas: t.Sequence[str]) -> str:
    """Return what pg_dump says of these schemas."""
    program = dump_program(settings)
    if not settings.psql and host.find("pg_dump") is None:
        raise Missing(
            f"Comparing {settings.where} with a dump needs pg_dump, which this host does not have; install postgresql-client, or name"
            " a snapshot as reference, then run again."
        )
    reached = settings if len(settings.psql) > 1 else settings.expanded(host.expand)
    named = [f"--schema={pattern(schema)}" for schema in schemas]
    argv = [
        *program,
        *FLAGS,
        f"--lock-wait-timeout={settings.lock_timeout}s",
        *named,
        "-d",
        conninfo(reached.libpq("golive.stack pg_dump")),
    ]
    done = host.run_read(argv, private=password_file(settings), seconds=settings.statement_seconds + PATIENCE)
    if done.rc:
        first = next((line for line in done.err.splitlines() if line.strip()), "no message")
        raise StackError(
            f"Dumping the schema of {settings.where} failed: {program[0]} ended with {done.rc} and said: {first}; mend that, or name a"
            " snapshot as reference, then run again."
        )
    return done.out


def dump_program(settings: Settings) -> tuple[str, ...]:
    """Return the command that leads to pg_dump: the one to psql, with another last word."""
    way = settings.psql or ("psql",)
    if not PSQL.search(way[-1]):
        raise StackError(
            f"Comparing {settings.where} with a dump needs pg_dump beside psql, but the last word of database.psql does not end in psql;"
            " name psql there, or name a snapshot as reference, then run again."
        )
    return (*way[:-1], PSQL.sub("pg_dump", way[-1]))


def pattern(schema: str) -> str:
    """Return a schema's name as pg_dump takes it to the letter."""
    return '"' + schema.replace('"', '""') + '"'
