# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Places for experiments, one for each case, kept for all tests of a run."""

from __future__ import annotations

import contextlib
import re
import typing as t

import pytest

from tests.faults.cases import Databases, case_named, databases
from tests.faults.experiment import Bench, bench
from tests.faults.group import Fault
from tests.faults.points import faults_of

NUMBER = re.compile(r" \d\d(?= )")
Place = t.Callable[[str], Bench]
Find = t.Callable[[str, str], Fault]


@pytest.fixture(scope="session")
def made() -> t.Iterator[Databases]:
    """The database of the cases."""
    with databases() as found:
        yield found


@pytest.fixture(scope="session")
def place(made: Databases) -> t.Iterator[Place]:
    """Give the place of a case by its name."""
    with contextlib.ExitStack() as stack:
        places: dict[str, Bench] = {}

        def find(name: str) -> Bench:
            if name not in places:
                places[name] = stack.enter_context(bench(case_named(name), made))
            return places[name]

        yield find


@pytest.fixture(scope="session")
def fault(place: Place) -> Find:
    """Give the one fault of a case of that title, whatever its number."""
    known: dict[str, list[Fault]] = {}

    def find(case: str, title: str) -> Fault:
        if case not in known:
            known[case] = faults_of(place(case), place(case).census())
        found = [one for one in known[case] if NUMBER.sub("", one.title) == title]
        assert len(found) == 1, f"'{title}' names {[one.title for one in found]} of {case}"
        return found[0]

    return find
