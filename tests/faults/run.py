# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hurt every domain at every point, or one slice of all points, and write down what became of it.

``python -m tests.faults.run [--domain D] [--slice k/K] [--only TEXT] [--changed]``; ``--stale`` only names what is to be run again.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import hashlib
import os
import subprocess
import sys
import time
import typing as t
from collections import Counter
from dataclasses import dataclass, field

from tests.faults import mutants, points
from tests.faults.domains import DOMAINS, tree_hash
from tests.faults.group import Fault, Group, Outcome
from tests.faults.results import Progress, Results
from tests.module_run import ROOT

LAB = "faults"


@dataclass
class Row:
    """One case in the closing table."""

    case: str
    census: int | None = None
    ran: Counter[str] = field(default_factory=Counter)
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    left_out: int = 0


@dataclass(frozen=True)
class Choice:
    """Which faults this run is about."""

    slot: int = 0
    slots: int = 1
    only: str = ""
    said: str = ""
    changed: Results | None = None

    def takes(self, case: str, fault: Fault) -> bool:
        """True for a fault in this slice."""
        name = f"{case}/{fault.title}"
        if self.changed is not None and self.changed.is_fresh(case, fault.title):
            return False
        return self.only in name and int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % self.slots == self.slot


def main() -> int:
    """Run, print, and return 1 when anything was violated."""
    flags = _flags()
    results = Results()
    if flags.stale:
        print("\n".join(results.stale() or ["no domain has stale fault results"]))
        return 0
    _bring_up_the_lab()
    number, _, slots = flags.slice.partition("/")
    choice = Choice(int(number) % int(slots), int(slots), flags.only, f"{number} of {slots}", results if flags.changed else None)
    started, rows = time.monotonic(), []
    for domain in [flags.domain] if flags.domain else list(DOMAINS):
        tree = tree_hash(domain)
        progress = Progress(f"{domain}-{choice.slot}-{choice.slots}-{choice.only}".replace("/", "_"), tree)
        for group in _groups(domain):
            results.keep_only(group)
            rows.append(_carry_out(group, choice, results, progress))
            if tree_hash(domain) != tree:
                print(f"The files of domain {domain} were changed during the run; run it again.")
                return 1
        progress.forget()
    _close(rows, choice, time.monotonic() - started)
    return 1 if any(row.failed for row in rows) else 0


def _bring_up_the_lab() -> None:
    """Start the server of the faults, unless another one is named; it stays up for the next run."""
    if not {"GOLIVE_TEST_PG", "GOLIVE_LAB"} & set(os.environ):
        subprocess.run([str(ROOT / "tests" / "lab" / "lab"), "up", "--name", LAB, "db1=postgres"], check=True)
        os.environ["GOLIVE_LAB"] = LAB


def _flags() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--domain", choices=list(DOMAINS), help="only this domain")
    parser.add_argument("--slice", default="0/1", metavar="k/K", help="the k-th of K slices; k counts on beyond K")
    parser.add_argument("--only", default="", metavar="TEXT", help="only faults with this text in their name")
    parser.add_argument("--changed", action="store_true", help="only faults whose last result is of another tree, or red")
    parser.add_argument("--stale", action="store_true", help="only say which domains' results are of another tree")
    return parser.parse_args()


def _groups(domain: str) -> t.Iterator[Group]:
    return mutants.groups() if domain == "mutants" else points.groups(domain)


def _carry_out(group: Group, choice: Choice, results: Results, progress: Progress) -> Row:
    row = Row(group.case)
    if not group.is_complete():
        print(f"{group.case}: FAILED: the census found {group.census} calls, and not each gets its kill", flush=True)
        row.failed += 1
    row.census = group.census
    mine = [fault for fault in group.faults if choice.takes(group.case, fault)]
    row.left_out = len(group.faults) - len(mine)
    row.ran.update(fault.kind for fault in mine)
    todo = [fault for fault in mine if f"{group.case}/{fault.title}" not in progress.done]
    row.passed = len(mine) - len(todo)
    with concurrent.futures.ThreadPoolExecutor(group.workers) as pool:
        for number, (fault, outcome) in enumerate(zip(todo, pool.map(lambda fault: fault.carry_out(), todo)), 1):
            name = f"{group.case}/{fault.title}"
            print(f"[{number}/{len(todo)}] {name}: ", end="")
            _count(row, outcome)
            if not outcome.skipped:
                results.add(group.case, fault.title, outcome)
                progress.add(name, passed=not outcome.violations)
    return row


def _count(row: Row, outcome: Outcome) -> None:
    if outcome.skipped:
        row.skipped += 1
        print(f"skipped: {outcome.skipped}", flush=True)
        return
    row.failed += bool(outcome.violations)
    row.passed += not outcome.violations
    print(f"{'FAILED' if outcome.violations else 'ok'} {outcome.seconds:.1f} s {outcome.note}", flush=True)
    for violation in outcome.violations:
        print(f"    {violation}", flush=True)


def _close(rows: t.Sequence[Row], choice: Choice, seconds: float) -> None:
    kinds = sorted({kind for row in rows for kind in row.ran})
    width = max([len(row.case) for row in rows] + [4])
    print(f"\n{'case':<{width}}  census  {''.join(f'{kind:>8}' for kind in kinds)}  failed  not run")
    for row in rows:
        census = "-" if row.census is None else str(row.census)
        counts = "".join(f"{row.ran[kind] or '-':>8}" for kind in kinds)
        print(f"{row.case:<{width}}  {census:>6}  {counts}  {row.failed:>6}  {row.left_out:>7}")
    left_out = sum(row.left_out for row in rows)
    if left_out:
        print(f"slice {choice.said}, {left_out} not run")
    skipped = sum(row.skipped for row in rows) + left_out
    print(f"{seconds:.0f} s in all")
    print(f"{sum(row.passed for row in rows)} passed, {sum(row.failed for row in rows)} failed, {skipped} skipped")


if __name__ == "__main__":
    sys.exit(main())
