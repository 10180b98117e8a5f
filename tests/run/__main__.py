# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the tests: ``python3 -m tests.run [--fast] [STEP ...]``; every step is tried, the last line counts."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import time
import typing as t
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Lock

from . import container
from .environment import CACHE, ROOT, link_tree, make
from .steps import CLAIMS, Step, all_steps

LOGS = CACHE / "test"
TAIL = 40
ONE_AT_A_TIME = Lock()
# How pytest closes: "3 failed, 201 passed, 1 skipped in 2.60s", bare or between equals signs.
CLOSING = re.compile(r"^=*\s*\d+ (?:passed|failed|skipped|error)")
COUNTS = re.compile(r"(\d+) (passed|failed|error|skipped)")
SKIPPED = re.compile(r"^SKIPPED \[(\d+)\] (.*)$", re.MULTILINE)


@dataclass
class Count:
    """What the last line says, and the names behind it."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    red: list[str] = field(default_factory=list)
    not_run: list[str] = field(default_factory=list)


def main(words: t.Sequence[str]) -> int:
    """Run the wished steps and return the exit code."""
    steps = choose(words)
    if not steps:
        print(f"No such step: {' '.join(words)}; there are {', '.join(step.name for step in all_steps())}.")
        return 2
    LOGS.mkdir(parents=True, exist_ok=True)
    if steps == all_steps():
        CLAIMS.unlink(missing_ok=True)
    make("dev")
    link_tree()
    print(f"{_commit()}, Python {platform.python_version()}, {os.cpu_count()} cores, kernel {platform.release()}")
    started, count = time.monotonic(), Count()
    run(steps, count)
    _close(count, time.monotonic() - started)
    return 1 if count.failed else 0


def choose(words: t.Sequence[str]) -> list[Step]:
    """Return the steps that were asked for, and those they need; none if one of them is not known."""
    steps = all_steps()
    names = {word for word in words if not word.startswith("-")}
    if names - {step.name for step in steps}:
        return []
    if not names:
        return [step for step in steps if step.fast or "--fast" not in words]
    needed = {step.needs for step in steps if step.name in names}
    return [replace(step, idle=False) for step in steps if step.name in names | needed]


def run(steps: t.Sequence[Step], count: Count) -> None:
    """Run the steps in order, on two lanes: what is marked so goes on beside the others, the last ones wait for both lanes."""
    lane = ThreadPoolExecutor(max_workers=1)
    try:
        beside: list[Future[None]] = []
        for step in steps:
            if step.beside:  # from its place on, so that it finds what earlier steps have made
                beside.append(lane.submit(attempt, step, count))
                continue
            if step.last:
                _wait(beside)
            attempt(step, count)
        _wait(beside)
    finally:
        lane.shutdown(cancel_futures=True)


def _wait(beside: t.Iterable[Future[None]]) -> None:
    for done in beside:
        done.result()


def attempt(step: Step, count: Count) -> None:
    """Run one step, say how it ended, and count it."""
    if step.missing or step.needs in count.red:
        reason = step.missing or f"step {step.needs} failed"
        print(f"not run {step.name}: {reason}", flush=True)
        with ONE_AT_A_TIME:
            count.not_run.append(f"{step.name}: {reason}")
            count.skipped += 1
        return
    print(f"        {step.name} ...", flush=True)
    started, log = time.monotonic(), LOGS / f"{step.name}.log"
    rc = _execute(step, log)
    text = log.read_text(errors="replace")
    with ONE_AT_A_TIME:
        rc, said = tally(step.name, text, rc, count)
        print(f"{'FAILED' if rc else 'ok':<8}{step.name:<18}{time.monotonic() - started:7.1f} s  {said}", flush=True)
        if rc:
            print("\n".join(f"    {line}" for line in text.splitlines()[-TAIL:]))
            print(f"    all of it: {log.relative_to(ROOT)}; again: make test STEP={step.name}", flush=True)


def _execute(step: Step, log: t.Any) -> int:
    argv: t.Sequence[str] = step.argv
    if step.contained:
        container.make_image()
        argv = container.wrap(str(step.environment), argv, step.env)
    elif step.environment:
        make(step.environment)
    env = {**os.environ, **step.env}
    with log.open("w") as file:
        done = subprocess.run(argv, env=env, cwd=step.cwd, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, check=False)
    return done.returncode


def tally(name: str, text: str, rc: int, count: Count) -> tuple[int, str]:
    """Add what a test runner counted, or the step itself as one; return the exit code and what was counted."""
    closing = next((line for line in reversed(text.splitlines()) if CLOSING.match(line)), "")
    found = {word: int(number) for number, word in COUNTS.findall(closing)}
    bad = found.get("failed", 0) + found.get("error", 0)
    count.passed += found.get("passed", 0 if rc or found else 1)
    count.failed += bad or (1 if rc else 0)
    count.skipped += found.get("skipped", 0)
    count.red += [name] if bad or rc else []
    count.not_run += [f"{name}: {reason} ({number})" for number, reason in SKIPPED.findall(text)]
    return rc or (1 if bad else 0), closing.strip("= ")


def _commit() -> str:
    said = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False)
    return f"commit {said.stdout.strip() or 'unknown'}"


def _close(count: Count, seconds: float) -> None:
    for reason in count.not_run:
        print(f"not run: {reason}")
    print(f"{'Failed: ' + ', '.join(count.red) if count.red else 'Nothing failed'}, {seconds:.0f} s in all")
    print(f"{count.passed} passed, {count.failed} failed, {count.skipped} skipped")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
