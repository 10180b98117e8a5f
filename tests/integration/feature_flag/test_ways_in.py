# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a task gets to its database: the options decide, never what happens to be around; and every password arrives whole."""

from __future__ import annotations

import dataclasses
import os
import shutil
import typing as t
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from psycopg import sql

from tests import postgres
from tests.integration.feature_flag.life import walk
from tests.integration.feature_flag.stores import Store
from tests.integration.feature_flag.tables import Schema

pytestmark = pytest.mark.lab

ON = {"key": "ui", "enabled": True}
AROUND = {
    "PGHOST": "127.0.0.9",
    "PGHOSTADDR": "127.0.0.9",
    "PGPORT": "1",
    "PGDATABASE": "elsewhere",
    "PGUSER": "somebody",
    "PGPASSWORD": "wrong",
    "PGPASSFILE": "/dev/null",
    "PGSERVICE": "nowhere",
    "PGSERVICEFILE": "/dev/null",
    "PGOPTIONS": "-c default_transaction_read_only=on -c search_path=nowhere",
    "PGSSLMODE": "disable",
    "PGSSLROOTCERT": "/dev/null",
    "PGSSLCERT": "/dev/zero",
    "PGREQUIRESSL": "0",
    "PGCHANNELBINDING": "require",
    "PGREQUIREPEER": "nobody",
    "PGTARGETSESSIONATTRS": "standby",
    "PGCONNECT_TIMEOUT": "1",
    "PGCLIENTENCODING": "LATIN1",
    "PGDATESTYLE": "German",
    "PGTZ": "Pacific/Kiritimati",
    "PGAPPNAME": "not ours",
    "PGLOADBALANCEHOSTS": "random",
    "PSQLRC": "/golive-no-such-file",
    "PSQL_HISTORY": "/golive-no-such-file",
}
ASKED = "SELECT feature_key, description, expires_on::text FROM feature_flags"


def test_variables_and_files_of_the_user_change_nothing(schema: Schema, table: Store, tmp_path: Path) -> None:
    (tmp_path / ".psqlrc").write_text("\\echo from psqlrc\n\\set ON_ERROR_STOP 0\n")
    (tmp_path / ".pgpass").write_text("*:*:*:*:wrong\n")
    (tmp_path / ".pgpass").chmod(0o600)
    wish = {**ON, "description": "Ω", "expires": "2099-01-31"}
    table = table.reached(sslmode=None)
    done = table.process(wish, env={**AROUND, "HOME": str(tmp_path)})
    assert (done.rc, done.changed, done.msg) == (0, True, "")
    assert schema.rows(ASKED) == [("ui", "Ω", "2099-01-31")]
    assert not table.process(wish, env=AROUND).changed


@pytest.mark.parametrize("hand", ["psql"])
def test_the_same_variables_stop_who_listens_to_them(schema: Schema, table: Store) -> None:
    listening = [
        "env",
        *(f"{name}={value}" for name, value in AROUND.items() if name in ("PGSSLCERT", "PGREQUIREPEER", "PGHOSTADDR")),
        "psql",
    ]
    with pytest.raises(StackError, match="127.0.0.9"):
        table.reached(psql=listening, password=None).run(ON)


def psql_in(container: str) -> list[str]:
    """Return the command that leads to psql in the server's host, where it logs in by socket."""
    return ["docker", "exec", "-i", container, "runuser", "-u", "postgres", "--", "psql"]


def by_socket(schema: Schema, hand: str, psql: list[str]) -> Store:
    """Return the table as psql behind this command reaches it."""
    store = schema.store(hand)
    database = {"name": schema.database, "hand": hand, "psql": psql}
    return Store({**store.place, "database": database})


@pytest.mark.parametrize("hand", ["auto", "psql"])
def test_behind_a_prefix(schema: Schema, hand: str, container: str) -> None:
    walk(by_socket(schema, hand, psql_in(container)), [ON], schema.snapshot)


def test_behind_a_prefix_with_a_password_file(schema: Schema, tmp_path: Path, server: postgres.Server) -> None:
    passfile = tmp_path / "pass"
    passfile.write_text(f"*:*:*:*:{server.password}\n")
    passfile.chmod(0o600)
    store = schema.store("psql").reached(psql=["env", "psql"], password=None, passfile=str(passfile))
    assert store.run(ON)["changed"]
    assert not store.run(ON)["changed"]


def test_a_program_that_is_named_takes_a_password(schema: Schema) -> None:
    program = shutil.which("psql")
    assert schema.store("psql").reached(psql=[program]).run(ON)["changed"]


def test_a_password_is_not_sent_through_a_prefix(schema: Schema, container: str) -> None:
    store = schema.store("psql").reached(psql=psql_in(container))
    with pytest.raises(StackError, match="A password can't travel through docker to psql without being seen; .*leave database.password"):
        store.run(ON)
    assert schema.rows() == []


PREFIXES = {
    "a container that is not there": (
        ["docker", "exec", "-i", "golive-no-such", "psql"],
        "docker ended with 1 and said: .*No such container",
    ),
    "a program that is not there": (["/golive/no/such", "psql"], "/golive/no/such"),
    "a program that fails in silence": (["false"], "false ended with 1 and said: no message"),
    "a program that says something else": (["echo", "hello"], "echo ended well but did not print what psql prints"),
    "no psql behind it": (["env", "golive-no-psql"], "env ended with 127 and said: env: .*golive-no-psql.*No such file"),
}


@pytest.mark.parametrize(("psql", "message"), PREFIXES.values(), ids=PREFIXES)
def test_a_prefix_that_leads_nowhere(schema: Schema, psql: list[str], message: str) -> None:
    with pytest.raises(StackError, match=message + ".*then run again"):
        by_socket(schema, "psql", psql).run(ON)


PASSWORDS = {
    "colons and backslashes": ":a\\:b\\\\c:\\",
    "quotes": 'it\'s "quoted" `so`',
    "spaces": "  two  at  both  ends  ",
    "an equation": "host=127.0.0.9 sslmode=disable",
    "a shell's words": "$HOME $(id) ${PATH} *;|&<>~!#",
    "a percent": "%s %(x)s %%",
    "unicode": "pässwörd – Ω 漢字 🦄",
    "a star": "*",
    "a hash": "#comment",
    "tabs and bells": "a\tb\x07\x1b",
    "a return inside": "a\rb",
    "200 letters": "aB3:\\" * 40,
    "a URL": "postgresql://u:p@h/d",
}


@pytest.fixture(scope="module")
def keyholder(server: postgres.Server) -> t.Iterator[postgres.Server]:
    """A login whose password is about to change."""
    plain = postgres.fresh_login(server, "first")
    yield plain
    postgres.drop(server, plain.user)


def with_password(schema: Schema, keyholder: postgres.Server, password: str) -> postgres.Server:
    """Give the login this password."""
    pgconn = schema.connection.pgconn
    verifier = pgconn.encrypt_password(password.encode(), keyholder.user.encode(), b"scram-sha-256").decode()
    schema.connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(keyholder.user), sql.Literal(verifier)))
    return dataclasses.replace(keyholder, password=password)


@pytest.mark.parametrize("password", PASSWORDS.values(), ids=PASSWORDS)
def test_a_password(schema: Schema, hand: str, keyholder: postgres.Server, password: str) -> None:
    login = with_password(schema, keyholder, password)
    store = schema.store(hand).reached(user=login.user, password=login.password)
    assert store.run(ON)["changed"]
    with pytest.raises(StackError, match="password authentication failed"):
        store.reached(password=password + "x").run(ON)


@pytest.mark.parametrize("password", ["two\nlines", "trailing\n", "trailing\r"])
def test_a_password_with_a_line_break(schema: Schema, keyholder: postgres.Server, password: str) -> None:
    login = with_password(schema, keyholder, password)
    by_psql = schema.store("psql").reached(user=login.user, password=login.password)
    with pytest.raises(StackError, match="holds a line break, which psql can't take; choose another, or say hand: psycopg"):
        by_psql.run(ON)
    assert by_psql.reached(hand="psycopg").run(ON)["changed"]


def test_a_password_file(schema: Schema, hand: str, server: postgres.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    passfile = tmp_path / "pass"
    passfile.write_text(f"*:*:*:*:{server.password}\n")
    passfile.chmod(0o600)
    store = schema.store(hand).reached(password=None, passfile="~/pass")
    assert store.run(ON)["changed"]
    os.chmod(passfile, 0o640)
    with pytest.raises(StackError, match="no password supplied"):
        store.run(ON)
