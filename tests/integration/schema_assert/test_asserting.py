# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task costs, leaves and promises, and how it gets to its database."""

from __future__ import annotations

import json
import re
import typing as t
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError

from tests import postgres
from tests.integration.feature_flag.playbooks import play
from tests.integration.schema_assert.asserted import There
from tests.lab.state import Lab

pytestmark = pytest.mark.lab

TABLES = """
CREATE TABLE customers (id int PRIMARY KEY, name text);
CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers);
INSERT INTO customers VALUES (1, 'canary');
"""
TASK = """
expect: {tables: {customers: {columns: {id: int, name: text}, rows: {min: 1}}, orders: }}
foreign_keys: {validated: true, orphans: true}
assertions:
  - {name: names, sql: SELECT count(*) FROM customers WHERE name IS NULL, expect: 0}
  - {name: no customer twice, sql: "INSERT INTO customers VALUES (1) RETURNING 1", expect: {sqlstate: "23505"}, write: true}
"""
SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'golive.stack schema_assert%'"
STATE = "SELECT xmin::text, ctid::text, c::text FROM customers AS c UNION ALL SELECT oid::text, relname, relfilenode::text FROM pg_class"


@pytest.fixture
def shop(there: There) -> There:
    """Two tables, of which one has a row."""
    there.do(TABLES)
    return there


@pytest.mark.parametrize("check", [False, True])
def test_a_task_changes_nothing_and_leaves_nobody(shop: There, check: bool) -> None:
    before = shop.rows(STATE)
    result = shop.process(TASK, check=check, diff=True)
    assert (result.rc, result.changed, result.json["findings"]) == (0, False, []), result.out
    assert "diff" not in result.json
    assert (shop.rows(STATE), shop.rows(SESSIONS)) == (before, [(0,)])
    assert "canary" not in result.out + result.err


def test_a_failure_tells_all_of_it_and_changes_nothing(shop: There) -> None:
    shop.do("DROP TABLE orders; DELETE FROM customers; ALTER TABLE customers ALTER id TYPE bigint")
    before = shop.rows(STATE)
    result = shop.process(TASK)
    assert result.rc == 1
    assert [finding["kind"] for finding in result.json["findings"]] == ["missing_table", "column_type", "rows", "assertion"]
    assert result.json["findings"][1] == {
        "kind": "column_type",
        "object": "public.customers.id",
        "expected": "int",
        "found": "bigint",
    }
    where = re.escape(f"database {shop.database['name']} on {shop.server.host}:5432")
    assert re.fullmatch(
        rf"The {where} is not as asserted \(4 findings\): table public\.orders is missing; .*, then run again\.", result.msg
    )
    assert shop.rows(STATE) == before


@pytest.mark.parametrize(("hand", "connections"), [("psycopg", 1), ("psql", 2)])
def test_the_catalog_is_one_statement_and_so_is_every_count(database: There, server: postgres.Server, hand: str, connections: int) -> None:
    database.empty()
    database.do(TABLES)
    log = postgres.Log(server)
    database.reached(hand=hand).run("{expect: {tables: {customers: {rows: {min: 1}}, orders: }}, foreign_keys: {orphans: true}}")
    lines = [line for line in log.text().splitlines() if f"@{database.database['name']} " in line]
    statements = [line.partition("statement: ")[2] for line in lines if "statement: " in line]
    assert [one.split()[0].rstrip(";") for one in statements] == ["WITH", "BEGIN", "SET", "SELECT", "SELECT", "ROLLBACK"]
    assert sum("connection authorized" in line for line in lines) == connections


def test_what_is_given_to_one_hand_is_taken_from_the_other(shop: There) -> None:
    other = shop.reached(hand="psql" if shop.database["hand"] == "psycopg" else "psycopg")
    assert other.findings(reference=json.dumps(shop.run()["snapshot"])) == []


def test_behind_a_command(shop: There, container: str) -> None:
    way = ["docker", "exec", "-i", container, "runuser", "-u", "postgres", "--", "psql"]
    socket = shop.reached(hand="auto", psql=way, **dict.fromkeys(("host", "port", "user", "password", "sslrootcert", "sslmode")))
    assert socket.findings(TASK) == []
    assert socket.run()["snapshot"] == shop.run()["snapshot"]


def test_over_tls(shop: There) -> None:
    assert shop.reached(sslmode="verify-full").findings(TASK) == []


def test_what_an_earlier_step_makes(there: There) -> None:
    nowhere = there.reached(name="golive_t_nowhere")
    for absent, said in ((there, "has no table in public, though public.customers and 1 more are expected"), (nowhere, "does not exist")):
        with pytest.raises(Missing, match=said):
            absent.run(TASK, check=True)
        told = absent.run(TASK, check=True, on_missing="plan")
        assert told["findings"] == [] and said in told["assumed"]
        with pytest.raises(Missing, match=said):
            absent.run(TASK, on_missing="plan")


def test_a_schema_that_is_not_there(shop: There) -> None:
    assert shop.findings("{schemas: [public, app], expect: {tables: [customers, orders, app.t]}}") == [
        ("missing_schema", "app"),
        ("missing_table", "app.t"),
    ]


def test_what_an_extension_brings_is_the_extensions(shop: There) -> None:
    task = "{expect: {tables: [customers, orders], extensions: [citext, pg_trgm, hstore], functions: [similarity]}}"
    shop.do("CREATE EXTENSION citext; CREATE EXTENSION pg_trgm; CREATE EXTENSION pg_stat_statements")
    assert shop.findings(task) == [("missing_extension", "hstore"), ("missing_function", "public.similarity")]


def test_a_partition_is_part_of_its_table_unless_it_is_named(shop: There) -> None:
    shop.do(
        "CREATE TABLE logs (d date) PARTITION BY RANGE (d); CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM (MINVALUE) TO (MAXVALUE)"
    )
    shop.do("INSERT INTO logs VALUES ('2026-06-15')")
    assert shop.findings("expect: {tables: {customers: , orders: , logs: {rows: {exactly: 1}}}}") == []
    assert shop.findings("expect: {tables: {customers: , orders: , logs: , logs_1: {rows: {max: 0}}}}") == [
        ("rows", "public.logs_1", "1 or more")
    ]


def test_a_table_that_is_locked(shop: There, server: postgres.Server) -> None:
    with server.connect(shop.database["name"]) as other:
        other.execute("BEGIN; LOCK TABLE customers IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(StackError, match=r"Reading in database .* lock timeout \(SQLSTATE 55P03\); another session holds the lock"):
            shop.reached(lock_timeout=1).run(TASK)
    assert shop.findings(TASK) == []


def test_a_server_that_goes_away(shop: There) -> None:
    end = {"name": "end", "sql": "SELECT pg_terminate_backend(pg_backend_pid())", "expect": True}
    with pytest.raises(StackError, match=r"Asserting in database .* (failed: .*57P01|was cut off)"):
        shop.run(assertions=[end])


def test_on_hosts_as_they_are(database: There, lab: Lab, server: postgres.Server, tmp_path: Path) -> None:
    hosts = {host.kind: host.name for host in lab.hosts.values()}
    if "bullseye" not in hosts:
        pytest.skip(f"lab {lab.name} has no host with Python 3.9; run 'tests/lab/lab up --name {lab.name} db1=postgres old1=bullseye'")
    database.empty()
    database.do(TABLES)
    reached = {"name": database.database["name"], "user": server.user, "password": server.password, "sslrootcert": "/tmp/golive-ca.pem"}
    by_name = next(host.name for host in lab.hosts.values() if host.address == server.host)
    task = {"database": {**reached, "host": by_name}, "expect": {"tables": ["customers", "orders"]}, "foreign_keys": {"orphans": True}}
    authority = {"content": Path(server.ca).read_text(), "dest": "/tmp/golive-ca.pem", "mode": "0600"}
    steps: list[dict[str, t.Any]] = [
        {"name": "authority", "ansible.builtin.copy": authority},
        {"name": "right", "golive.stack.schema_assert": task, "register": "right"},
        {"name": "same", "golive.stack.schema_assert": {**task, "reference": "{{ right.snapshot }}"}},
        {"name": "wrong", "golive.stack.schema_assert": {**task, "expect": {"tables": ["customers"]}}, "ignore_errors": True},
        {"name": "clean", "ansible.builtin.file": {"path": "/tmp/golive-ca.pem", "state": "absent"}},
    ]
    limit = ",".join([hosts["bullseye"], hosts["postgres"]])
    played = play(tmp_path, steps, lab.folder / "inventory.yml", "--limit", limit)
    assert played.rc == 0, played.out
    for host in (hosts["bullseye"], hosts["postgres"]):
        answers = {name: given[host] for name, given in played.answers().items()}
        assert [answers[name] for name in ("right", "same", "wrong")] == ["ok", "ok", "fatal"], played.out
    assert "table public.orders is not expected" in played.out and server.password not in played.out
