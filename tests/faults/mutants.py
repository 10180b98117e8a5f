# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every mutant must be killed: a test goes red on it, says what it found where, and is green without it."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import typing as t
from pathlib import Path

from tests.faults import mutate
from tests.faults.domains import files_of
from tests.faults.group import Fault, Group, Outcome
from tests.module_run import ROOT

WORKERS = 2
SECONDS = 600
COPIED = ("plugins", "roles", "playbooks", "meta", "galaxy.yml")
LEAKS, FAULTS, FLAGS = "tests/integration/leaks", "tests/faults", "tests/integration/feature_flag"
SECRETS, SECRET_FILES, SCANS = (f"tests/integration/{name}" for name in ("secret_gen", "secret_file", "secret_scan"))
# Domains whose tests are enough to kill their mutants.
OF_THEIR_OWN: dict[str, list[tuple[str, ...]]] = {
    "schema": [("tests/integration/schema_assert",), (f"{LEAKS}/test_schema.py",)],
    "secret_scan": [(SCANS,)],
    "migrations": [("tests/integration/postgres_migrations",)],
}
ERRORS, ROLE, PLAYBOOK = (f"{LEAKS}/test_{name}.py" for name in ("errors", "role", "playbook"))
RED = re.compile(r"^(?:FAILED|ERROR) (\S+?\.py(?:::.*?)?)(?: - .*)?$", re.MULTILINE)
SAID = re.compile(r"^E +(.+)$", re.MULTILINE)
SLOW = (
    "test_standby.py",
    "test_concurrency.py",
    "test_targets.py",
    "test_rows.py",
    "test_site_and_undo.py",
    "test_rotate.py",
    "test_site.py",
    "test_lab_hosts.py",
    "test_crowd.py",
)  # whole plays, other servers, crowds
SELF = ("test_invariants.py", "test_mutants.py", "test_results.py")  # these test the tests


def groups() -> t.Iterator[Group]:
    """Yield one group: a fault for each mutant of each file."""
    faults = []
    for path in files_of("mutants"):
        name = str(path.relative_to(ROOT))
        for mutant in mutate.mutants_of(name, path.read_text()):
            title = f"{name}: {mutant.title}"
            faults.append(Fault("mutant", title, functools.partial(_kill, name, mutant)))
    yield Group("mutants/all", faults, workers=WORKERS)


def _kill(name: str, mutant: mutate.Mutant) -> Outcome:
    """Let the tests loose on a copy of the collection with the mutant in it."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="golive-mutant-") as folder:
        tree = Path(folder) / "tree"
        _copy(tree)
        (tree / "ansible_collections" / "golive" / "stack" / name).write_text(mutant.text)
        for suite in suites_for(name, mutant.title):
            killer, said = _killer(tree, suite)
            if killer:
                note = f"line {mutant.line}, killed by {killer}: {said}"[:300]
                return Outcome([] if said else [f"{killer} did not say what it found where"], time.monotonic() - started, note)
    seconds = time.monotonic() - started
    return Outcome([f"survived: {name}:{mutant.line} {mutant.title}"], seconds, f"line {mutant.line}, no killer")


def _killer(tree: Path, suite: t.Sequence[str]) -> tuple[str, str]:
    """Return the first test of a suite that is red because of the tree, and what it said."""
    while True:
        red_anyway = [f"--deselect={name}" for name, green in _GREEN.items() if not green]
        output = _pytest(tree, *suite, *red_anyway)
        killer = killer_in(output)
        if not killer or _is_green_without(killer):
            said = SAID.search(output)
            return killer, said.group(1) if said else ""


def suites_for(name: str, title: str) -> list[tuple[str, ...]]:
    """Return the tests to let loose, those that are likely and quick first; what only compares a spec or a layout is not among them."""
    if name.startswith("roles/secrets/"):
        plays = [(f"{SECRETS}/test_{name}.py",) for name in ("the_role", "site", "rotate")]
        return [*plays, (ROLE,), (f"{LEAKS}/test_secrets.py",)]
    if name.endswith(".yml"):
        return [(ROLE,), (f"{FLAGS}/test_site_and_undo.py",), (f"{FLAGS}/test_rows.py", f"{FLAGS}/test_first_deploy.py"), (PLAYBOOK,)]
    folder, _, file = name.rpartition("/")
    unit = f"tests/unit/{folder}/test_{file.removesuffix('.py').lstrip('_')}.py"
    there = [path for path in (unit, f"tests/unit/{folder}") if (ROOT / path).exists() and title != "no_log dropped"]
    units = [(path,) for path in there]
    for part, more in OF_THEIR_OWN.items():
        if part in name:
            return units + more
    if "_secret" in Path(folder).name or file == "secret.py":
        return [*units, (*_without(SECRETS, SLOW), SECRET_FILES), (f"{LEAKS}/test_secrets.py",), _without(FAULTS, SELF)]
    if file in ("_main.py", "_report.py", "_secrets.py", "settings.py", "spec.py"):
        return [*units, (ERRORS,), (PLAYBOOK,), _without(FLAGS, SLOW)]
    return [*units, _without(FLAGS, SLOW), _without(FAULTS, SELF), (ERRORS,), (PLAYBOOK,)]


def _without(folder: str, names: t.Iterable[str]) -> tuple[str, ...]:
    return (folder, *(f"--ignore={folder}/{name}" for name in names))


def killer_in(output: str) -> str:
    """Return the test that went red, empty when none did."""
    found = RED.search(output)
    return found.group(1) if found else ""


def _copy(tree: Path) -> None:
    target = tree / "ansible_collections" / "golive" / "stack"
    target.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, target / name)


def _pytest(tree: Path, *words: str) -> str:
    """Run tests against a tree up to the first that is red, and return what they print."""
    env = {
        "GOLIVE_TEST_SECONDS": str(SECONDS),  # a slow machine kills no mutant, a test that never ends does
        **os.environ,
        "GOLIVE_TREE": str(tree),
        "PYTHONPATH": f"{tree}:{ROOT}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "GOLIVE_CORES": os.environ.get("GOLIVE_CORES", "2.19"),
    }
    claims = tree.parent / "claims.jsonl"
    how = ["-x", "-q", "-c", "pyproject.toml", f"--rootdir={ROOT}", "-p", "tests.rows.plugin", "--row-claims", str(claims)]
    command = [sys.executable, "-m", "pytest", *how, *words]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1, 2, 5):  # 5: all that there is was red anyway
        raise RuntimeError(f"pytest {' '.join(words)} ended with {done.returncode}: {(done.stdout + done.stderr)[-1000:]}")
    return done.stdout


_GREEN: dict[str, bool] = {}
_LOCK = threading.Lock()


def _is_green_without(killer: str) -> bool:
    """True when the killer passes on the sound collection: a test that is red anyway kills nothing."""
    with _LOCK:
        if killer not in _GREEN:
            with tempfile.TemporaryDirectory(prefix="golive-sound-") as folder:
                _copy(Path(folder) / "tree")
                _GREEN[killer] = killer_in(_pytest(Path(folder) / "tree", killer)) == ""
        return _GREEN[killer]
