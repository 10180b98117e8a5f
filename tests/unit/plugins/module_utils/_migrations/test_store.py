# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked and told of a database; what it answers is tested with a real one."""

from __future__ import annotations

import contextlib
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._database.script import Part, Refused
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, Moved, StackError
from ansible_collections.golive.stack.plugins.module_utils._execute import Run, execute
from ansible_collections.golive.stack.plugins.module_utils._migrations.ledger import Ledger
from ansible_collections.golive.stack.plugins.module_utils._migrations.model import Desired, How, Migration
from ansible_collections.golive.stack.plugins.module_utils._migrations.store import LedgerReader, MigrationStore

from tests.unit.plugins.module_utils._migrations.words import migration

EMPTY = {"revision": 0, "rows": []}
NO_TABLE = Missing("no table", sqlstate="42P01")


class FakeHand:
    """Answers in turn, and keeps what it is told; refuses where it is told to."""

    def __init__(self, *answers: t.Any, refuses: t.Callable[[Part], Refused | None] = lambda _part: None) -> None:
        self.told: list[str] = []
        self.asked: list[str] = []
        self.written: list[str] = []  # what was being done when a row was written
        self.held: list[tuple[float, str]] = []
        self._answers = list(answers)
        self._refuses = refuses

    def query(self, statement: str) -> t.Any:
        """Return the next answer."""
        self.asked.append(statement)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @contextlib.contextmanager
    def hold(self, _lock: int, seconds: float, what: str) -> t.Iterator[None]:
        """Remember that it was held."""
        self.held.append((seconds, what))
        yield

    def script(self, parts: t.Callable[[], t.Iterable[Part]], doing: str) -> None:
        """Keep the file's statements."""
        for part in parts():
            if refused := self._refuses(part):
                raise refused
            self.told += [f"{doing}: {part.text.strip()}"] if part.number else []
            self.written += [doing] if part.text.startswith("INSERT") else []


class FakeFiles:
    """Every migration is one statement, unless another text is given."""

    def __init__(self, **texts: str) -> None:
        self._texts = texts
        self.read: list[str] = []

    def text(self, of: Migration) -> tuple[list[str], int]:
        """Return what a migration does."""
        self.read.append(of.version)
        return [self._texts.get(f"_{of.version}", f"SELECT {of.version};")], 1

    def content(self, of: Migration) -> list[bytes]:
        """Return the bytes of a migration's file."""
        return [self._texts.get(f"_{of.version}", f"SELECT {of.version};").encode()]


def store(hand: FakeHand, files: FakeFiles | None = None, **how: t.Any) -> MigrationStore:
    """Return a database behind that hand."""
    return MigrationStore(
        t.cast(t.Any, type("Database", (), {"hand": hand, "where": "database app"})()),
        Ledger("public", "done"),
        files or FakeFiles(),
        How(**how),
    )


def done(*versions: str, revision: int = 9, **more: t.Any) -> dict[str, t.Any]:
    """Return what a ledger answers."""
    rows = [
        {"version": v, "title": v, "kind": "versioned", "digest": v * 64, "state": "applied", "rank": rank, "statements": 0, **more}
        for rank, v in enumerate(versions, 1)
    ]
    return {"revision": revision, "rows": rows}


ONE, TWO = migration("1"), migration("2")


def test_what_is_new_is_told_under_the_lock() -> None:
    hand = FakeHand(done("1"), done("1"), done("1", "2"))
    outcome = execute(Run(), store(hand, wait=7), Desired((ONE, TWO)))
    assert hand.told == ["Applying 2_step.sql: SELECT 2;"] and hand.held == [(7, "another run's migrations (public.done)")]
    assert [change.id for change in outcome.plan.changes] == ["2"]


def test_each_pending_file_is_looked_through_once() -> None:
    files = FakeFiles()
    hand = FakeHand(EMPTY, EMPTY, done("1", "2"))
    execute(Run(), store(hand, files), Desired((ONE, TWO)))
    assert files.read == ["1", "2", "1", "2"]  # looked through, then sent


def test_what_the_linter_finds_is_of_the_files_that_were_applied() -> None:
    hand, files = FakeHand(done("1"), done("1"), done("1", "2")), FakeFiles(_1="DROP TABLE a;", _2="DROP TABLE b;")
    used = store(hand, files)
    outcome = execute(Run(), used, Desired((ONE, TWO)))
    assert [(found["file"], found["rule"]) for found in used.findings(outcome.plan)] == [("2_step.sql", "drop")]
    assert len(outcome.plan.warnings) == 1 and "drops the table b" in outcome.plan.warnings[0]


def test_two_files_with_one_text_are_each_named() -> None:
    same = migration("2", digest=ONE.digest)
    used = store(FakeHand(EMPTY), FakeFiles(_1="DROP TABLE a;", _2="DROP TABLE a;"))
    outcome = execute(Run(check=True), used, Desired((ONE, same)))
    assert [found["file"] for found in used.findings(outcome.plan)] == ["1_step.sql", "2_step.sql"]


def test_what_was_not_read_has_no_findings() -> None:
    used = store(FakeHand(Missing("no server")))
    outcome = execute(Run(check=True, assume_missing=True), used, Desired((ONE,)))
    assert used.findings(outcome.plan) == []


def test_a_database_without_a_ledger_is_asked_what_else_it_has() -> None:
    found = store(FakeHand(NO_TABLE, {"exists": False, "tables": ["public.a"]})).read(Desired((ONE,)))
    assert (found.exists, found.strangers) == (False, ("public.a",))


def test_a_ledger_that_appears_meanwhile_is_read() -> None:
    found = store(FakeHand(NO_TABLE, {"exists": True, "tables": []}, done("1"))).read(Desired((ONE,)))
    assert found.exists and [entry.version for entry in found.entries] == ["1"]


def test_another_reason_is_passed_on() -> None:
    with pytest.raises(Missing, match="no server"):
        store(FakeHand(Missing("no server"))).read(Desired((ONE,)))
    assert LedgerReader(t.cast(t.Any, None), Ledger("public", "done")).nothing().ledger == "ledger public.done"


def refusing(sqlstate: str, number: int, **more: t.Any) -> t.Callable[[Part], Refused | None]:
    """Refuse the statement with this number; 0 is the first of ours."""
    return lambda part: Refused(part, sqlstate, "no", 3 if number else 0, **more) if part.number == number else None


def test_a_refusal_names_file_line_and_statement() -> None:
    hand = FakeHand(EMPTY, EMPTY, refuses=refusing("42601", 1, hint="try this", detail="row (1)"))
    with pytest.raises(
        StackError,
        match=r"Applying 1_step.sql:3, statement 1, to database app failed: no \(SQLSTATE 42601\); the server's hint: try this; no",
    ) as said:
        execute(Run(), store(hand), Desired((ONE,)))
    assert "row (1)" not in str(said.value)
    assert said.value.details == {"file": "1_step.sql", "line": 3, "statement": 1, "sqlstate": "42601", "hint": "try this"}


def test_the_detail_is_shown_when_asked_for() -> None:
    hand = FakeHand(EMPTY, EMPTY, refuses=refusing("42601", 1, detail="row (1)"))
    with pytest.raises(StackError, match=r"detail: row \(1\)"):
        execute(Run(), store(hand, show_detail=True), Desired((ONE,)))


def test_who_was_faster_makes_us_look_again() -> None:
    hand = FakeHand(EMPTY, EMPTY, done("1"), done("1"), refuses=refusing("GL001", 0))
    assert execute(Run(), store(hand), Desired((ONE,))).plan.changes == ()
    with pytest.raises(Moved, match="came too late"):
        execute(Run(), store(FakeHand(*[EMPTY] * 9, refuses=refusing("GL001", 0))), Desired((ONE,)))


def test_the_way_back_is_what_the_ledger_kept() -> None:
    back = done("1", "2", has_down=True)
    hand = FakeHand(back, back, "DROP TABLE t;", done("1"))
    execute(Run(), store(hand), Desired((ONE, TWO), target="1", walk_back=True))
    assert hand.told == ["Applying the way back of 2: DROP TABLE t;"]


def test_what_was_cut_off_goes_on_by_itself_where_it_can() -> None:
    slow = migration("1", transaction=False)
    files = FakeFiles(_1="VACUUM a; VACUUM b;")
    dirty = done("1", state="dirty")
    dirty["rows"][0]["statements"] = 1
    hand = FakeHand(dirty, dirty, done("1"))
    execute(Run(), store(hand, files), Desired((slow,)))
    assert hand.told == ["Applying 1_step.sql: VACUUM b;"]


NOTHING = {"exists": False, "tables": []}
OTHERS = {"rows": [{"version": "1"}, {"version": "2"}]}


def test_another_ledger_is_written_down_in_one_transaction_before_the_rest() -> None:
    hand = FakeHand(*[NO_TABLE, NOTHING, OTHERS] * 2, done("1", "2", "3"))
    outcome = execute(Run(), store(hand), Desired((ONE, TWO, migration("3")), adopt="dbmate"))
    assert [f"{change.what} {change.id}" for change in outcome.plan.changes] == ["record 1", "record 2", "apply 3"]
    assert hand.written == [*["Applying the record of 2 migrations"] * 2, "Applying 3_step.sql"]
    assert 'FROM "public"."schema_migrations"' in hand.asked[2]


def test_what_is_only_written_down_is_written_before_the_lock_is_given_back() -> None:
    hand = FakeHand(*[NO_TABLE, NOTHING, OTHERS] * 2, done("1", "2"))
    execute(Run(), store(hand), Desired((ONE, TWO), adopt="dbmate"))
    assert len(hand.written) == 2
    hand = FakeHand(NO_TABLE, NOTHING, NO_TABLE, NOTHING, done("1", "2"))
    execute(Run(), store(hand), Desired((ONE, TWO), baseline="2"))
    assert hand.written == ["Applying the record of 2 migrations"] * 2


def test_a_ledger_with_a_row_is_one_question_whatever_is_to_be_taken_over() -> None:
    hand = FakeHand(done("1", "2"))
    execute(Run(), store(hand), Desired((ONE, TWO), adopt="dbmate"))
    assert len(hand.asked) == 1


def test_a_head_is_kept_though_no_file_belongs_to_it() -> None:
    head = {"rows": [{"version_num": "abc"}]}
    hand = FakeHand(*[NO_TABLE, NOTHING, head] * 2, done("alembic:abc", state="adopted", origin="alembic"))
    outcome = execute(Run(), store(hand), Desired((), adopt="alembic"))
    assert [change.id for change in outcome.plan.changes] == ["alembic:abc"] and len(hand.written) == 1


def test_a_tool_that_was_never_here_has_nothing_to_take_over() -> None:
    found = store(FakeHand(NO_TABLE, NOTHING, NO_TABLE)).read(Desired((ONE,), adopt="flyway")).foreign
    assert found is not None and found.rows is None
    with pytest.raises(Missing, match="no server"):
        store(FakeHand(EMPTY, Missing("no server"))).read(Desired((ONE,), adopt="flyway"))
