# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a file holds and whoever else is there: all of a file or none of it, and the ledger says which."""

from __future__ import annotations

import time

import pytest

from tests.integration.postgres_migrations.project import Project

REFUSED = {
    "a commit amid statements": ("CREATE TABLE x ();\nCOMMIT;\nCREATE TABLE y ();", r"2_bad.sql:2 holds COMMIT amid other statements"),
    "a rollback at the end": ("CREATE TABLE x ();\nROLLBACK;", "2_bad.sql:2 holds ROLLBACK amid other statements"),
    "a second transaction": ("BEGIN;\nCREATE TABLE x ();\nCOMMIT;\nBEGIN;\nCOMMIT;", "2_bad.sql:3 holds COMMIT amid other statements"),
    "a prepared transaction": ("CREATE TABLE x ();\nPREPARE TRANSACTION 'p';", "2_bad.sql:2 holds PREPARE amid"),
    "a command of psql": ("CREATE TABLE x ();\n\\i other.sql\n", r"2_bad.sql:2 holds \i, a command of psql"),
    "a shell of psql": ("SELECT 1; \\! rm -rf /\n", r"2_bad.sql:1 holds \!, a command of psql"),
    "a string without an end": (
        "CREATE TABLE x ();\nSELECT 'abc;\n",
        "2_bad.sql:2 can't be told into statements: The string that begins in line 2 is not closed",
    ),
    "no UTF-8": (b"SELECT 'caf\xe9';", "2_bad.sql found on line 1, at offset 11, bytes that are no UTF-8"),
    "a NUL": (b"SELECT 1;\n\0", "2_bad.sql found a NUL byte on line 2"),
    "UTF-16": ("\ufeffSELECT 1;".encode("utf-16-le"), "byte order mark of UTF-16"),
}
# What the file says, what the sentence says, and in which line and statement.
FAILURES = {
    "what is not there": (
        "CREATE TABLE x ();\n\n-- a comment\nINSERT INTO\n  nowhere VALUES (1);",
        'relation "nowhere" does not exist (SQLSTATE 42P01)',
        2,
        (4, 5),
    ),
    "no SQL": ("CREATE TABLE x ();\nCREATE TABEL y ();", 'syntax error at or near "TABEL" (SQLSTATE 42601)', 2, (2,)),
    "what breaks a rule": (
        "CREATE TABLE x (i int CHECK (i > 0));\nSELECT 1;\nINSERT INTO x VALUES (0);",
        "violates check constraint",
        3,
        (3,),
    ),
    "what breaks a rule at the end": (
        "CREATE TABLE x (i int UNIQUE DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO x VALUES (1), (1);",
        "duplicate key value violates unique constraint",
        0,
        (0,),
    ),
    "what has a hint": ("SELECT lenght('a');", "the server's hint: No function matches", 1, (1,)),
    "data that do not fit": (
        "CREATE TABLE x (i int);\nCOPY x FROM stdin;\n1\nb\n\\.\nSELECT 1;",
        "invalid input syntax for type integer",
        2,
        (2,),
    ),
}


@pytest.mark.parametrize(("text", "sentence"), REFUSED.values(), ids=list(REFUSED))
def test_refused_before_anything_is_applied(project: Project, text: str | bytes, sentence: str) -> None:
    project.write(_1_good="CREATE TABLE good ();", _2_bad=text)
    assert sentence in project.refused(check=True)
    assert sentence in project.refused()
    assert project.tables() == [] and project.ledger() == {}


@pytest.mark.parametrize(("text", "sentence", "statement", "lines"), FAILURES.values(), ids=list(FAILURES))
def test_nothing_is_kept_of_a_file_that_fails(project: Project, text: str, sentence: str, statement: int, lines: tuple[int, ...]) -> None:
    project.write(_1_good="CREATE TABLE good ();", _2_bad=text, _3_after="CREATE TABLE after ();")
    result = project.run()
    assert result.rc == 1 and sentence in result.msg and "2_bad.sql" in result.msg and "1 before it were done and stay" in result.msg, (
        result.out
    )
    assert result.json["statement"] == statement and result.json["line"] in lines, result.msg
    assert project.tables() == ["good"] and project.ledger() == {"1": "applied"}
    project.write(_2_bad="SELECT 1;")
    assert project.applied() == ["apply 2", "apply 3"]


def test_what_stands_in_rows_is_not_shown(project: Project) -> None:
    project.write(_1_secret="CREATE TABLE x (i text UNIQUE); INSERT INTO x VALUES ('hunter2'), ('hunter2');")
    assert "hunter2" not in project.run().out
    assert "(i)=(hunter2) already exists" in project.run(show_detail=True).msg


def test_a_transaction_of_its_own_is_taken_for_ours(project: Project) -> None:
    project.write(_1_own="BEGIN;\nCREATE TABLE x ();\nCOMMIT;\n", _2_bad="BEGIN;\nCREATE TABLE y ();\nSELECT 1/0;\nCOMMIT;\n")
    assert "division by zero" in project.refused()
    assert project.tables() == ["x"] and project.ledger() == {"1": "applied"}


def test_a_file_can_not_lead_the_next_ones_astray(project: Project) -> None:
    project.do("CREATE SCHEMA evil")
    project.do("CREATE ROLE golive_nobody") if not project.ask("SELECT 1 FROM pg_roles WHERE rolname = 'golive_nobody'") else None
    project.write(
        _1_astray="SET search_path = evil; SET SESSION ROLE golive_nobody; SET statement_timeout = 1; SELECT pg_advisory_unlock_all();",
        _2_table="CREATE TABLE here ();",
    )
    assert project.applied() == ["apply 1", "apply 2"]
    assert project.tables() == ["here"]
    assert project.ask("SELECT tableowner FROM pg_tables WHERE tablename = 'here'") == "postgres"


def test_many_runs_at_once_are_one(project: Project) -> None:
    project.write(**{f"_{number}_step": f"CREATE TABLE t{number} (); SELECT pg_sleep(0.2);" for number in range(1, 5)})
    runs = [project.start() for _ in range(8)]
    ended = [run.result() for run in runs]
    assert [result.rc for result in ended] == [0] * 8, ended
    done = [len(result.json["actions"]) for result in ended]
    assert sum(done) == 4 and len(project.ledger()) == 4, done


def test_a_run_that_is_held_up_says_by_whom(project: Project) -> None:
    project.write(_1_slow="SELECT pg_sleep(8);")
    first = project.start()
    deadline = time.monotonic() + 30
    while not project.ask("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    said = project.refused(wait=1)
    assert "given up after 1 s: it is held by golive.stack postgres_migrations (process" in said, said
    assert first.result().rc == 0


def test_outside_of_a_transaction_each_statement_counts(project: Project) -> None:
    project.write(
        _1_table="CREATE TABLE t (i int); INSERT INTO t SELECT generate_series(1, 100);",
        _2_index="-- golive: transaction=none\nCREATE INDEX CONCURRENTLY t_i ON t (i);\nVACUUM t;\n",
    )
    assert project.applied() == ["apply 1", "apply 2"]
    assert project.ask("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_i'::regclass")
    assert project.ask("SELECT statements || state FROM golive_migrations WHERE version = '2'") == "2applied"


def test_a_half_built_index_is_built_anew(project: Project) -> None:
    project.write(
        _1_table="CREATE TABLE t (i int); INSERT INTO t VALUES (1), (1);",
        _2_index="-- golive: transaction=none\nCREATE INDEX CONCURRENTLY t_i ON t (i);\nCREATE UNIQUE INDEX CONCURRENTLY t_u ON t (i);\n",
        _3_more="CREATE TABLE more ();",
    )
    said = project.refused()
    assert (
        "2_index.sql:3, statement 2, to database" in said
        and "could not create unique index" in said
        and "of this file 1 statements are done and stay" in said
    ), said
    assert project.ledger() == {"1": "applied", "2": "dirty"}
    assert not project.ask("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_u'::regclass")
    project.do("DELETE FROM t")
    assert project.applied(check=True) == project.applied() == ["resume 2", "apply 3"]
    assert project.ledger() == {"1": "applied", "2": "applied", "3": "applied"}
    assert project.ask("SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass AND indisvalid") == 2


def test_what_may_have_been_done_is_left_to_a_person(project: Project) -> None:
    text = "-- golive: transaction=none\nCREATE TYPE mood AS ENUM ('sad');\nALTER TYPE mood ADD VALUE 'ok';\nINSERT INTO gone VALUES (1);\n"
    project.write(_1_enum=text)
    assert "of this file 2 statements are done and stay" in project.refused()
    assert "did not end: 1 (2 statements done); look what is there" in project.refused()
    project.do("CREATE TABLE gone (i int)")
    assert project.applied(repair=["1"]) == ["resume 1"]
    assert project.ask("SELECT count(*) FROM gone") == 1 and project.applied(repair=["1"]) == []


def test_two_runs_and_an_index_do_not_wait_for_each_other_for_ever(project: Project) -> None:
    project.write(_1_table="CREATE TABLE t (i int);", _2_index="-- golive: transaction=none\nCREATE INDEX CONCURRENTLY t_i ON t (i);")
    runs = [project.start(wait=60) for _ in range(3)]
    assert [run.result().rc for run in runs] == [0, 0, 0]
    assert project.ledger() == {"1": "applied", "2": "applied"}


def test_a_row_that_was_removed_by_hand_is_found(project: Project) -> None:
    project.write(_1_a="CREATE TABLE a ();", _2_b="CREATE TABLE b ();")
    project.applied()
    project.do("DELETE FROM golive_migrations WHERE version = '1'")
    assert "1_a.sql; give them later numbers" in project.refused()
    project.do("DELETE FROM golive_migrations")
    assert 'relation "a" already exists' in project.refused()
    assert project.ledger() == {}


def test_an_empty_file_and_one_of_comments_are_done(project: Project) -> None:
    project.write(_1_empty="", _2_comment="-- nothing yet\n/* at all */\n", _3_semicolons=";;\n;")
    assert project.applied() == ["apply 1", "apply 2", "apply 3"]
    assert project.applied() == []
