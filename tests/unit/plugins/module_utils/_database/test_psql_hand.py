# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How psql is called, and what is made of what psql 13 and 15 really said."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
import yaml
from ansible_collections.golive.stack.plugins.module_utils._database.psql_hand import PsqlHand, conninfo
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, Moved, StackError
from ansible_collections.golive.stack.plugins.module_utils._host import Completed
from hypothesis import example, given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict

from tests.unit.memory_host import Command, MemoryHost
from tests.unit.plugins.module_utils._database.options import settings

SAID = {path.stem: yaml.safe_load(path.read_text()) for path in sorted((Path(__file__).parent / "fixtures").glob("psql-*.yml"))}
FLAGS = ("-X", "-A", "-t", "-q", "-w", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose", "-f", "-", "-d")
CONNECTION = (
    "dbname='app' port='5432' sslmode='prefer' application_name='golive.stack test' client_encoding='UTF8' connect_timeout='10'"
    " options='-c search_path=pg_catalog,pg_temp -c default_transaction_read_only=on -c statement_timeout=70s -c lock_timeout=10s"
    " -c TimeZone=UTC -c client_min_messages=warning'"
)
LOCK = "DO $g0$BEGIN PERFORM pg_catalog.pg_advisory_xact_lock(42); END$g0$;\n"
OK = Completed(0, "", "")


def command(way: str, stdin: str, done: Completed, *, argv: t.Sequence[str] = ("psql",), told: str = CONNECTION, **private: str) -> Command:
    """A call of psql."""
    return Command(way, (*argv, *FLAGS, told), stdin, done, private)


def hand(host: MemoryHost, **given: t.Any) -> PsqlHand:
    """The hand on that host."""
    return PsqlHand(settings(hand="psql", **given), "golive.stack test", host)


def test_a_question_is_one_process_that_only_looks() -> None:
    host = MemoryHost(commands=[command("read", "SELECT 1;\n", Completed(0, '[{"key": "ä"}]\n', "WARNING: talkative\n"))], check=True)
    assert hand(host).query("SELECT 1") == [{"key": "ä"}]
    host.finish()


@pytest.mark.parametrize(("writing", "begin"), [(False, "BEGIN READ ONLY"), (True, "BEGIN READ WRITE")])
def test_questions_are_one_process_whose_transaction_is_undone(writing: bool, begin: str) -> None:
    said = Completed(0, '7\n{"a": "b\u2028c"}\nnull\n', "WARNING: talkative\n")
    script = f"{begin};\nSET LOCAL row_security = off;\nSELECT 1;\nSELECT 2;\nSELECT 3;\nROLLBACK;\n"
    host = MemoryHost(commands=[command("read", script, said)], check=True)
    asked = hand(host).ask(["SET LOCAL row_security = off", "SELECT 1", "SELECT 2", "SELECT 3"], "Counting", writing=writing)
    assert asked == [7, {"a": "b\u2028c"}, None]
    host.finish()


def test_questions_that_another_program_answers_are_no_values() -> None:
    host = MemoryHost(commands=[command("read", "BEGIN READ ONLY;\nSELECT 1;\nROLLBACK;\n", Completed(0, "BEGIN\n1\n", ""))])
    with pytest.raises(StackError, match="Counting in database app .* failed: psql ended well but did not print what psql prints"):
        hand(host).ask(["SELECT 1"], "Counting")


def test_a_unit_is_one_process_for_all_its_statements_under_the_lock() -> None:
    host = MemoryHost(commands=[command("change", f"BEGIN READ WRITE;\n{LOCK}DO 1;\nDO 2;\nCOMMIT;\n", OK)])
    psql = hand(host)
    with psql.unit(42, "Changing flags"):
        psql.run("DO 1")
        psql.run("DO 2")
    host.finish()


def test_a_unit_without_statements_is_no_process() -> None:
    with hand(MemoryHost()).unit(42, "Changing flags"):
        pass


def test_a_unit_that_is_broken_off_is_no_process() -> None:
    psql = hand(MemoryHost())
    with pytest.raises(Moved), psql.unit(42, "Changing flags"):
        psql.run("DO 1")
        raise Moved("somebody was faster")


def test_a_unit_after_one_that_was_broken_off_begins_anew() -> None:
    host = MemoryHost(commands=[command("change", f"BEGIN READ WRITE;\n{LOCK}DO 2;\nCOMMIT;\n", OK)])
    psql = hand(host)
    with pytest.raises(Moved), psql.unit(42, "Changing flags"):
        psql.run("DO 1")
        raise Moved("somebody was faster")
    with psql.unit(42, "Changing flags"):
        psql.run("DO 2")
    host.finish()


def test_a_statement_outside_of_a_unit_is_a_defect() -> None:
    with pytest.raises(AssertionError):
        hand(MemoryHost()).run("DO 1")


def test_the_password_travels_in_a_file_that_only_the_child_reads() -> None:
    line = r"*:*:*:*:ca\:na\\ry'"  # colons and backslashes stand behind a backslash
    host = MemoryHost(commands=[command("read", "SELECT 1;\n", Completed(0, "[]", ""), PGPASSFILE=f"{line}\n")])
    hand(host, password=r"ca:na\ry'").query("SELECT 1")
    host.finish()  # the command was compared whole: the password is neither in argv nor in stdin


def test_the_way_to_psql_goes_before_it() -> None:
    way = ("docker", "compose", "exec", "-T", "db", "psql")
    host = MemoryHost(commands=[command("read", "SELECT 1;\n", Completed(0, "[]", ""), argv=way)])
    hand(host, psql=list(way)).query("SELECT 1")
    host.finish()


@pytest.mark.parametrize(("psql", "path"), [(None, "/home/memory/.pgpass"), (["docker", "exec", "db", "psql"], "~/.pgpass")])
def test_the_password_file_is_expanded_only_where_psql_runs_on_this_host(psql: list[str] | None, path: str) -> None:
    told = CONNECTION.replace(" sslmode=", f" passfile='{path}' sslmode=")
    host = MemoryHost(commands=[command("read", "SELECT 1;\n", Completed(0, "[]", ""), argv=psql or ["psql"], told=told)])
    hand(host, psql=psql, passfile="~/.pgpass").query("SELECT 1")
    host.finish()


# id: options, what the sentence must say
REFUSED: dict[str, t.Tuple[dict[str, t.Any], str]] = {
    "a password through another program": (
        {"psql": ["docker", "exec", "db", "psql"], "password": "canary"},
        "A password can't travel through docker",
    ),
    "a password with a line break": ({"password": "cana\nry"}, "holds a line break"),
    "a password with NUL": ({"password": "cana\0ry"}, "holds NUL"),
}


@pytest.mark.parametrize(("given", "said"), REFUSED.values(), ids=REFUSED)
def test_refuses_before_any_process(given: dict[str, t.Any], said: str) -> None:
    with pytest.raises(StackError) as refused:
        hand(MemoryHost(), **given).query("SELECT 1")
    assert said in refused.value.msg
    assert "cana" not in refused.value.msg


# what happened: what the error is, SQLSTATE, what the sentence must say
FAILURES: dict[str, t.Tuple[type, str | None, str]] = {
    "no_table": (Missing, "42P01", 'failed: relation "public.nosuch" does not exist (SQLSTATE 42P01); create it by a migration'),
    "no_schema": (Missing, "3F000", 'failed: schema "nosuch" does not exist (SQLSTATE 3F000)'),
    "no_right": (StackError, "42501", "failed: permission denied for table closed (SQLSTATE 42501); grant this user"),
    "read_only": (StackError, "25006", "failed: cannot execute DELETE in a read-only transaction"),
    "two_keys": (
        Moved,
        "23505",
        'failed: duplicate key value violates unique constraint "feature_flags_pkey" (SQLSTATE 23505); somebody else',
    ),
    "not_null": (StackError, "23502", 'failed: null value in column "is_enabled" of relation "feature_flags"'),
    "no_row": (Moved, "GL001", "failed: 0 rows touched instead of 1 by the update of a flag"),
    "warned": (Missing, "42P01", 'failed: relation "public.nosuch" does not exist'),
    "not_text": (StackError, "22P02", "failed: invalid input syntax for type uuid"),
    "ended": (StackError, "57P01", "failed: terminating connection due to administrator command"),
    "lock_held": (StackError, "55P03", "failed: canceling statement due to lock timeout (SQLSTATE 55P03); another session holds the lock"),
    "no_database": (Missing, None, 'FATAL:  database "nosuch" does not exist; create it, or correct database.name'),
    "wrong_password": (StackError, None, 'FATAL:  password authentication failed for user "wrong"; correct database.password'),
    "no_password": (StackError, None, "fe_sendauth: no password supplied;"),
    "refused": (Missing, None, "Connection refused;"),
    "unknown_host": (Missing, None, 'could not translate host name "nosuch.invalid" to address'),
    "wrong_ca": (StackError, None, "SSL error: certificate verify failed;"),
    "no_ca": (StackError, None, 'root certificate file "/nosuch.pem" does not exist;'),
    "no_socket": (Missing, None, "No such file or directory;"),
    "readable_passfile": (StackError, None, "fe_sendauth: no password supplied;"),
}


@pytest.mark.parametrize("version", SAID)
@pytest.mark.parametrize(("case", "expected"), FAILURES.items(), ids=FAILURES)
def test_failure(version: str, case: str, expected: t.Tuple[type, str | None, str]) -> None:
    kind, sqlstate, said = expected
    with pytest.raises(StackError) as failed:
        hand(MemoryHost(commands=[command("read", "SELECT 1;\n", Completed(**SAID[version][case]))])).query("SELECT 1")
    assert (type(failed.value), failed.value.details.get("sqlstate")) == (kind, sqlstate)
    assert said in failed.value.msg
    assert "\n" not in failed.value.msg and failed.value.msg.endswith("then run again.")
    assert not [word for word in ("DETAIL", "LOCATION", "Failing row", "already exists") if word in failed.value.msg]


@pytest.mark.parametrize("version", SAID)
def test_every_recorded_failure_is_tested(version: str) -> None:
    assert {case for case, done in SAID[version].items() if done["rc"]} == set(FAILURES)


@pytest.mark.parametrize("version", SAID)
def test_a_warning_is_no_failure(version: str) -> None:
    assert hand(MemoryHost(commands=[command("read", "SELECT 1;\n", Completed(**SAID[version]["answer"]))])).query("SELECT 1")
    psql = hand(
        MemoryHost(commands=[command("change", f"BEGIN READ WRITE;\n{LOCK}DO 1;\nCOMMIT;\n", Completed(**SAID[version]["warned_only"]))])
    )
    with psql.unit(42, "Changing flags"):
        psql.run("DO 1")


# id: how another program on the way ended, what the error is and must say
OTHERS: dict[str, t.Tuple[Completed, type, str]] = {
    "docker finds no container": (
        Completed(1, "", "Error response from daemon: No such container: db\n"),
        Missing,
        "docker ended with 1 and said: Error response from daemon: No such container: db; correct database.psql",
    ),
    "a program that says nothing": (Completed(127, "", " \n"), Missing, "docker ended with 127 and said: no message;"),
    "a program that is not psql": (Completed(0, "hello\n", ""), StackError, "docker ended well but did not print what psql prints"),
    "a program that prints nothing": (Completed(0, "", ""), StackError, "docker ended well but did not print what psql prints"),
    "a psql that was killed": (Completed(-9, "", ""), StackError, "was cut off: the connection was lost"),
    "a psql that was cut off": (
        Completed(2, "", "server closed the connection unexpectedly\n"),
        StackError,
        "was cut off: the connection was lost",
    ),
}


@pytest.mark.parametrize(("done", "kind", "said"), OTHERS.values(), ids=OTHERS)
def test_another_program_on_the_way(done: Completed, kind: type, said: str) -> None:
    way = ["docker", "exec", "-i", "db", "psql"]
    with pytest.raises(StackError) as failed:
        hand(MemoryHost(commands=[command("read", "SELECT 1;\n", done, argv=way)]), psql=way).query("SELECT 1")
    assert type(failed.value) is kind
    assert said in failed.value.msg


def test_a_psql_of_this_host_that_ends_in_an_unknown_way_is_not_provided_later() -> None:
    with pytest.raises(StackError, match="psql ended with 127 and said: psql: no libpq") as failed:
        hand(MemoryHost(commands=[command("read", "SELECT 1;\n", Completed(127, "", "psql: no libpq\n"))])).query("SELECT 1")
    assert type(failed.value) is StackError


class Patient(MemoryHost):
    """A host that remembers how long a program may take."""

    seconds: t.Tuple[float, ...] = ()

    def run_read(self, argv: t.Sequence[str], **how: t.Any) -> Completed:
        """Run a program that only looks."""
        self.seconds += (how["seconds"],)
        return Completed(0, "[]", "")


def test_psql_may_take_longer_than_the_server_allows_a_statement() -> None:
    host = Patient()
    hand(host, lock_timeout=300).query("SELECT 1")
    assert host.seconds > (300 + 60,)


def test_every_question_may_take_as_long() -> None:
    host = Patient()
    hand(host, lock_timeout=300).ask(["SELECT 1", "SELECT 2", "SELECT 3"], "Counting")
    assert host.seconds > (3 * (300 + 60),)


VALUES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(st.dictionaries(st.sampled_from(["dbname", "host", "user", "passfile", "sslrootcert"]), VALUES, min_size=1))
@example({"dbname": "a' host='evil", "user": "\\", "host": "\\' user='x"})
@example({"dbname": "postgresql://evil/x", "user": ""})
def test_libpq_reads_in_the_connection_string_what_was_meant(parameters: dict[str, str]) -> None:
    assert conninfo_to_dict(conninfo(parameters)) == parameters
