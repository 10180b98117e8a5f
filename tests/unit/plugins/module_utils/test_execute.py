# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one road: what is read, locked, applied and proven, and when."""

from __future__ import annotations

import contextlib
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, Moved, StackError
from ansible_collections.golive.stack.plugins.module_utils._execute import ATTEMPTS, Run, execute, observe
from ansible_collections.golive.stack.plugins.module_utils._plan import Change, Plan

REAL, CHECK = Run(), Run(check=True)


class Numbers:
    """A backend that holds one number and writes down all that is asked of it."""

    def __init__(self, value: int | None = 0, *, missing: bool = False) -> None:
        self.value = value
        self.missing = missing
        self.road: list[str] = []

    def read(self, desired: int) -> int | None:
        """Return the number."""
        self.road.append("read")
        if self.missing:
            raise Missing("The machine is not there yet; build it.")
        return self.value

    def nothing(self) -> None:
        """Nothing is there yet."""

    def plan(self, desired: int, observed: int | None) -> Plan:
        """One change for each step up to the number."""
        steps = range(observed or 0, desired)
        return Plan(
            tuple(Change("raise", f"to {n + 1}", {"n": n}, {"n": n + 1}) for n in steps), {"n": max(observed or 0, desired)}, ("careful",)
        )

    @contextlib.contextmanager
    def exclusive(self) -> t.Iterator[None]:
        """Hold the lock."""
        self.road.append("lock")
        try:
            yield
        finally:
            self.road.append("unlock")

    def apply(self, change: Change) -> None:
        """Take one step."""
        self.road.append(f"apply {change.id}")
        assert change.after is not None
        self.value = change.after["n"]


def test_a_no_op_reads_once_and_takes_no_lock() -> None:
    backend = Numbers(5)
    outcome = execute(REAL, backend, 5)
    assert backend.road == ["read"]
    assert (outcome.plan.changed, outcome.applied) == (False, False)


def test_a_change_is_planned_again_under_the_lock_and_proven_after_it() -> None:
    backend = Numbers(0)
    outcome = execute(REAL, backend, 2)
    assert backend.road == ["read", "lock", "read", "apply to 1", "apply to 2", "unlock", "read"]
    assert (outcome.plan.sentence(), outcome.applied) == ("raise to 1, raise to 2", True)


@pytest.mark.parametrize("value", [0, 1, 5])
def test_check_mode_neither_locks_nor_applies(value: int) -> None:
    backend = Numbers(value)
    assert execute(CHECK, backend, 2).plan.changed == (value < 2)
    assert backend.road == ["read"]


@pytest.mark.parametrize("value", [None, 0, 1, 2, 3])
def test_what_check_mode_predicts_is_what_a_run_does(value: int | None) -> None:
    predicted = execute(CHECK, Numbers(value), 2)
    done = execute(REAL, Numbers(value), 2)
    assert predicted.state == done.state
    assert predicted.plan.changes == done.plan.changes
    assert [a for a in predicted.report(REAL, "number")["actions"] if a["status"] != "planned"] == []
    assert [a for a in done.report(REAL, "number")["actions"] if a["status"] != "done"] == []


class Overtaken(Numbers):
    """Somebody else does it between our first look and our lock."""

    @contextlib.contextmanager
    def exclusive(self) -> t.Iterator[None]:
        """Hold the lock, too late."""
        self.value = 2
        with super().exclusive():
            yield


def test_what_somebody_else_did_meanwhile_is_not_done_again_and_not_claimed() -> None:
    backend = Overtaken(0)
    outcome = execute(REAL, backend, 2)
    assert backend.road == ["read", "lock", "read", "unlock", "read"]
    assert outcome.report(REAL, "number")["changed"] is False


class Moving(Numbers):
    """Somebody else is faster, as often as told, in the middle of applying."""

    def __init__(self, times: int) -> None:
        super().__init__(0)
        self.times = times

    def apply(self, change: Change) -> None:
        """Be overtaken, or take the step."""
        if self.times:
            self.times -= 1
            self.road.append("moved")
            raise Moved("The number was changed by somebody else; look there.")
        super().apply(change)


@pytest.mark.parametrize("times", range(ATTEMPTS))
def test_who_was_overtaken_looks_and_plans_again(times: int) -> None:
    backend = Moving(times)
    assert execute(REAL, backend, 1).applied
    assert backend.road == ["read", *["lock", "read", "moved", "unlock"] * times, "lock", "read", "apply to 1", "unlock", "read"]


def test_who_is_always_overtaken_gives_up_after_three_attempts() -> None:
    backend = Moving(99)
    with pytest.raises(Moved, match="changed by somebody else"):
        execute(REAL, backend, 1)
    assert (ATTEMPTS, backend.road.count("lock"), backend.road[-1]) == (3, 3, "unlock")


class Forgetful(Numbers):
    """A machine that sets back what was set."""

    @contextlib.contextmanager
    def exclusive(self) -> t.Iterator[None]:
        """Forget on leaving."""
        with super().exclusive():
            yield
        self.value = 1


def test_a_change_that_does_not_hold_is_a_failure() -> None:
    with pytest.raises(StackError) as failed:
        execute(REAL, Forgetful(0), 2)
    assert failed.value.msg == (
        "The change did not hold: after raise to 1, raise to 2 there is still to do: raise to 2;"
        " look for a trigger, a policy or another program that sets it back, then run again."
    )


class Broken(Numbers):
    """A machine on which the second step fails."""

    def apply(self, change: Change) -> None:
        """Fail at the second step."""
        if change.id == "to 2":
            raise StackError("Raising to 2 failed: the machine is full; make room.")
        super().apply(change)


def test_a_failure_gives_the_lock_back_and_is_told_as_it_is() -> None:
    backend = Broken(0)
    with pytest.raises(StackError, match="Raising to 2 failed"):
        execute(REAL, backend, 3)
    assert backend.road == ["read", "lock", "read", "apply to 1", "unlock"]


def test_what_is_not_there_yet_is_assumed_empty_only_when_told() -> None:
    outcome = execute(Run(check=True, assume_missing=True), Numbers(missing=True), 1)
    assert outcome.plan.sentence() == "raise to 1"
    assert outcome.report(REAL, "number")["assumed"] == "The machine is not there yet; build it."
    for run in (REAL, CHECK):
        with pytest.raises(Missing):
            execute(run, Numbers(missing=True), 1)


def test_a_question_goes_the_same_way() -> None:
    assert observe(CHECK, Numbers(3), 0) == (3, {})
    assert observe(Run(assume_missing=True), Numbers(missing=True), 0) == (None, {"assumed": "The machine is not there yet; build it."})
    with pytest.raises(Missing):
        observe(REAL, Numbers(missing=True), 0)


def test_the_report_has_a_diff_only_when_asked_and_assumed_only_when_assumed() -> None:
    outcome = execute(CHECK, Numbers(0), 1)
    plain = outcome.report(REAL, "number")
    assert set(plain) == {"changed", "actions", "number", "warnings"}
    assert outcome.report(Run(diff=True), "number") == {**plain, "diff": {"before": {"to 1": {"n": 0}}, "after": {"to 1": {"n": 1}}}}
    assert plain["actions"] == [{"what": "raise", "id": "to 1", "before": {"n": 0}, "after": {"n": 1}, "status": "planned"}]
    assert list(plain["warnings"]) == ["careful"]


def test_progress_is_told_before_each_step() -> None:
    told: list[str] = []
    execute(Run(progress=told.append), Numbers(0), 2)
    assert told == ["raise to 1", "raise to 2"]
