# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which hand serves where, decided when the database is first asked."""

from __future__ import annotations

import sys
import types
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._database import psycopg_hand
from ansible_collections.golive.stack.plugins.module_utils._database.port import Database
from ansible_collections.golive.stack.plugins.module_utils._database.psql_hand import PsqlHand
from ansible_collections.golive.stack.plugins.module_utils._database.psycopg_hand import PsycopgHand
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing

from tests.unit.memory_host import MemoryHost
from tests.unit.plugins.module_utils._database.options import settings

PREFIX = ["docker", "compose", "exec", "-T", "db", "psql"]
BOTH, DRIVER, PROGRAM, NONE = (True, True), (True, False), (False, True), (False, False)
OLD = types.ModuleType("psycopg")
vars(OLD)["__version__"] = "3.0.18"

# id: family, (driver, program) that are there, the options, the hand or what the sentence must say
CHOICES: dict[str, t.Tuple[str, t.Tuple[bool, bool], dict[str, t.Any], type | str]] = {
    "the driver goes before the program": ("posix", BOTH, {}, PsycopgHand),
    "without the driver the program serves": ("posix", PROGRAM, {}, PsqlHand),
    "the named program serves although the driver is there": ("posix", BOTH, {"hand": "psql"}, PsqlHand),
    "a way to the program means the program": ("posix", BOTH, {"psql": PREFIX}, PsqlHand),
    "a way to the program needs no program here": ("posix", NONE, {"psql": PREFIX}, PsqlHand),
    "the named driver serves": ("posix", DRIVER, {"hand": "psycopg"}, PsycopgHand),
    "the named driver is not there": ("posix", PROGRAM, {"hand": "psycopg"}, "this Python does not have it; install python3-psycopg"),
    "the named program is not there": ("posix", DRIVER, {"hand": "psql"}, "neither psycopg 3.1 nor psql"),
    "nothing is there": ("posix", NONE, {}, "neither psycopg 3.1 nor psql; install python3-psycopg or postgresql-client"),
    "on Windows the controller's driver is another machine's": ("windows", BOTH, {}, PsqlHand),
    "on Windows the driver is refused by name": ("windows", BOTH, {"hand": "psycopg"}, "by psycopg failed"),
}


@pytest.mark.parametrize(("family", "there", "given", "expected"), CHOICES.values(), ids=CHOICES)
def test_choice(
    monkeypatch: pytest.MonkeyPatch, family: str, there: t.Tuple[bool, bool], given: dict[str, t.Any], expected: type | str
) -> None:
    driver, program = there
    monkeypatch.setattr(psycopg_hand, "unusable", lambda: None if driver else "this Python does not have it")
    database = Database(settings(**given), "golive.stack test", MemoryHost(family=family, programs=["psql"] if program else []))
    if isinstance(expected, type):
        assert isinstance(database.hand, expected)
        assert database.hand is database.hand, "one hand serves the whole task"
        database.close()
        return
    with pytest.raises(Missing) as missing:
        database.hand.query("SELECT 1")
    assert expected in missing.value.msg
    assert missing.value.msg.endswith(", then run again.")


def test_a_database_that_was_never_asked_is_closed_in_peace() -> None:
    Database(settings(), "golive.stack test", MemoryHost()).close()


def test_a_driver_that_is_too_old_is_passed_over_and_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", OLD)
    host = MemoryHost(programs=["psql"])
    assert isinstance(Database(settings(), "golive.stack test", host).hand, PsqlHand)
    with pytest.raises(Missing, match=r"by psycopg failed: psycopg 3\.0\.18 is older than the needed 3\.1; install python3-psycopg"):
        _ = Database(settings(hand="psycopg"), "golive.stack test", host).hand
