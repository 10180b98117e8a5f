# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the driver is used; what a server answers to it is tested with a server."""

from __future__ import annotations

import os
import sys
import types
import typing as t
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._database.psycopg_hand import PsycopgHand, unusable
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, Moved, StackError

from tests.unit.plugins.module_utils._database.options import settings


class DriverError(Exception):
    """What the driver raises."""

    def __init__(self, text: str, sqlstate: str | None = None) -> None:
        super().__init__(text)
        self.sqlstate = sqlstate
        self.diag = types.SimpleNamespace(message_primary=text)


class NoConnection(DriverError):
    """What the driver raises when there is no connection."""


class Connection:
    """Records statements; fails at the one that it is told."""

    def __init__(self, failures: dict[str, Exception]) -> None:
        self.statements: list[str] = []
        self.closed = False
        self._failures = failures

    def execute(self, statement: str) -> t.Any:
        """Remember the statement; the answer to a question is 42."""
        self.statements.append(statement)
        if statement in self._failures:
            raise self._failures[statement]
        return types.SimpleNamespace(fetchone=lambda: (42,), description=["column"] if statement.startswith("SELECT") else None)

    def close(self) -> None:
        """End the connection."""
        self.closed = True


class Driver(types.ModuleType):
    """Stands in for the module psycopg."""

    Error, OperationalError = DriverError, NoConnection

    def __init__(self, version: str = "3.1.7", refused: Exception | None = None, failures: dict[str, Exception] | None = None) -> None:
        super().__init__("psycopg")
        self.__version__ = version
        self.connections: list[Connection] = []
        self.told: list[dict[str, t.Any]] = []
        self.environment: list[str] = []
        self._refused = refused
        self._failures = failures or {}

    def connect(self, **told: t.Any) -> Connection:
        """Remember how it was called, and what libpq would have seen."""
        self.told.append(told)
        self.environment = [name for name in os.environ if name.startswith("PG")]
        if self._refused is not None:
            raise self._refused
        self.connections.append(Connection(self._failures))
        return self.connections[-1]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> t.Callable[[Driver], Driver]:
    """Let a driver be the one that this Python has."""

    def install(driver: Driver) -> Driver:
        monkeypatch.setitem(sys.modules, "psycopg", driver)
        return driver

    return install


Use = t.Callable[[Driver], Driver]


def hand(**given: t.Any) -> PsycopgHand:
    """The hand for the database app."""
    return PsycopgHand(settings(**given), "golive.stack test")


def test_one_connection_serves_the_whole_task(use: Use) -> None:
    driver = use(Driver())
    psycopg = hand(user="deploy", password="canary")
    assert psycopg.query("SELECT 1") == 42
    with psycopg.unit(42, "Changing flags"):
        psycopg.run("DO 1")
    psycopg.query("SELECT 2")
    psycopg.close()
    (connection,) = driver.connections
    begin, *rest = connection.statements[1:]
    assert begin.startswith("BEGIN READ WRITE; DO ") and "pg_advisory_xact_lock(42)" in begin
    assert rest == ["DO 1", "COMMIT", "SELECT 2"]
    assert connection.closed
    (told,) = driver.told
    assert (told["password"], told["user"], told["autocommit"]) == ("canary", "deploy", True)


@pytest.mark.parametrize(("writing", "begin"), [(False, "BEGIN READ ONLY"), (True, "BEGIN READ WRITE")])
def test_questions_are_one_transaction_that_is_undone(use: Use, writing: bool, begin: str) -> None:
    driver = use(Driver())
    assert hand().ask(["SET LOCAL row_security = off", "SELECT 1", "SELECT 2"], "Counting", writing=writing) == [42, 42]
    (connection,) = driver.connections
    assert connection.statements == [begin, "SET LOCAL row_security = off", "SELECT 1", "SELECT 2", "ROLLBACK"]
    assert not connection.closed


def test_questions_of_which_one_fails_end_the_connection_so_that_nothing_stays(use: Use) -> None:
    driver = use(Driver(failures={"SELECT 2": DriverError("no such table", "42P01")}))
    psycopg = hand()
    with pytest.raises(Missing, match="Counting in database app"):
        psycopg.ask(["SELECT 1", "SELECT 2", "SELECT 3"], "Counting", writing=True)
    assert driver.connections[0].closed
    assert driver.connections[0].statements == ["BEGIN READ WRITE", "SELECT 1", "SELECT 2"]
    assert psycopg.ask(["SELECT 1"], "Counting") == [42]
    assert len(driver.connections) == 2


def test_nothing_is_opened_before_it_is_asked(use: Use) -> None:
    driver = use(Driver())
    hand().close()
    assert driver.connections == []


def test_the_variables_of_whoever_started_the_task_are_not_looked_at(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "evil")
    monkeypatch.setenv("PGOPTIONS", "-c search_path=evil")
    driver = use(Driver())
    hand().query("SELECT 1")
    assert driver.environment == []


def test_a_unit_that_is_broken_off_ends_the_connection_and_the_next_begins_a_new_one(use: Use) -> None:
    driver = use(Driver())
    psycopg = hand()
    with pytest.raises(Moved), psycopg.unit(42, "Changing flags"):
        psycopg.run("DO 1")
        raise Moved("somebody was faster")
    assert driver.connections[0].closed
    assert "COMMIT" not in driver.connections[0].statements
    psycopg.query("SELECT 1")
    assert len(driver.connections) == 2


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ("2.9.9", "psycopg 2.9.9 is older than the needed 3.1"),
        ("3.0.18", "psycopg 3.0.18 is older than the needed 3.1"),
        ("unknown", "psycopg unknown is older than the needed 3.1"),
        ("3.1", None),
        ("3.1.7", None),
        ("3.2.0b1", None),
        ("3.10.0", None),
        ("4.0", None),
    ],
)
def test_a_driver_is_usable_from_its_version_on(use: Use, version: str, reason: str | None) -> None:
    use(Driver(version))
    assert unusable() == reason


def test_a_driver_that_is_not_there_and_one_without_its_library_are_told_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert unusable() == "this Python does not have it"
    monkeypatch.delitem(sys.modules, "psycopg")
    (tmp_path / "psycopg.py").write_text("raise ImportError('no pq wrapper available')")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert unusable() == "this Python has it without the library libpq"


# id: what the driver raises at the statement, what the error is and must say
FAILURES: dict[str, t.Tuple[str, Exception, type, str]] = {
    "a question about a table that is not there": ("SELECT 1", DriverError("no such table", "42P01"), Missing, "Reading in database app"),
    "a statement that touched no row": ("DO 1", DriverError("0 rows touched", "GL001"), Moved, "Changing flags in database app"),
    "a commit that could not be serialized": (
        "COMMIT",
        DriverError("could not serialize", "40001"),
        Moved,
        "Changing flags in database app",
    ),
    "a connection that was lost": (
        "DO 1",
        DriverError("canary consuming input failed"),
        StackError,
        "Changing flags in database app on the local socket:5432 was cut off",
    ),
}


@pytest.mark.parametrize(("statement", "raised", "kind", "said"), FAILURES.values(), ids=FAILURES)
def test_failure(use: Use, statement: str, raised: Exception, kind: type, said: str) -> None:
    use(Driver(failures={statement: raised}))
    psycopg = hand()
    with pytest.raises(StackError) as failed:
        psycopg.query("SELECT 1")
        with psycopg.unit(42, "Changing flags"):
            psycopg.run("DO 1")
    assert type(failed.value) is kind
    assert said in failed.value.msg and "canary" not in failed.value.msg
    # Core prints every exception that hangs on another: the driver's may quote data.
    assert failed.value.__context__ is None and failed.value.__cause__ is None


def test_a_server_that_can_not_be_reached_may_be_provided_later(use: Use) -> None:
    reason = 'connection to server at "db1", port 5432 failed: Connection refused'
    use(Driver(refused=NoConnection(f"connection failed: {reason}\n\tIs the server running on that host?")))
    with pytest.raises(Missing) as missing:
        hand(host="db1", user="deploy", password="canary").query("SELECT 1")
    assert missing.value.msg.startswith(f"Connecting to database app on db1:5432 as deploy failed: {reason}; start")
    assert missing.value.__context__ is None
