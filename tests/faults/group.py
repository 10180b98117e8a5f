# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a domain hands to the runner: its cases, each with the faults it is to suffer."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """What one fault did: no violation is a pass, a reason not to run it is a skip, the note is for the table."""

    violations: t.Sequence[str]
    seconds: float
    note: str = ""
    skipped: str = ""


@dataclass(frozen=True)
class Fault:
    """One fault, its kind (a column of the table), and how it is carried out."""

    kind: str
    title: str
    carry_out: t.Callable[[], Outcome]


@dataclass(frozen=True)
class Group:
    """One case with all its faults; ``census`` is how many points every signal must be sent at."""

    case: str
    faults: t.Sequence[Fault]
    census: int | None = None
    signals: t.Sequence[str] = ()
    workers: int = 1

    def is_complete(self) -> bool:
        """True when every signal has as many faults as the census, and the census found something."""
        if self.census is None:
            return True
        kinds = [fault.kind for fault in self.faults]
        return self.census > 0 and all(kinds.count(signal) == self.census for signal in self.signals)
