# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How psql is told what somebody else wrote, and which statement its complaint is about."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._database import psql_hand
from ansible_collections.golive.stack.plugins.module_utils._database.psql_hand import PsqlHand
from ansible_collections.golive.stack.plugins.module_utils._database.script import Part, Refused
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._host import Completed

from tests.unit.memory_host import Command, MemoryHost
from tests.unit.plugins.module_utils._database.options import settings
from tests.unit.plugins.module_utils._database.test_psql_hand import command, hand

OK = Completed(0, "", "")
PARTS = [
    Part("BEGIN;\n"),
    Part("\n-- why\nCREATE TABLE t ();", 1, 3, 1),
    Part(" COPY t FROM stdin;\n", 2, 3, 3, ["1\n", "2\n"]),
    Part("COMMIT;\n"),
]
TYPED = "BEGIN;\n\n-- why\nCREATE TABLE t ();\n COPY t FROM stdin;\n1\n2\n\\.\nCOMMIT;\n"
BUSY = Completed(3, "", "psql:<stdin>:1: ERROR:  GL002: the lock is held\nCONTEXT:  PL/pgSQL function\n")


def said(line: int, more: str = "") -> Completed:
    """What psql says of a statement or its data that end in this line."""
    return Completed(3, "", f"psql:<stdin>:{line}: ERROR:  42P07: there is one\n{more}LOCATION:  heap.c:1\n")


def send(*ended: Completed, seconds: float = 0) -> None:
    """Send the parts to a psql that ends so."""
    host = MemoryHost(commands=[command("change", TYPED, done) for done in ended])
    with hand(host).hold(42, seconds, "the migrations"):
        hand_of(host, seconds).script(lambda: iter(PARTS), "Applying a.sql")
    host.finish()


def hand_of(host: MemoryHost, seconds: float) -> PsqlHand:
    """Return a hand that holds."""
    psql = hand(host)
    psql.hold(42, seconds, "the migrations").__enter__()
    return psql


def test_it_is_typed_as_it_is_each_statement_from_a_line_of_its_own() -> None:
    send(OK)


@pytest.mark.parametrize(("line", "number"), [(1, 0), (4, 1), (5, 2), (8, 2), (9, 0)])
def test_a_line_belongs_to_a_statement_or_to_its_data(line: int, number: int) -> None:
    with pytest.raises(Refused) as refused:
        send(said(line, "HINT:  Another name.\n"))
    found = refused.value
    assert (found.part.number, found.sqlstate, found.message, found.hint, found.line) == (
        number,
        "42P07",
        "there is one",
        "Another name.",
        found.part.line,
    )


def test_while_another_has_the_lock_it_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psql_hand, "PAUSE", 0)
    send(BUSY, BUSY, OK, seconds=60)


def test_whoever_holds_the_lock_too_long_is_named() -> None:
    question = [Command("change", command("change", TYPED, BUSY).argv, TYPED, BUSY)]
    host = MemoryHost(commands=question)
    answers: list[t.Any] = [["golive.stack other (process 7 since noon)"]]
    psql = hand_of(host, -1)
    psql.query = lambda statement: answers.pop()  # type: ignore[method-assign]
    with pytest.raises(StackError, match=r"Waiting for the migrations in .* it is held by golive.stack other \(process 7 since noon\)"):
        psql.script(lambda: iter(PARTS), "Applying a.sql")


def test_what_is_no_complaint_of_the_server_is_said_as_it_is() -> None:
    with pytest.raises(StackError, match=r"Applying a.sql in .* was cut off"):
        send(Completed(2, "", "server closed the connection unexpectedly\n"))
    assert settings().name == "app"
