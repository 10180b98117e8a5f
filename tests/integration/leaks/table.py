# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of leaks: every search writes down what it looked into; ``python -m tests.integration.leaks.table`` prints it."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import time
import typing as t
from collections import defaultdict
from pathlib import Path

from tests.canary import Canary, Hit
from tests.integration.leaks.cores import CORES
from tests.integration.leaks.places import PLACES, Look, Traces, look
from tests.run.environment import CACHE, ROOT

FILE = CACHE / "test" / "leak-table.jsonl"
RUN = f"{time.time():.3f}-{os.getpid()}"


def search(core: str, traces: Traces, canaries: t.Iterable[Canary], **but: t.Sequence[str]) -> list[Hit]:
    """Search every place of a run, write down what was looked into, and return every hit."""
    found = look(traces, canaries, **but)
    for place, one in found.items():
        note(place, core, one)
    return [hit for one in found.values() for hit in one.hits]


def note(place: str, core: str, found: Look) -> None:
    """Write down what was looked into in one place; runs of a mutant don't count."""
    if found.searched:
        _write({"place": place, "core": core, "searched": found.searched, "hits": len(found.hits)})


def note_gap(core: str, seconds: float) -> None:
    """Write down how long nobody looked at the processes of a run."""
    _write({"core": core, "gap": round(seconds, 3)})


def _write(line: t.Mapping[str, t.Any]) -> None:
    if "GOLIVE_TREE" not in os.environ:
        test = os.environ.get("PYTEST_CURRENT_TEST", "by hand").rpartition(" ")[0]
        FILE.parent.mkdir(parents=True, exist_ok=True)
        with FILE.open("a") as file:
            file.write(json.dumps({**line, "test": test, "run": RUN, "commit": _commit()}) + "\n")


@functools.cache
def _commit() -> str:
    """Return the commit that this process began with."""
    said = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"


def latest(file: Path) -> list[dict[str, t.Any]]:
    """Return the lines of each test's last run, core by core."""
    lines = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    last = {(line["test"], line["core"]): line["run"] for line in lines}
    return [line for line in lines if last[line["test"], line["core"]] == line["run"]]


def rows(lines: t.Iterable[t.Mapping[str, t.Any]]) -> t.Iterator[str]:
    """Yield the table by place and core, and what was not looked into by name."""
    cells: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        cell = cells[line["place"], line["core"]]
        cell[0] += line["searched"]
        cell[1] += line["hits"]
    yield "| place | how it is looked into | " + " | ".join(f"core {core}" for core in CORES) + " |"
    yield "| --- | --- |" + " --- |" * len(CORES)
    for place in PLACES:
        found = [f"{cells[place.name, core][1]} in {cells[place.name, core][0]}" if (place.name, core) in cells else "-" for core in CORES]
        yield f"| {place.name} | {place.how} | {' | '.join(found)} |"
    for core in CORES:
        left_out = [place.name for place in PLACES if (place.name, core) not in cells]
        if left_out:
            yield f"Not looked into on core {core}: {', '.join(left_out)}."


def gap_of(lines: t.Iterable[t.Mapping[str, t.Any]]) -> str:
    """Say how long nobody looked at the processes: what lived in between only was not seen."""
    gaps = [line["gap"] for line in lines if "gap" in line]
    said = f"{max(gaps):.2f} s at most" if gaps else "not known"
    return f"Time between two looks at the processes of the machine: {said}, in {len(gaps)} runs; a shorter process may not have been seen."


def main() -> int:
    """Print the table, of the last runs; fail when there is a hit or a place without a look."""
    every = latest(FILE)
    lines = [line for line in every if "place" in line]
    print("\n".join(rows(lines)))
    commits = sorted({line["commit"] for line in lines})
    print(f"Each cell: hits in what was searched (files, streams, processes, answers). Commits: {', '.join(commits) or 'none'}.")
    print(gap_of(every))
    looked = {(line["place"], line["core"]) for line in lines}
    return 1 if any(line["hits"] for line in lines) or len(looked) < len(PLACES) * len(CORES) else 0


if __name__ == "__main__":
    sys.exit(main())
