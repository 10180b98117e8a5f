# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judge itself: nothing to say about a sound run, and red on a planted violation of each invariant."""

from __future__ import annotations

import ast
import base64
import contextlib
import fcntl
import json
import os
import subprocess
import sys
import typing as t
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.faults import invariants
from tests.faults.experiment import Bench
from tests.faults.group import Group
from tests.faults.invariants import Facts, Ran
from tests.faults.stores import FileStore, TableStore
from tests.faults.trace import Call, Injection

CASE = "dotenv update"
Plant = t.Callable[[Bench, contextlib.ExitStack], Ran]


def losing_a_line(place: Bench, _stack: contextlib.ExitStack) -> Ran:
    return _after(place, lambda path: path.write_text(path.read_text().replace("PORT=8080\n", "")))


def a_secret_in_a_file(place: Bench, stack: contextlib.ExitStack) -> Ran:
    secret = place.store.canaries[0].value
    return _with_file(place, stack, place.home / ".cache.tmp", base64.b64encode(f"x:{secret}".encode()).decode())


def half_a_file(place: Bench, _stack: contextlib.ExitStack) -> Ran:
    return _after(place, lambda path: path.write_text(path.read_text()[:-20]))


def an_open_mode(place: Bench, _stack: contextlib.ExitStack) -> Ran:
    return _after(place, lambda path: path.chmod(0o644))


def another_owner(place: Bench, _stack: contextlib.ExitStack) -> Ran:
    return _after(place, lambda path: os.chown(path, 1234, 1234))


def success_without_a_change(place: Bench, _stack: contextlib.ExitStack) -> Ran:
    return replace(place.run(), content=place.store.old)


def a_message_that_names_nothing(place: Bench, _stack: contextlib.ExitStack) -> Ran:
    return replace(place.run(), rc=1, msg="Something went wrong.")


def a_traceback(place: Bench, _stack: contextlib.ExitStack) -> Ran:
    return replace(place.run(), rc=1, output="Traceback (most recent call last):\n  ...")


def an_untouched_that_is_not_true(place: Bench, _stack: contextlib.ExitStack) -> Ran:
    said = f"The file {place.store.place} can't be written: disk; the old content is untouched; run again."
    return replace(place.run(), rc=1, msg=said)


def a_lock_that_is_held(place: Bench, stack: contextlib.ExitStack) -> Ran:
    ran = place.run()
    file = stack.enter_context((place.root / "store" / ".flags.dotenv.golive-lock").open("r+"))
    fcntl.flock(file, fcntl.LOCK_EX)
    return ran


def a_stray_file(place: Bench, stack: contextlib.ExitStack) -> Ran:
    return _with_file(place, stack, place.root / "store" / ".flags.dotenv.golive-new", "half")


def a_stray_process(place: Bench, stack: contextlib.ExitStack) -> Ran:
    child = subprocess.Popen(["sleep", "60"], env={"HOME": str(place.home), "PATH": os.environ["PATH"]})
    stack.callback(child.wait)
    stack.callback(child.kill)
    return place.run()


PLANTS: tuple[tuple[str, Plant, str], ...] = (
    ("I1", losing_a_line, "did not find 'PORT=8080'"),
    ("I2", a_secret_in_a_file, "found the secret (base64"),
    ("I3", half_a_file, "found neither the old nor the new content"),
    ("I3", an_open_mode, "found mode 0644"),
    ("I3", another_owner, "found owner 1234:1234"),
    ("I4", an_open_mode, "found rc 1 in run 2"),
    ("I5", success_without_a_change, "found rc 0 although"),
    ("I5", a_message_that_names_nothing, "did not find the place"),
    ("I5", a_message_that_names_nothing, "did not find a next step"),
    ("I5", a_traceback, "found no sentence for a person"),
    ("I5", an_untouched_that_is_not_true, "found 'untouched' although"),
    ("I6", a_lock_that_is_held, "found the lock held at"),
    ("I7", a_stray_file, "found a stray file at"),
    ("I7", a_stray_process, "found the process"),
)


def _after(place: Bench, plant: t.Callable[[Path], object]) -> Ran:
    """Run, then spoil the file, and see it as it is then."""
    assert isinstance(place.store, FileStore)
    ran = place.run()
    plant(place.store.path)
    seen = place.store.look()
    return replace(ran, content=seen.content, complaints=seen.complaints)


def _with_file(place: Bench, stack: contextlib.ExitStack, path: Path, text: str) -> Ran:
    """Run, and leave a file behind that the next run does not take away."""
    ran = place.run()
    path.write_text(text)
    stack.callback(path.unlink)
    return ran


@pytest.fixture
def bench(place: t.Callable[[str], Bench], monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A file with its old content; a lock is waited for only briefly."""
    found = place(CASE)
    monkeypatch.setitem(found.store.args["file"], "lock_timeout", 1)
    found.store.reset()
    return found


def test_a_sound_run_violates_nothing(bench: Bench) -> None:
    assert bench.judge(bench.run, "").violations == []


@pytest.mark.parametrize(("name", "plant", "said"), PLANTS, ids=[f"{name} {plant.__name__}: {said}" for name, plant, said in PLANTS])
def test_a_planted_violation_is_found(bench: Bench, name: str, plant: Plant, said: str) -> None:
    with contextlib.ExitStack() as stack:
        violations = bench.judge(lambda: plant(bench, stack), "").violations
    assert any(one.startswith(f"{name}: {said}") for one in violations), violations


def test_a_session_left_in_the_server_is_found(place: t.Callable[[str], Bench]) -> None:
    store = place("row update by psycopg").store
    assert isinstance(store, TableStore)
    assert store.sessions() == []
    with store.database.admin.connect(store.database.name, "golive.stack feature_flag") as connection:
        connection.execute("SELECT pg_advisory_lock(1)")
        assert ["golive.stack feature_flag" in one for one in store.sessions()] == [True]
        assert ["found in pg_locks: advisory lock 1" in one for one in store.locks()] == [True]


def test_a_fault_that_did_not_happen_is_a_failure(bench: Bench) -> None:
    never = Injection(Call(0, "renameat", 99, "nowhere"), "signal=KILL")
    assert "did not find that signal=KILL at renameat nowhere had happened in 3 runs" in bench.hurt(never).violations


def test_a_census_of_nothing_is_a_failure() -> None:
    assert not Group("flag/nothing", [], 0, ("KILL",)).is_complete()
    assert not Group("flag/too few", [], 2, ("KILL",)).is_complete()


def test_the_judge_is_a_program_of_its_own() -> None:
    run = Ran(0, "", False, "", 0.1, "old")
    facts = Facts("old", "new", "here", "", [replace(run, changed=True), run, run])
    judge = [sys.executable, invariants.__file__]
    done = subprocess.run(judge, input=json.dumps(asdict(facts)), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "I5: found rc 0 although here does not hold the new content" in done.stdout


@pytest.mark.parametrize(
    "name", ["canary.py", *(f"faults/{name}.py" for name in ("invariants", "sight", "trace", "wire", "stores", "disks"))]
)
def test_those_who_look_know_nothing_of_the_product(name: str) -> None:
    source = (Path(invariants.__file__).parents[1] / name).read_text()
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, (ast.Import, ast.ImportFrom))]
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    assert not [module for module in imported if module.startswith(("ansible", "plugins", "tests.module_run"))]
