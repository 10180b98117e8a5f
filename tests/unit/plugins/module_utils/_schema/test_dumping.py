# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How pg_dump is called, and what is made of its failures."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._database.psql_hand import conninfo
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError
from ansible_collections.golive.stack.plugins.module_utils._host import Completed
from ansible_collections.golive.stack.plugins.module_utils._schema.dumping import dump_now, dump_program, pattern

from tests.unit.memory_host import Command, MemoryHost
from tests.unit.plugins.module_utils._database.options import settings

OK = Completed(0, "-- dump", "")


def called(program: t.Sequence[str], done: Completed = OK, passfile: str | None = None, **private: str) -> Command:
    """A call of pg_dump for two schemas."""
    told = conninfo(settings(passfile=passfile).libpq("golive.stack pg_dump"))
    flags = ("--schema-only", "--no-owner", "--no-privileges", "--no-password", "--lock-wait-timeout=10s")
    return Command("read", (*program, *flags, '--schema="public"', '--schema="a""b"', "-d", told), "", done, private)


def dump(host: MemoryHost, **given: t.Any) -> str:
    """The dump of two schemas on that host."""
    return dump_now(settings(**given), host, ["public", 'a"b'])


def test_the_program_of_this_host() -> None:
    host = MemoryHost(commands=[called(["pg_dump"], PGPASSFILE="*:*:*:*:canary\n")], programs=["pg_dump"], check=True)
    assert dump(host, password="canary") == "-- dump"
    host.finish()


@pytest.mark.parametrize(
    ("psql", "program", "passfile"),
    [
        (["docker", "compose", "exec", "-T", "db", "psql"], ("docker", "compose", "exec", "-T", "db", "pg_dump"), "~/p"),
        (["/usr/lib/postgresql/15/bin/psql"], ("/usr/lib/postgresql/15/bin/pg_dump",), "/home/memory/p"),
    ],
)
def test_the_program_beside_psql(psql: list[str], program: t.Tuple[str, ...], passfile: str) -> None:
    host = MemoryHost(commands=[called(program, passfile=passfile)])
    dump(host, psql=psql, passfile="~/p")
    host.finish()


@pytest.mark.parametrize(
    ("psql", "program"), [(["C:\\bin\\psql.exe"], ("C:\\bin\\pg_dump.exe",)), (None, ("pg_dump",)), (["psql", "psql"], ("psql", "pg_dump"))]
)
def test_another_last_word(psql: list[str] | None, program: t.Tuple[str, ...]) -> None:
    assert dump_program(settings(psql=psql)) == program


def test_a_schema_is_named_to_the_letter() -> None:
    assert pattern("Pub*lic") == '"Pub*lic"'


# id: options, how it ended, what the error is and must say
FAILURES: dict[str, t.Tuple[dict[str, t.Any], t.Sequence[Command], type, str]] = {
    "no program": ({}, (), Missing, "needs pg_dump, which this host does not have; install postgresql-client, or name a snapshot"),
    "another word": ({"psql": ["ssh", "db", "query"]}, (), StackError, "does not end in psql; name psql there, or name a snapshot"),
    "a password through another program": (
        {"psql": ["docker", "exec", "db", "psql"], "password": "canary"},
        (),
        StackError,
        "A password can't travel through docker",
    ),
    "an older program": (
        {"psql": ["env", "psql"]},
        [called(["env", "pg_dump"], Completed(1, "", "pg_dump: error: aborting because of server version mismatch\n"))],
        StackError,
        "Dumping the schema of database app on the local socket:5432 failed: env ended with 1 and said: pg_dump: error: aborting",
    ),
    "a program that says nothing": (
        {"psql": ["env", "psql"]},
        [called(["env", "pg_dump"], Completed(137, "", "\n"))],
        StackError,
        "ended with 137 and said: no message; mend that",
    ),
}


@pytest.mark.parametrize(("given", "commands", "kind", "said"), FAILURES.values(), ids=FAILURES)
def test_failure(given: dict[str, t.Any], commands: t.Sequence[Command], kind: type, said: str) -> None:
    with pytest.raises(StackError) as failed:
        dump(MemoryHost(commands=commands), **given)
    assert type(failed.value) is kind
    assert said in failed.value.msg and "canary" not in failed.value.msg
