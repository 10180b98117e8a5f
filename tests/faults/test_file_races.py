# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A flag file and somebody else who touches it while a run is at work, held up where it hurts most; and the order of its writes."""

from __future__ import annotations

import concurrent.futures
import json
import os
import signal
import stat
import time
import typing as t
from pathlib import Path

import pytest

from tests.faults.experiment import Bench
from tests.faults.invariants import Ran
from tests.faults.stores import FileStore
from tests.faults.trace import Call, Injection
from tests.module_run import Result, run_module

pytestmark = pytest.mark.hardest
HELD_UP = "delay_enter=1500000"
TEMPORARY = ".flags.json.golive-new"


class Writer:
    """A run of the case that is held up before one of its calls."""

    def __init__(self, place: Bench) -> None:
        assert isinstance(place.store, FileStore)
        self.place = place
        self.path = place.store.path
        self.temporary = self.path.with_name(TEMPORARY)

    def census(self) -> list[Call]:
        """Return the calls of a run that nobody disturbs."""
        calls = self.place.census()
        self.place.store.reset()
        return calls

    def held_up(self, at: Call, meanwhile: t.Callable[[], object]) -> Ran:
        """Run, do something else while the run is held up there, and return how it ended."""
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            running = pool.submit(self.place.run, self.place.tracer.prefix(Injection(at, HELD_UP)))
            deadline = time.monotonic() + 10
            while not self.place.store.locks():
                assert time.monotonic() < deadline, f"did not find that the run held its lock beside {self.path}"
                time.sleep(0.02)
            time.sleep(0.4)  # from the lock to any of its calls it is a few milliseconds
            meanwhile()
            return running.result()

    def other_run(self) -> Result:
        """Run another task on the same file."""
        args = {**self.place.store.args, "flags": [{"key": "gamma", "enabled": True}]}
        return run_module(self.place.case.module, args)

    def entries(self) -> dict[str, t.Any]:
        """Return what the file holds."""
        return dict(json.loads(self.path.read_text()))


@pytest.fixture
def writer(place: t.Callable[[str], Bench]) -> Writer:
    """A run on a file with two flags and a third of somebody else."""
    return Writer(place("json update"))


def test_two_runs_do_not_lose_each_others_flags(writer: Writer) -> None:
    rename = next(call for call in writer.census() if call.name == "renameat")
    others: list[Result] = []
    ran = writer.held_up(rename, lambda: others.append(writer.other_run()))
    found = writer.entries()
    assert (ran.rc, others[0].rc) == (0, 0), others[0].out
    assert {key: found[key]["enabled"] for key in ("alpha", "beta", "gamma")} == {"alpha": True, "beta": True, "gamma": True}, (
        f"found {sorted(found)} in {writer.path}"
    )


def test_an_edit_meanwhile_is_not_lost(writer: Writer) -> None:
    writer.census()
    under_the_lock, before_the_write = writer.place.tracer.opens("flags.json")[1:3]
    assert under_the_lock.nth < before_the_write.nth
    edited = {**json.loads(writer.path.read_text()), "edited": {"enabled": True}}
    ran = writer.held_up(before_the_write, lambda: writer.path.write_text(json.dumps(edited)))
    found = writer.entries()
    assert ran.rc == 0
    assert found["edited"] == {"enabled": True}, f"did not find the other's edit in {writer.path}"
    assert found["alpha"]["enabled"] is True, f"did not find our change in {writer.path}"


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_is_planted_for_the_temporary_file_is_not_written_to(writer: Writer, tmp_path: Path, kind: str) -> None:
    create = next(call for call in writer.census() if call.name == "openat" and call.place == TEMPORARY)
    target = tmp_path / "of the other"
    target.touch(0o666)
    plant = os.link if kind == "file" else os.symlink
    ran = writer.held_up(create, lambda: plant(target, writer.temporary))
    assert target.read_text() == "", f"found the new content in {target}, which another one can read"
    assert (ran.content, ran.complaints) == (writer.place.store.old, ())
    assert ran.rc == 1 and "File exists" in ran.msg


def test_a_new_file_is_private_from_its_first_moment(writer: Writer) -> None:
    write = next(call for call in writer.census() if call.name == "write" and call.place == TEMPORARY)
    before = os.umask(0)
    try:
        ran = writer.place.run(writer.place.tracer.prefix(Injection(write, "signal=KILL")))
    finally:
        os.umask(before)
    assert ran.rc == -signal.SIGKILL
    mode = stat.S_IMODE(writer.temporary.stat().st_mode)
    assert mode == 0o600, f"found mode {mode:04o} at {writer.temporary} before its first byte"


def test_it_is_on_disk_before_it_has_the_name_and_the_name_after(writer: Writer) -> None:
    steps = ["write .flags.json.golive-new", "fsync .flags.json.golive-new", "renameat .flags.json.golive-new flags.json", "fsync store"]
    found = [str(call) for call in writer.census() if str(call) in steps]
    assert found == steps, f"found {found} in the trace of {writer.path}"
