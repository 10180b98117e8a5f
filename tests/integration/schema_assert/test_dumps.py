# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A database beside a dump of another one, made by a real pg_dump here or behind a command."""

from __future__ import annotations

import typing as t
from collections.abc import Callable
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError

from tests import postgres
from tests.integration.schema_assert.asserted import There

pytestmark = pytest.mark.lab

TABLES = """
CREATE EXTENSION IF NOT EXISTS citext;
CREATE TABLE customers (id bigserial PRIMARY KEY, mail citext UNIQUE, note text DEFAULT 'a;b');
CREATE TABLE orders (id int PRIMARY KEY, customer bigint REFERENCES customers);
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
SET LOCAL lock_timeout = 1;
  RETURN new;
END$$;
CREATE TRIGGER told BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION tell();
CREATE VIEW names AS SELECT note FROM customers;
COMMENT ON TABLE orders IS 'what was ordered';
"""
# The change, and what differs then.
CHANGES: dict[str, list[tuple[str, ...]]] = {
    "ALTER TABLE orders OWNER TO pg_monitor; GRANT SELECT ON orders TO PUBLIC": [],
    "INSERT INTO customers VALUES (1, 'a', 'canary')": [],
    "CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.t (i int)": [],
    "CREATE EXTENSION pg_trgm": [],
    "ALTER TABLE orders ADD x int": [("statement", "TABLE public.orders")],
    "CREATE INDEX ON orders (customer)": [("unexpected_statement", "INDEX public.orders_customer_idx")],
    "DROP VIEW names": [("missing_statement", "VIEW public.names")],
    "CREATE OR REPLACE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN 'canary'; END$$": [
        ("statement", "FUNCTION public.tell()")
    ],
    "COMMENT ON TABLE orders IS 'canary'": [("statement", "COMMENT public.TABLE orders")],
    "ALTER TABLE orders DROP CONSTRAINT orders_customer_fkey": [("missing_statement", "FK CONSTRAINT public.orders orders_customer_fkey")],
}


@pytest.fixture(scope="module")
def reference(server: postgres.Server, tmp_path_factory: pytest.TempPathFactory, dump_of: Callable[..., str]) -> Path:
    """A dump with owners and rights, of another database."""
    path = tmp_path_factory.mktemp("dump") / "schema.sql"
    other = There.fresh(server)
    try:
        other.do(f"{TABLES} ALTER TABLE orders OWNER TO app_owner; GRANT SELECT ON customers TO app_owner")
        path.write_text(dump_of(other))
    finally:
        other.drop()
    return path


@pytest.fixture
def same(database: There) -> There:
    """A database that is the same until it is changed."""
    database.empty()
    database.do(TABLES)
    return database


@pytest.mark.parametrize("change", CHANGES)
def test_what_differs_is_named_and_never_quoted(same: There, reference: Path, change: str) -> None:
    same.do(change)
    found = same.findings(reference=str(reference))
    assert [finding[:2] for finding in found] == CHANGES[change]
    assert "canary" not in str(found)


@pytest.mark.parametrize("options", [("--no-owner", "--no-privileges"), ("-n", "public"), ("--no-comments", "-O")])
def test_dumps_made_in_other_ways(same: There, tmp_path: Path, dump_of: Callable[..., str], options: tuple[str, ...]) -> None:
    (tmp_path / "schema.sql").write_text(dump_of(same, *options))
    without = [("unexpected_statement", "COMMENT public.TABLE orders")] if "--no-comments" in options else []
    assert same.findings(reference=str(tmp_path / "schema.sql")) == without


def test_both_hands_and_a_command_that_leads_to_psql(same: There, reference: Path, container: str) -> None:
    same.do("DROP VIEW names")
    way = ["docker", "exec", "-i", container, "runuser", "-u", "postgres", "--", "psql"]
    socket = same.reached(hand="auto", psql=way, **dict.fromkeys(("host", "port", "user", "password", "sslrootcert", "sslmode")))
    ways = [same, same.reached(hand="psql"), same.reached(hand="auto", psql=["/usr/bin/psql"]), socket]
    assert [one.findings(reference=str(reference)) for one in ways] == [[("missing_statement", "VIEW public.names")]] * 4


def test_what_is_expected_beside_a_dump(same: There, reference: Path) -> None:
    task = "{unexpected: ignore, expect: {tables: {orders: {rows: {min: 1}}}}}"
    same.do("CREATE TABLE more (i int)")
    assert same.findings(task, reference=str(reference)) == [("rows", "public.orders", 0)]


def test_a_custom_dump_is_refused(same: There, tmp_path: Path) -> None:
    (tmp_path / "schema.dump").write_bytes(b"PGDMP\x01\x0f\x00")
    with pytest.raises(StackError, match=r"schema\.dump is neither a snapshot in JSON nor a dump in plain text"):
        same.run(reference=str(tmp_path / "schema.dump"))


def test_a_dump_of_another_version_is_refused(same: There, reference: Path, tmp_path: Path) -> None:
    (tmp_path / "old.sql").write_text(reference.read_text().replace("Dumped from database version 15", "Dumped from database version 14"))
    with pytest.raises(StackError, match="is of PostgreSQL 14 and database .* is of 15"):
        same.run(reference=str(tmp_path / "old.sql"))


def test_an_empty_database_comes_before_its_migrations(database: There, reference: Path) -> None:
    database.empty()
    with pytest.raises(Missing, match="has no table in public, though TABLE public.customers and 1 more are expected; run the migrations"):
        database.run(reference=str(reference))
    told = database.run(reference=str(reference), check=True, on_missing="plan")
    assert (told["findings"], told["changed"]) == ([], False) and "has no table in public" in told["assumed"]


def test_without_pg_dump(same: There, reference: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Missing, match="needs pg_dump, which this host does not have; install postgresql-client, or name a snapshot"):
        same.run(reference=str(reference))


def test_a_role_that_may_not_dump(same: There, reference: Path, login: postgres.Server) -> None:
    plain: t.Any = same.reached(user=login.user, password=login.password)
    same.do("GRANT USAGE ON SCHEMA public TO PUBLIC")
    with pytest.raises(
        StackError, match="Dumping the schema of .* failed: pg_dump ended with 1 and said: pg_dump: error: .*permission denied"
    ):
        plain.run(reference=str(reference))
