# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known about every fault: RESULTS.json, written by run.py only, and the list that lets a run resume."""

from __future__ import annotations

import json
import os
import re
import typing as t
from pathlib import Path

from tests.faults.domains import DOMAINS, tree_of
from tests.faults.group import Group, Outcome
from tests.module_run import ROOT

RESULTS = Path(__file__).with_name("RESULTS.json")
# Folders of one machine and one run: a bench, a test's own, the checkout, and the home of whoever runs it.
PLACES = "|".join(re.escape(str(place)) for place in (ROOT, Path.home()))
FOLDERS = re.compile(rf"\S*/golive-faults-\w+|/[^\s<>\"']*/pytest-of-\w+/pytest-\d+|(?:{PLACES})(?=/)")
PROGRESS = ROOT / ".cache" / "faults"


class Results:
    """The committed file of results."""

    def __init__(self, path: Path = RESULTS) -> None:
        self._path = path
        stored = json.loads(path.read_text()) if path.exists() else {"results": []}
        self._entries: dict[tuple[str, str], dict[str, t.Any]] = {(one["case"], one["injected"]): one for one in stored["results"]}

    def is_fresh(self, case: str, injected: str) -> bool:
        """True for a fault that this very tree has survived."""
        known = self._entries.get((case, injected), {})
        return known.get("invariants") == "hold" and known["tree"] == tree_of(case, injected)

    def add(self, case: str, injected: str, outcome: Outcome) -> None:
        """Take one outcome in, and write the file whole."""
        times = self._entries.get((case, injected), {}).get("times", 0)
        self._entries[case, injected] = {
            "case": case,
            "injected": injected,
            "times": times + 1,
            "invariants": [FOLDERS.sub("BENCH", violation) for violation in outcome.violations] or "hold",
            **({"note": FOLDERS.sub("BENCH", outcome.note)} if outcome.note else {}),
            "seconds": round(outcome.seconds, 1),
            "tree": tree_of(case, injected),
        }
        self._write()

    def keep_only(self, group: Group) -> None:
        """Forget the faults of a case that are no longer among its faults."""
        titles = {fault.title for fault in group.faults}
        for case, injected in [name for name in self._entries if name[0] == group.case and name[1] not in titles]:
            del self._entries[case, injected]

    def stale(self) -> list[str]:
        """Say of each domain with results of another tree, or with none, what to do."""
        said = []
        for domain in DOMAINS:
            mine = [one for (case, _injected), one in self._entries.items() if case.startswith(f"{domain}/")]
            old = [one for one in mine if not self.is_fresh(one["case"], one["injected"])]
            if old or not mine:
                said.append(f"domain {domain}: {len(old)} of {len(mine)} results are stale or red; run 'make faults DOMAIN={domain}'")
        return said

    def _write(self) -> None:
        lines = ",\n".join(json.dumps(self._entries[name], ensure_ascii=False) for name in sorted(self._entries))
        _write_whole(self._path, f'{{"written by": "tests/faults/run.py", "results": [\n{lines}\n]}}\n')


class Progress:
    """What an interrupted run has done already; a run that ends forgets it."""

    def __init__(self, name: str, tree: str) -> None:
        self._path = PROGRESS / f"{name}.json"
        stored = json.loads(self._path.read_text()) if self._path.exists() else {}
        self._tree = tree
        self.done: set[str] = set(stored.get("done", ())) if stored.get("tree") == tree else set()

    def add(self, name: str, *, passed: bool) -> None:
        """Remember that this was run; what did not pass is to be run again."""
        if passed:
            self.done.add(name)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(self._path, json.dumps({"tree": self._tree, "done": sorted(self.done)}))

    def forget(self) -> None:
        """The run has ended."""
        self._path.unlink(missing_ok=True)


def _write_whole(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(text)
    os.replace(part, path)
