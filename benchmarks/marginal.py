# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task costs in a play when there is nothing to do, above a ping: marginal per task, on a lab host over SSH with pipelining."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import tempfile
import time
import typing as t
from functools import partial
from pathlib import Path

from tests.lab import state

from .protocol import Benchmark, Figure, Round

ROOT = Path(__file__).resolve().parents[1]
LAB = "bench"
TASKS = 20
Task = t.Mapping[str, t.Mapping[str, t.Any]]


@contextlib.contextmanager
def lab_host() -> t.Iterator[Path]:
    """Start a host with PostgreSQL, and give a folder for plays."""
    lab = str(ROOT / "tests" / "lab" / "lab")
    subprocess.run([lab, "up", "--name", LAB, "db1=postgres"], check=True)
    os.environ["GOLIVE_LAB"] = LAB
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
    finally:
        subprocess.run([lab, "down", "--name", LAB], check=True)


def benchmark(
    folder: Path, tasks: t.Mapping[str, Task], figures: t.Sequence[Figure], sentence: t.Callable[[t.Mapping[str, t.Any]], str]
) -> Benchmark:
    """Return the plays of one task and of many, for a ping, the same ping again, and each of the tasks."""
    ping: Task = {"ansible.builtin.ping": {}}
    commands: dict[str, t.Callable[[], float]] = {}
    for label, task in {"ping": ping, "ping again": ping, **tasks}.items():
        for count in (1, 1 + TASKS):
            commands[f"{label} x{count}"] = partial(play, folder, label, task, count)
    unit = Figure("ping, marginal", "ms", partial(marginal, "ping"))
    return Benchmark(commands, [unit, *figures], (f"ping x{1 + TASKS}", f"ping again x{1 + TASKS}"), sentence)


def marginal(label: str, one: Round) -> float:
    """Return the milliseconds of one more task."""
    return 1000 * (one[f"{label} x{1 + TASKS}"] - one[f"{label} x1"]) / TASKS


def above(label: str, other: str, one: Round) -> float:
    """Return how many milliseconds one task costs above another."""
    return marginal(label, one) - marginal(other, one)


def play(folder: Path, label: str, task: Task, count: int, *, changes: bool = False) -> float:
    """Run one play of this many equal tasks and return its seconds; a no-op that changes something is no no-op."""
    playbook = folder / f"{label.replace(' ', '-')}-{count}.json"
    content = {"hosts": "db1", "gather_facts": False, "tasks": [{"name": f"{label} {number}", **task} for number in range(count)]}
    playbook.write_text(json.dumps([content]))
    argv = [str(ROOT / ".venv" / "bin" / "ansible-playbook"), "-i", str(state.load(LAB).folder / "inventory.yml"), str(playbook)]
    started = time.monotonic()
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - started
    wanted = rf"ok={count} +changed={1 if changes else 0} "
    if done.returncode or re.search(wanted, done.stdout) is None:
        raise SystemExit(f"The play of {count} times {label} did not end with {wanted!r}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return seconds
