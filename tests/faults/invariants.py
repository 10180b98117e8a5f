# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judges what a fault left behind: I1 to I7, each a rule over what was seen. Knows nothing of the product.

Also a program: the facts as JSON on stdin, one violation on a line, exit 1 when there is one.
"""

from __future__ import annotations

import json
import re
import sys
import typing as t
from dataclasses import dataclass, field

LONGEST_SECOND_RUN = 20.0  # no clock on a busy machine is exact; a lock that stays makes the run fail after 10
NEXT_STEP = re.compile(r"\brun again\b|\bsecond run\b")
NO_MESSAGE = re.compile(r"Traceback \(most recent call last\)|defect of golive\.stack|MODULE FAILURE")


@dataclass(frozen=True)
class Ran:
    """One run of the module, and the object as it stood afterwards."""

    rc: int
    msg: str
    changed: bool | None
    output: str
    seconds: float
    content: str | None
    complaints: t.Sequence[str] = ()


@dataclass(frozen=True)
class Facts:
    """One fault from start to end: the wish, the three runs (hurt, second, third), and what was found around them."""

    old: str | None
    new: str | None
    place: str
    cause: str
    runs: t.Sequence[Ran]
    doing: str = ""
    between: t.Sequence[str] = field(default=())  # what a run of several steps may leave when it is cut off
    locks: t.Sequence[str] = field(default=())
    leaks: t.Sequence[str] = field(default=())
    leftovers: t.Sequence[str] = field(default=())


def nothing_lost(facts: Facts) -> t.Iterator[str]:
    """I1: what is the same in old and new is there all the time."""
    kept = set((facts.old or "").splitlines()) & set((facts.new or "").splitlines())
    for number, run in enumerate(facts.runs, 1):
        for line in sorted(kept - set((run.content or "").splitlines())):
            yield f"did not find {line!r} in {facts.place} after run {number}"


def nothing_leaked(facts: Facts) -> t.Iterator[str]:
    """I2: no secret where it was not."""
    yield from facts.leaks


def old_or_new(facts: Facts) -> t.Iterator[str]:
    """I3: the object is exactly old or exactly new, or as one of its steps leaves it, and kept as it should be."""
    for number, run in enumerate(facts.runs, 1):
        if run.content not in (facts.old, facts.new, *facts.between):
            yield f"found neither the old nor the new content in {facts.place} after run {number}: {(run.content or '')[:200]!r}"
        yield from (f"{complaint} after run {number}" for complaint in run.complaints)


def converges(facts: Facts) -> t.Iterator[str]:
    """I4: the next run brings the new content, the one after changes nothing."""
    _hurt, second, third = facts.runs
    for number, run in ((2, second), (3, third)):
        if run.rc != 0:
            yield f"found rc {run.rc} in run {number} on {facts.place}: {(run.msg or run.output)[-300:]}"
        if run.content != facts.new:
            yield f"found {(run.content or '')[:200]!r} instead of the new content in {facts.place} after run {number}"
    if third.changed is not False:
        yield f"found changed={third.changed} in the third run on {facts.place}"


def tells(facts: Facts) -> t.Iterator[str]:
    """I5: success means fulfilled; a failure is one true sentence with cause, place and next step; a killed run says nothing."""
    hurt = facts.runs[0]
    if hurt.rc == 0 and hurt.content != facts.new:
        yield f"found rc 0 although {facts.place} does not hold the new content"
    if hurt.rc == 0 and hurt.changed is (facts.old == facts.new):
        yield f"found changed={hurt.changed} in a result of rc 0 on {facts.place}"
    if NO_MESSAGE.search(hurt.output):
        yield f"found no sentence for a person in the output: {hurt.output[-300:]!r}"
    if hurt.rc > 0:
        yield from (f"{what} in the message {hurt.msg!r}" for what in _missing(facts, hurt))


def _missing(facts: Facts, hurt: Ran) -> t.Iterator[str]:
    if facts.place not in hurt.msg:
        yield f"did not find the place {facts.place!r}"
    if not hurt.msg.startswith(facts.doing):
        yield f"did not find {facts.doing!r} at the start"
    if facts.cause not in hurt.msg:
        yield f"did not find the cause {facts.cause!r}"
    if not NEXT_STEP.search(hurt.msg):
        yield "did not find a next step"
    if "untouched" in hurt.msg and hurt.content != facts.old:
        yield f"found 'untouched' although {facts.place} has changed"


def frees(facts: Facts) -> t.Iterator[str]:
    """I6: no lock outlives its holder, and none makes the next run wait."""
    yield from facts.locks
    if facts.runs[1].seconds > LONGEST_SECOND_RUN:
        yield f"found the second run on {facts.place} taking {facts.runs[1].seconds:.1f} s"


def tidy(facts: Facts) -> t.Iterator[str]:
    """I7: no stray file, process or session after the next run."""
    yield from facts.leftovers


RULES: dict[str, t.Callable[[Facts], t.Iterator[str]]] = {
    "I1": nothing_lost,
    "I2": nothing_leaked,
    "I3": old_or_new,
    "I4": converges,
    "I5": tells,
    "I6": frees,
    "I7": tidy,
}


def violations(facts: Facts) -> list[str]:
    """Return every violation as a sentence that begins with its invariant."""
    return [f"{name}: {sentence}" for name, rule in RULES.items() for sentence in rule(facts)]


def main() -> int:
    """Judge the facts on stdin."""
    facts = json.load(sys.stdin)
    found = violations(Facts(**{**facts, "runs": [Ran(**run) for run in facts["runs"]]}))
    print("\n".join(found) or f"{', '.join(RULES)} hold")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
