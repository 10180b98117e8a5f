# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One case, hurt once: old content, hurt run, second run, third run, and the facts for the judge."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
import typing as t
from dataclasses import replace
from pathlib import Path

from tests import module_run
from tests.canary import Hit, newer
from tests.faults.cases import Case, Databases
from tests.faults.group import Outcome
from tests.faults.invariants import Facts, Ran, violations
from tests.faults.sight import processes_of, settled, strange_files
from tests.faults.stores import TableStore
from tests.faults.trace import Call, Injection, Tracer
from tests.postgres import Log

SETTLE_SECONDS = 5.0
ATTEMPTS = 3
CAUSES = {
    "ENOSPC": "No space left on device",
    "EIO": "Input/output error",
    "EROFS": "Read-only file system",
    "EDQUOT": "Disk quota exceeded",
    "EPERM": "Operation not permitted",
}


class Bench:
    """A place of its own for the experiments with one case: the store's folder, a home, traces."""

    def __init__(self, case: Case, root: Path, databases: Databases) -> None:
        self.case = case
        self.root = root
        self.home, folder = root / "home", root / "store"
        self.home.mkdir()
        folder.mkdir()
        self.store = case.make(folder, databases)
        self.tracer = Tracer(root / "traces")
        self.began = time.time()

    def run(self, prefix: t.Sequence[str] = ()) -> Ran:
        """Run the module once and look at the object."""
        path = f"{self.tracer.programs}:{os.environ['PATH']}" if prefix else os.environ["PATH"]
        env = {"HOME": str(self.home), "TMPDIR": str(self.home), "PATH": path}
        started = time.monotonic()
        result = module_run.run_module(self.case.module, self.store.args, prefix=prefix, env=env)
        seen = self.store.look()
        return Ran(
            *(result.rc, result.msg, result.json.get("changed"), result.out + result.err),
            *(time.monotonic() - started, seen.content, seen.complaints),
        )

    def census(self) -> list[Call]:
        """Return the write-class calls of the run when nobody hurts it."""
        self.store.reset()
        ran = self.run(self.tracer.prefix(None))
        if ran.rc != 0 or ran.content != self.store.new:
            raise AssertionError(f"The unhurt run of {self.case.name} found rc {ran.rc} and {ran.content!r}: {ran.output[-500:]}")
        return self.tracer.calls()

    def hurt(self, injection: Injection) -> Outcome:
        """Hurt a run at one call, run twice more, and judge; a process that came there by another way is run anew."""
        kind, _, what = injection.what.partition("=")
        cause = CAUSES[what] if kind == "error" else ""
        for _attempt in range(ATTEMPTS):
            self.store.reset()
            outcome = self.judge(lambda: self.run(self.tracer.prefix(injection)), cause)
            if self.tracer.fired(injection):
                return outcome
        missed = f"did not find that {injection} had happened in {ATTEMPTS} runs"
        return replace(outcome, violations=[*outcome.violations, missed])

    def judge(
        self,
        hurt: t.Callable[[], Ran],
        cause: str,
        *,
        doing: t.Callable[[], str] = str,
        heal: t.Callable[[], None] = lambda: None,
    ) -> Outcome:
        """Carry out the hurt run, then two more, and judge what is left."""
        started = time.monotonic()
        log = Log(self.store.database.admin) if isinstance(self.store, TableStore) else None
        first = hurt()
        heal()
        runs = [first, self.run(), self.run()]
        facts = Facts(
            old=self.store.old,
            new=self.store.new,
            between=getattr(self.store, "between", ()),
            place=self.store.place,
            cause=cause,
            doing=doing(),
            runs=runs,
            locks=settled(self.store.locks, SETTLE_SECONDS),
            leaks=[str(hit) for hit in self._leaks(runs, log)],
            leftovers=self._leftovers(),
        )
        return Outcome(violations(facts), time.monotonic() - started)

    def _leftovers(self) -> list[str]:
        living = settled(lambda: processes_of(self.home) + self.store.sessions(), SETTLE_SECONDS)
        return [*living, *strange_files(self.root / "store", self.store.known()), *strange_files(self.home, ())]

    def _leaks(self, runs: t.Sequence[Ran], log: Log | None) -> t.Iterator[Hit]:
        texts = {f"the output of run {number}": run.output for number, run in enumerate(runs, 1)}
        if log is not None:
            texts["the server's log"] = log.text()
        own = {self.root / "store" / name for name in self.store.known()}
        places = [*(self.root / "store").rglob("*"), *self.home.rglob("*"), *Path("/tmp").iterdir(), *Path("/var/tmp").iterdir()]
        files = [path for path in newer(places, self.began) if path not in own]
        for canary in self.store.canaries:
            for where, text in texts.items():
                yield from canary.hits(text, where)
            yield from canary.hits_in_files(files)


@contextlib.contextmanager
def bench(case: Case, databases: Databases) -> t.Iterator[Bench]:
    """Give a place for experiments, and remove it."""
    root = Path(tempfile.mkdtemp(prefix="golive-faults-"))
    try:
        yield Bench(case, root, databases)
    finally:
        shutil.rmtree(root, ignore_errors=True)
