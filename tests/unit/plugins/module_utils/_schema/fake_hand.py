# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A hand that gives the answers it was given, or fails as a server would, and writes down what it is asked."""

from __future__ import annotations

import typing as t

from ansible_collections.golive.stack.plugins.module_utils._database import errors
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError

from tests.unit.plugins.module_utils._database.options import settings


def refusal(sqlstate: str | None, message: str = "canary") -> StackError:
    """What a hand raises when the server refuses a statement."""
    return errors.from_server(settings(), "Asking", sqlstate, message)


class FakeHand:
    """Answers a question about the catalog with the given one, and each further asking with the next of the answers."""

    def __init__(self, catalog: t.Any, *answers: t.Any) -> None:
        self.asked: list[t.Tuple[t.Sequence[str], bool]] = []
        self._catalog = catalog
        self._answers = list(answers)

    def query(self, _statement: str) -> t.Any:
        """Return the catalog."""
        return self._catalog

    def ask(self, statements: t.Sequence[str], _doing: str, *, writing: bool = False) -> t.Any:
        """Return or raise the next answer."""
        self.asked.append((statements, writing))
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


class FakeDatabase:
    """A database with such a hand."""

    def __init__(self, hand: FakeHand) -> None:
        self.hand = hand
        self.closed = False

    def close(self) -> None:
        """Remember it."""
        self.closed = True
