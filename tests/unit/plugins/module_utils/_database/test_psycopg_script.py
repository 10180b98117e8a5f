# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the driver sends what somebody else wrote, and which statement an answer belongs to."""

from __future__ import annotations

import types
import typing as t

import psycopg
import pytest
from ansible_collections.golive.stack.plugins.module_utils._database import psycopg_hand
from ansible_collections.golive.stack.plugins.module_utils._database.psycopg_hand import PsycopgHand
from ansible_collections.golive.stack.plugins.module_utils._database.script import Part, Refused
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from psycopg.pq import DiagnosticField as Field
from psycopg.pq import ExecStatus as Status

from tests.unit.plugins.module_utils._database.options import settings


class Answer:
    """One result, with what libpq tells of it."""

    def __init__(self, status: Status = Status.COMMAND_OK, **fields: str) -> None:
        self.status = status
        self._fields = {getattr(Field, name): text.encode() for name, text in fields.items()}

    def error_field(self, field: Field) -> bytes | None:
        """Return what stands in a field."""
        return self._fields.get(field)


class Libpq:
    """Keeps what is sent, and answers in turn."""

    def __init__(self, *answers: Answer | Exception) -> None:
        self.sent: list[bytes] = []
        self.nonblocking = 1
        self._answers = list(answers)
        self._open = False

    def send_query(self, text: bytes) -> None:
        """Keep a message."""
        self.sent.append(text)
        self._open = True

    def get_result(self) -> Answer | None:
        """Return the next answer; none, once for each message, when there is no more."""
        if not self._open or not self._answers:
            return None
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def put_copy_data(self, data: bytes) -> None:
        """Keep data."""
        self.sent.append(data)

    def put_copy_end(self, error: bytes | None = None) -> None:
        """Keep how the data ended."""
        self.sent.append(b"end" if error is None else b"failed: " + error)


def hand(libpq: Libpq) -> PsycopgHand:
    """A hand that is connected so."""
    found = PsycopgHand(settings(), "golive.stack test")
    found._connection = types.SimpleNamespace(pgconn=libpq, close=lambda: None)
    return found


def send(libpq: Libpq, *parts: Part) -> None:
    """Send these."""
    hand(libpq).script(lambda: iter(parts), "Applying a.sql")


OURS, FIRST, SECOND = Part("BEGIN;\n"), Part("SELECT 1;", 1, 1, 1), Part("\nSELECT\n 2;", 2, 2, 1)
OK = Answer()


def failed(**fields: str) -> Answer:
    """A refusal."""
    return Answer(Status.FATAL_ERROR, **{"SQLSTATE": "42P01", "MESSAGE_PRIMARY": "no", **fields})


def test_all_goes_in_one_message() -> None:
    libpq = Libpq(OK, OK, OK)
    send(libpq, OURS, FIRST, SECOND)
    assert libpq.sent == [b"BEGIN;\nSELECT 1;\nSELECT\n 2;"] and libpq.nonblocking == 1


@pytest.mark.parametrize(
    ("answers", "number", "line"),
    [
        ([failed()], 0, 0),
        ([OK, failed()], 1, 1),
        ([OK, OK, failed(MESSAGE_HINT="h")], 2, 2),
        ([failed(STATEMENT_POSITION=str(len("BEGIN;\nSELECT 1;\nSELECT\n 2")))], 2, 3),
    ],
)
def test_the_answers_are_counted_unless_a_place_is_named(answers: list[Answer], number: int, line: int) -> None:
    with pytest.raises(Refused) as refused:
        send(Libpq(*answers), OURS, FIRST, SECOND)
    assert (refused.value.part.number, refused.value.line, refused.value.sqlstate) == (number, line, "42P01")


def test_a_lone_semicolon_has_no_answer() -> None:
    with pytest.raises(Refused) as refused:
        send(Libpq(OK, failed()), FIRST, Part(";", 2, 1, 1, answered=False), Part("SELECT 3;", 3, 1, 1))
    assert refused.value.part.number == 3


def test_data_follow_their_statement() -> None:
    libpq = Libpq(Answer(Status.COPY_IN), OK)
    send(libpq, Part("COPY t FROM stdin;\n", 1, 1, 1, ["1\n", "ä\n"]))
    assert libpq.sent == [b"COPY t FROM stdin;\n", b"1\n", "ä\n".encode(), b"end"]


def test_a_copy_without_data_and_one_to_nowhere_fail() -> None:
    libpq = Libpq(Answer(Status.COPY_IN), failed(SQLSTATE="57014"))
    with pytest.raises(Refused):
        send(libpq, FIRST)
    assert libpq.sent[1] == b"failed: the file has no data for it"
    with pytest.raises(StackError, match="it copies to stdout, which leads nowhere"):
        send(Libpq(Answer(Status.COPY_OUT)), FIRST)


def test_a_connection_that_ends_is_named() -> None:
    for broken in (Answer(Status.FATAL_ERROR), psycopg.OperationalError("gone")):
        with pytest.raises(StackError, match="Applying a.sql in .* was cut off"):
            send(Libpq(broken), FIRST)


class Asked(PsycopgHand):
    """A hand whose questions are answered in turn."""

    def __init__(self, *answers: t.Any) -> None:
        super().__init__(settings(), "golive.stack test")
        self.asked: list[str] = []
        self.closed = 0
        self._answers = list(answers)

    def query(self, statement: str) -> t.Any:
        """Answer."""
        self.asked.append(statement)
        return self._answers.pop(0)

    def close(self) -> None:
        """Count."""
        self.closed += 1


def test_a_lock_is_asked_for_until_it_is_given_and_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psycopg_hand, "PAUSE", 0)
    asked = Asked(False, False, True, True)
    with asked.hold(42, 60, "the migrations"):
        assert len(asked.asked) == 3
    assert "pg_try_advisory_lock(42)" in asked.asked[0] and "pg_advisory_unlock(42)" in asked.asked[3] and not asked.closed


def test_a_failure_ends_the_connection_and_with_it_the_lock() -> None:
    asked = Asked(True)
    with pytest.raises(ZeroDivisionError), asked.hold(42, 60, "the migrations"):
        raise ZeroDivisionError
    assert asked.closed == 1 and len(asked.asked) == 1


def test_whoever_holds_it_too_long_is_named() -> None:
    with pytest.raises(StackError, match=r"Waiting for the migrations in .* was given up after -1 s: it is held by nobody by now"):
        Asked(False, []).hold(42, -1, "the migrations").__enter__()
