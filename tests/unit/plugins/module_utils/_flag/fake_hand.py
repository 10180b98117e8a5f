# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A hand that answers with rows it was given, and writes down what it is told to run."""

from __future__ import annotations

import contextlib
import typing as t

from ansible_collections.golive.stack.plugins.module_utils._errors import Moved


class FakeHand:
    """Answers with the given rows, one list for each reading, and records what it is told to run."""

    def __init__(self, *answers: t.Any, type_of_enabled: str = "boolean") -> None:
        self.asked: list[str] = []
        self.ran: list[str] = []
        self.locks: list[int] = []
        self._answers = list(answers)
        self._type = type_of_enabled

    def query(self, statement: str) -> t.Any:
        """Return the next answer."""
        self.asked.append(statement)
        return {"type": self._type, "rows": self._answers.pop(0)}

    @contextlib.contextmanager
    def unit(self, lock: int, doing: str) -> t.Iterator[None]:
        """Remember under which lock it runs."""
        assert doing.startswith("Changing flags of ")
        self.locks.append(lock)
        yield

    def run(self, statement: str) -> None:
        """Remember the statement."""
        self.ran.append(statement)


class FakeDatabase:
    """A database with such a hand."""

    def __init__(self, hand: FakeHand) -> None:
        self.hand = hand


class MovingHand(FakeHand):
    """The first statement fails, because somebody else was faster."""

    def run(self, statement: str) -> None:
        """Fail the first time."""
        super().run(statement)
        if len(self.ran) == 1:
            raise Moved("0 rows touched instead of 1")
