# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection that ends in the middle: an error, nothing half done, and the next run does the rest."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError

from tests.integration.feature_flag.sessions import (
    after_read,
    kill_psql,
    locked_out,
    no_session_is_left,
    terminate,
    wait_until_it_waits,
)
from tests.integration.feature_flag.stores import Store
from tests.integration.feature_flag.tables import Schema

pytestmark = pytest.mark.lab

FIRST = {"key": "first", "enabled": True}
SECOND = {"key": "second", "enabled": True}
START = "INSERT INTO feature_flags VALUES ('second', false)"
# A transaction that has written all and waits for the lock 4242 in its COMMIT.
SLOW_COMMIT = """
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_advisory_xact_lock(4242); RETURN NULL; END$$;
CREATE CONSTRAINT TRIGGER f AFTER INSERT ON feature_flags DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f()
"""
LOST = "Changing flags of .*(connection was lost, and the server undoes|57P01.*the connection was ended by the server).*run again"


def cut(schema: Schema, store: Store, lock: str, end: Callable[[], None]) -> None:
    """Run the task, and end its connection when it waits for the lock; nothing may have happened."""
    before = schema.snapshot()
    with ThreadPoolExecutor(1) as pool, locked_out(schema, lock):
        task = pool.submit(store.run, FIRST, SECOND)
        wait_until_it_waits(schema)
        end()
        error = task.exception()
        assert isinstance(error, StackError)
        with pytest.raises(StackError, match=LOST):
            raise error
        no_session_is_left(schema)
    assert schema.snapshot() == before


def converges(schema: Schema, store: Store) -> None:
    """Run the task to its end, and once more."""
    assert store.run(FIRST, SECOND)["changed"]
    assert not store.run(FIRST, SECOND)["changed"]
    assert schema.rows() == [("first", True), ("second", True)]


def test_by_the_server_while_rows_are_written(schema: Schema, table: Store) -> None:
    schema.do(START)
    cut(schema, table, "SELECT FROM feature_flags WHERE feature_key = 'second' FOR UPDATE", lambda: terminate(schema))
    converges(schema, table)


def test_by_the_server_during_commit(schema: Schema, table: Store) -> None:
    schema.do(START + ";" + SLOW_COMMIT)
    cut(schema, table, "SELECT pg_advisory_xact_lock(4242)", lambda: terminate(schema))
    converges(schema, table)


def test_by_the_server_between_plan_and_apply(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    schema.do(START)
    store = schema.store("psycopg")
    before = schema.snapshot()
    with monkeypatch.context() as patch:
        after_read(patch, 2, lambda: terminate(schema))
        with pytest.raises(StackError, match=LOST):
            store.run(FIRST, SECOND)
    assert schema.snapshot() == before
    converges(schema, store)


@pytest.mark.parametrize(
    "lock", ["SELECT FROM feature_flags WHERE feature_key = 'second' FOR UPDATE", "SELECT pg_advisory_xact_lock(4242)"]
)
def test_by_a_killed_psql(schema: Schema, lock: str) -> None:
    schema.do(START + ";" + SLOW_COMMIT)
    store = schema.store("psql")
    cut(schema, store, lock, kill_psql)
    converges(schema, store)
