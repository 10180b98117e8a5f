# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the tests: ``python3 -m tests.run [--fast] [STEP ...]``; every step is tried, the last line counts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import typing as t
from dataclasses import dataclass

from .environment import CACHE, ROOT, link_tree, make
from .steps import CLAIMS, Step, all_steps

LOGS = CACHE / "test"
TAIL = 40
COUNTS = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed)")


@dataclass
class Count:
    """What the last line says."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0


def main() -> int:
    """Run the wished steps and return the exit code."""
    names = [word for word in sys.argv[1:] if not word.startswith("-")]
    steps = [step for step in all_steps() if (step.name in names if names else step.fast or "--fast" not in sys.argv)]
    unknown = set(names) - {step.name for step in all_steps()}
    if unknown or not steps:
        print(f"No such step: {', '.join(sorted(unknown))}; there are {', '.join(step.name for step in all_steps())}.")
        return 2
    LOGS.mkdir(parents=True, exist_ok=True)
    if not names:
        CLAIMS.unlink(missing_ok=True)
    make("dev")
    link_tree()
    started = time.monotonic()
    total, failed, skipped = Count(), [], []
    for number, step in enumerate(steps, 1):
        print(f"[{number}/{len(steps)}] {step.name:<16}", end=" ", flush=True)
        outcome = _run(step, total)
        failed += [step.name] if outcome == "failed" else []
        skipped += [f"{step.name}: {step.missing}"] if outcome == "skipped" else []
    _close(total, failed, skipped, time.monotonic() - started)
    return 1 if failed else 0


def _run(step: Step, total: Count) -> str:
    if step.missing:
        print(f"skipped: {step.missing}")
        total.skipped += 1
        return "skipped"
    if step.environment:
        make(step.environment)
    started = time.monotonic()
    log = LOGS / f"{step.name}.log"
    with log.open("w") as file:
        done = subprocess.run(
            step.argv,
            env={**os.environ, **step.env},
            cwd=step.cwd,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            check=False,
        )
    text = log.read_text(errors="replace")
    said = _add(text, done.returncode, total)
    print(f"{'ok' if done.returncode == 0 else 'FAILED'} {time.monotonic() - started:5.1f} s  {said}", flush=True)
    if done.returncode:
        print("\n".join(f"    {line}" for line in text.splitlines()[-TAIL:]))
        print(f"    all of it: {log.relative_to(ROOT)}; again: make test STEP={step.name}", flush=True)
    return "failed" if done.returncode else "ok"


def _add(text: str, rc: int, total: Count) -> str:
    """Add what a test runner counted, or the step itself as one."""
    last = next((line for line in reversed(text.splitlines()) if re.search(r"\d+ (passed|failed|skipped)", line)), "")
    counts: dict[str, int] = {word: int(number) for number, word in COUNTS.findall(last)}
    bad = counts.get("failed", 0) + counts.get("error", 0) + counts.get("errors", 0)
    total.passed += counts.get("passed", 0 if rc else 1)
    total.failed += bad or (1 if rc else 0)
    total.skipped += counts.get("skipped", 0)
    return last.strip("= ") if counts else ""


def _close(total: Count, failed: t.Sequence[str], skipped: t.Sequence[str], seconds: float) -> None:
    for reason in skipped:
        print(f"not run: {reason}")
    print(f"{'Failed: ' + ', '.join(failed) if failed else 'All steps passed'}, {seconds:.0f} s in all")
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped")


if __name__ == "__main__":
    sys.exit(main())
