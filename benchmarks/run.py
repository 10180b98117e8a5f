# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure: ``python -m benchmarks.run [NAME]``. A line for each figure, results.json, one sentence; exit 1 short, 2 unclear."""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
import typing as t
from importlib.metadata import version
from pathlib import Path

from .protocol import Benchmark, measure

HERE = Path(__file__).parent
NOT_ONES = ("__init__", "marginal", "protocol", "run")


def main() -> int:
    """Run the named benchmark, or all, and return the exit code."""
    names = sorted(file.stem for file in HERE.glob("*.py") if file.stem not in NOT_ONES)
    wanted = sys.argv[1:] or names
    unknown = set(wanted) - set(names)
    if unknown:
        print(f"No such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(names)}.")
        return 2
    machine: dict[str, t.Any] = {
        "ansible-core": version("ansible-core"),
        "psycopg": version("psycopg"),
        "python": platform.python_version(),
    }
    machine |= {"cores": os.cpu_count(), "kernel": platform.release()}
    print(", ".join(f"{name} {value}" for name, value in machine.items()), flush=True)
    results = _kept()
    for name in wanted:
        module = importlib.import_module(f"benchmarks.{name}")
        with module.prepared() as benchmark:
            rows = _measured(name, benchmark)
        results[name] = {"machine": machine, "figures": rows}
        (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    return _exit_code([row["verdict"] for name in wanted for row in results[name]["figures"]])


def _measured(name: str, benchmark: Benchmark) -> list[dict[str, t.Any]]:
    rows = measure(benchmark, lambda text: print(f"  {name}: {text}", file=sys.stderr, flush=True))
    for row in rows:
        low, high = row["interval"]
        bar = "-" if row["bar"] is None else f"{row['bar']:g}"
        print(f"{row['name']:<34} {row['value']:8.3f} [{low:8.3f} .. {high:8.3f}] {row['unit']:<6} bar {bar:<6} {row['verdict']}")
    print(benchmark.sentence({row["name"]: row for row in rows}), flush=True)
    return rows


def _kept() -> dict[str, t.Any]:
    file = HERE / "results.json"
    return dict(json.loads(file.read_text())) if file.is_file() else {}


def _exit_code(verdicts: t.Sequence[str]) -> int:
    if "short" in verdicts:
        return 1
    return 2 if {"unclear", "too noisy"} & set(verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
