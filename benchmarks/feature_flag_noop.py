# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What twenty flags that are as wished cost in a play, by each hand, above a ping: marginal per task, over SSH with pipelining."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import tempfile
import time
import typing as t
from functools import partial
from pathlib import Path

from tests.lab import state
from tests.postgres import Server, fresh_database, server

from .protocol import Benchmark, Figure, Round

ROOT = Path(__file__).resolve().parents[1]
LAB = "bench"
TASKS = 20
FLAGS = [{"key": f"flag_{number}", "enabled": number % 2 == 0, "description": "of the bench"} for number in range(20)]
COLUMNS = {"key": "feature_key", "enabled": "is_enabled", "description": "description", "expires": "expires_on", "updated": "updated_at"}
BARS = {"psycopg": 200.0, "psql": 110.0}


@contextlib.contextmanager
def prepared() -> t.Iterator[Benchmark]:
    """Start a host, write the flags once, and give what is to be run."""
    lab = str(ROOT / "tests" / "lab" / "lab")
    subprocess.run([lab, "up", "--name", LAB, "db1=postgres"], check=True)
    os.environ["GOLIVE_LAB"] = LAB
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield _benchmark(Path(folder), server())
    finally:
        subprocess.run([lab, "down", "--name", LAB], check=True)


def _benchmark(folder: Path, on: Server) -> Benchmark:
    name = fresh_database(on)
    tasks: dict[str, dict[str, t.Any]] = {"ping": {"ansible.builtin.ping": {}}}
    for hand in BARS:
        # The server is on the host itself: what is measured is the module, not a network.
        database = {"name": name, "host": "127.0.0.1", "user": on.user, "password": on.password, "hand": hand}
        table = {"name": "feature_flags", "columns": COLUMNS}
        tasks[hand] = {"golive.stack.feature_flag": {"database": database, "table": table, "flags": FLAGS}}
    _play(folder, {"write": tasks["psycopg"]}, 1, changes=True)
    commands: dict[str, t.Callable[[], float]] = {}
    for label, task in [("ping", tasks["ping"]), ("ping again", tasks["ping"]), *((hand, tasks[hand]) for hand in BARS)]:
        for count in (1, 1 + TASKS):
            commands[f"{label} x{count}"] = partial(_play, folder, {label: task}, count)
    unit = Figure("ping, marginal", "ms", partial(_marginal, "ping"))
    figures = [Figure(f"{hand} above ping", "ms", partial(_above_ping, hand), bar) for hand, bar in BARS.items()]
    return Benchmark(commands, [unit, *figures], (f"ping x{1 + TASKS}", f"ping again x{1 + TASKS}"), _sentence)


def _marginal(label: str, one: Round) -> float:
    return 1000 * (one[f"{label} x{1 + TASKS}"] - one[f"{label} x1"]) / TASKS


def _above_ping(hand: str, one: Round) -> float:
    return _marginal(hand, one) - _marginal("ping", one)


def _play(folder: Path, task: t.Mapping[str, t.Mapping[str, t.Any]], count: int, *, changes: bool = False) -> float:
    """Run one play of this many equal tasks and return its seconds; a no-op that changes something is no no-op."""
    label, module = next(iter(task.items()))
    playbook = folder / f"{label.replace(' ', '-')}-{count}.json"
    play = {"hosts": "db1", "gather_facts": False, "tasks": [{"name": f"{label} {number}", **module} for number in range(count)]}
    playbook.write_text(json.dumps([play]))
    argv = [str(ROOT / ".venv" / "bin" / "ansible-playbook"), "-i", str(state.load(LAB).folder / "inventory.yml"), str(playbook)]
    started = time.monotonic()
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - started
    wanted = f"ok={count}    changed={1 if changes else 0}"
    if done.returncode or wanted not in done.stdout:
        raise SystemExit(f"The play of {count} times {label} did not end with {wanted!r}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return seconds


def _sentence(rows: t.Mapping[str, t.Any]) -> str:
    said = ", ".join(f"{rows[f'{hand} above ping']['value']:.0f} ms by {hand} (bar {bar:.0f})" for hand, bar in BARS.items())
    verdicts = {rows[f"{hand} above ping"]["verdict"] for hand in BARS}
    ping = rows["ping, marginal"]["value"]
    return f"Twenty flags that are as wished cost {said} above a ping of {ping:.0f} ms: {' and '.join(sorted(verdicts))}."
