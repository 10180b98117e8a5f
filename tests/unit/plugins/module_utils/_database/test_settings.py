# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the option database becomes, and what it says to libpq."""

from __future__ import annotations

import re
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._database.settings import DATABASE_SPEC, Settings
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError

from tests.unit.memory_host import MemoryHost
from tests.unit.plugins.module_utils._database.options import database, settings

# id: host, TLS that is asked for when the task does not say
TLS: dict[str, t.Tuple[str | None, str]] = {
    "the local socket": (None, "prefer"),
    "a socket's folder": ("/run/postgresql", "prefer"),
    "localhost": ("localhost", "prefer"),
    "127.0.0.1": ("127.0.0.1", "prefer"),
    "127.1.2.3": ("127.1.2.3", "prefer"),
    "::1": ("::1", "prefer"),
    "another machine": ("db1.example.com", "verify-full"),
    "another machine by address": ("10.0.0.5", "verify-full"),
    "a name that only starts like this machine": ("localhost.example.com", "verify-full"),
    "a name that starts like a local address": ("127.example.com", "verify-full"),
    "a list that goes on elsewhere": ("localhost,db1.example.com", "verify-full"),
    "a list of addresses that goes on elsewhere": ("127.0.0.1,10.0.0.5", "verify-full"),
    "a socket, else another machine": ("/run/postgresql,db1.example.com", "verify-full"),
}


@pytest.mark.parametrize(("host", "sslmode"), TLS.values(), ids=TLS)
def test_tls_by_default_to(host: str | None, sslmode: str) -> None:
    assert settings(host=host).libpq("app")["sslmode"] == sslmode


@pytest.mark.parametrize("sslmode", DATABASE_SPEC["options"]["sslmode"]["choices"])
def test_the_named_tls_counts(sslmode: str) -> None:
    for host in (None, "db1.example.com"):
        assert settings(host=host, sslmode=sslmode).libpq("app")["sslmode"] == sslmode


# id: the options, what the sentence must say
CONTRADICTIONS: dict[str, t.Tuple[dict[str, t.Any], str]] = {
    "the driver through a program": (
        {"hand": "psycopg", "psql": ["psql"]},
        "database.hand is psycopg, which never uses database.psql; leave",
    ),
    "a command line as one word": (
        {"psql": ["docker compose exec -T db psql"]},
        "names one program 'docker compose exec -T db psql'; write its",
    ),
}


@pytest.mark.parametrize(("given", "said"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_refuses_what_contradicts_itself(given: dict[str, t.Any], said: str) -> None:
    with pytest.raises(StackError, match=re.escape(said)):
        settings(**given)


def test_a_program_in_a_folder_with_blanks_is_one_word() -> None:
    assert settings(psql=["/opt/pg 16/psql"]).psql == ("/opt/pg 16/psql",)


def test_every_option_has_its_place() -> None:
    given = {"name": "n", "host": "h", "port": 1, "user": "u", "passfile": "p", "sslrootcert": "c", "lock_timeout": 3}
    told = settings(**given).libpq("golive.stack feature_flag")
    assert {name: told[name] for name in ("dbname", "host", "port", "user", "passfile", "sslrootcert", "application_name")} == {
        "dbname": "n",
        "host": "h",
        "port": "1",
        "user": "u",
        "passfile": "p",
        "sslrootcert": "c",
        "application_name": "golive.stack feature_flag",
    }
    assert "-c lock_timeout=3s" in told["options"]


def test_what_is_left_out_is_not_told() -> None:
    assert {"host", "user", "passfile", "sslrootcert", "password"} & set(settings().libpq("app")) == set()


def test_a_password_goes_before_a_password_file() -> None:
    assert "passfile" not in settings(password="canary", passfile="~/.pgpass").libpq("app")


def test_a_session_reads_only_and_resolves_names_of_the_system_only() -> None:
    told = settings().libpq("app")["options"].split("-c ")
    assert {"search_path=pg_catalog,pg_temp ", "default_transaction_read_only=on ", "TimeZone=UTC "} <= set(told)


def test_the_password_is_never_told_nor_shown() -> None:
    secret = settings(password="canary")
    assert secret.password == "canary"
    assert "canary" not in str(secret) + repr(secret) + str(secret.libpq("app"))


@pytest.mark.parametrize(
    ("given", "where"),
    [({}, "database app on the local socket:5432"), ({"host": "db1", "port": 6432}, "database app on db1:6432")],
)
def test_a_person_is_told_where(given: dict[str, t.Any], where: str) -> None:
    assert settings(**given).where == where


@pytest.mark.parametrize("text", ["cana\0ry", "cana\ud83dry"], ids=ascii)
@pytest.mark.parametrize("name", ["name", "host", "user", "password", "passfile", "sslrootcert"])
def test_what_no_library_can_be_told_is_refused_without_being_quoted(name: str, text: str) -> None:
    with pytest.raises(StackError, match=f"The option database.{name} holds NUL or broken Unicode") as refused:
        settings(**{name: text})
    assert "cana" not in refused.value.msg
    with pytest.raises(StackError, match=r"The option database\.psql holds NUL"):
        settings(psql=["docker", text])


def test_paths_are_those_of_the_machine_where_libpq_runs() -> None:
    found = settings(passfile="~/.pgpass", sslrootcert="~/ca.pem", user="~").expanded(MemoryHost().expand)
    assert (found.passfile, found.sslrootcert, found.user) == ("/home/memory/.pgpass", "/home/memory/ca.pem", "~")
    assert settings().expanded(MemoryHost().expand) == settings()


def test_a_statement_may_wait_for_its_lock_and_then_take_its_time() -> None:
    told = settings(lock_timeout=300).libpq("app")["options"]
    assert "-c lock_timeout=300s" in told and "-c statement_timeout=360s" in told
    assert settings(lock_timeout=300).statement_seconds == 360


@pytest.mark.parametrize("seconds", [0, -1])
def test_waiting_for_ever_is_refused(seconds: int) -> None:
    with pytest.raises(StackError, match=f"The option database.lock_timeout is {seconds}, for which the server would wait for ever"):
        settings(lock_timeout=seconds)


def test_every_option_of_the_spec_is_a_setting() -> None:
    assert list(DATABASE_SPEC["options"]) == list(Settings.__dataclass_fields__)
    assert Settings.of(database(psql=["docker", "exec", "db", "psql"])).psql == ("docker", "exec", "db", "psql")
