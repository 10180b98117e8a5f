# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``make test`` consists of, in order: each step is one command that can be run by hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import typing as t
from dataclasses import dataclass, field, replace

from .environment import CACHE, PYTHONS, ROOT, find_python, folder_of

BIN = folder_of("dev") / "bin"
TREE = CACHE / "tree"
PATH = f"{BIN}:{os.environ.get('PATH', os.defpath)}"
CORES = tuple(name.removeprefix("core-") for name in PYTHONS)
CODE = tuple(name for name in ("plugins", "tests", "benchmarks") if (ROOT / name).is_dir())
LOWEST, HIGHEST = CORES[0], CORES[-1]
CLAIMS = CACHE / "test" / "row-claims.jsonl"


@dataclass(frozen=True)
class Step:
    """One named command; a fast one belongs to ``make test-fast``."""

    name: str
    argv: tuple[str, ...]
    fast: bool = False
    env: t.Mapping[str, str] = field(default_factory=dict)
    cwd: str = str(ROOT)
    environment: str | None = None
    needs: str | None = None
    beside: bool = False
    last: bool = False
    idle: bool = False

    @property
    def contained(self) -> bool:
        """True when this machine has no Python for the step, so that a container must lend its own."""
        return self.environment is not None and find_python(*PYTHONS[self.environment]) is None

    @property
    def missing(self) -> str | None:
        """Say why the step can't run, or not now."""
        if self.idle:
            return "its turn comes with another commit; make test STEP=" + self.name
        if not self.contained or os.geteuid() == 0 or shutil.which("docker"):
            return None
        oldest = ".".join(map(str, PYTHONS[str(self.environment)][0]))
        return f"{self.environment} needs Python {oldest}, or Docker for a container that has it; install one of them"


def tool(name: str, *argv: str, fast: bool = True, beside: bool = True, **more: t.Any) -> Step:
    """Return a step that runs a program of the checkout's environment under its own name."""
    env = {"PATH": PATH, **more.pop("env", {})}
    return Step(more.pop("called", name), (str(BIN / name), *argv), fast=fast, beside=beside, env=env, **more)


def units(core: str, fast: bool = False) -> Step:
    """Return the unit tests on one core."""
    name = "dev" if fast else f"core-{core}"
    # What does not lie below plugins does not know of a core.
    tests = "tests/unit" if fast else "tests/unit/plugins"
    argv = (str(folder_of(name) / "bin" / "python"), "-m", "pytest", "-q", tests, "--row-claims", str(CLAIMS))
    return Step(f"units-{core}", argv, fast=fast, environment=None if fast else name, env={"PYTHONPATH": f"{TREE}:{ROOT}"})


def pytest(called: str, *argv: str, **more: t.Any) -> Step:
    """Return a step that runs some of the tests in the checkout's environment."""
    command = (str(BIN / "python"), "-m", "pytest", "-q", *argv, "--row-claims", str(CLAIMS))
    return Step(called, command, env={"PYTHONPATH": f"{TREE}:{ROOT}", "GOLIVE_LAB": "test"}, **more)


def script(called: str, module: str, *argv: str, environment: str | None = None, beside: bool = True, last: bool = False) -> Step:
    """Return a step that runs a program of tests/, in the checkout's environment or in that of a core."""
    python = str(folder_of(environment or "dev") / "bin" / "python")
    argv = (python, "-m", module, *argv)
    return Step(called, argv, env={"PYTHONPATH": f"{TREE}:{ROOT}"}, environment=environment, beside=beside, last=last)


def whose_turn(cores: t.Sequence[str]) -> str:
    """Return the core whose turn it is with this commit, so that all get theirs."""
    count = subprocess.run(["git", "rev-list", "--count", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return cores[int(count or 0) % len(cores)]


def units_of_cores() -> list[Step]:
    """Return the unit tests on the lowest and highest core and on one between, by turns."""
    now = (LOWEST, whose_turn([core for core in CORES if core not in (LOWEST, "2.19", HIGHEST)]), HIGHEST)
    return [replace(units(core), idle=core not in now, beside=True) for core in CORES if core != "2.19"]


def leaks() -> list[Step]:
    """Return the search for leaks on the core that masks most differently, and on one of the others, by turns."""
    others = ("2.17", "2.19", "2.21")
    folder = "tests/integration/leaks"
    files = [f"{folder}/test_{name}.py" for name in ("errors", "guards", "killed", "modules", "playbook", "schema", "secrets")]
    steps = [pytest(f"leaks-{HIGHEST}", folder, needs="lab", beside=True)]
    steps += [pytest(f"leaks-{core}", *files, needs="lab", beside=True) for core in others]
    now = (f"leaks-{HIGHEST}", f"leaks-{whose_turn(others)}")
    return [replace(step, idle=step.name not in now, env={**step.env, "GOLIVE_CORES": step.name.removeprefix("leaks-")}) for step in steps]


def all_steps() -> list[Step]:
    """Return every step of ``make test`` in order."""
    collections = {"ANSIBLE_COLLECTIONS_PATH": str(TREE)}
    types = {"MYPYPATH": f"{TREE}:{ROOT}"}
    lab = str(ROOT / "tests" / "lab" / "lab")
    return [
        tool("ruff", "check", "."),
        tool("ruff", "format", "--check", ".", called="format"),
        tool("yamllint", "--strict", "."),
        # From there the plugins have the names under which they import each other.
        tool("mypy", "--config-file", str(ROOT / "mypy.ini"), "ansible_collections/golive/stack/plugins", env=types, cwd=str(TREE)),
        tool("mypy", "--config-file", "mypy.ini", *CODE[1:], called="mypy-tests", env=types),
        tool("pylint", *CODE, fast=False, env={"PYTHONPATH": f"{TREE}:{ROOT}"}),
        tool(
            "antsibull-docs",
            "lint-collection-docs",
            "--plugin-docs",
            "--validate-collection-refs=self",
            ".",
            called="docs",
            env=collections,
        ),
        tool("antsibull-changelog", "lint", called="changelog"),
        pytest("tooling", "tests/run", fast=True, beside=True),
        units("2.19", fast=True),
        Step("lab", (lab, "up", "--name", "test", "db1=postgres", "old1=bullseye")),
        tool("ansible-lint", "--offline", fast=False, env=collections),
        script("package", "tests.run.package"),
        script("secret-scan", "tests.run.secret_scan"),
        script(f"sanity-{LOWEST}", "tests.run.sanity", LOWEST, environment=f"core-{LOWEST}"),
        script(f"sanity-{HIGHEST}", "tests.run.sanity", HIGHEST, environment=f"core-{HIGHEST}"),
        script("oldest-python", "tests.run.sanity", "2.19", "3.9"),
        *units_of_cores(),
        *leaks(),
        tool("molecule", "test", "--all", fast=False),
        pytest("integration", "tests/integration", "--ignore=tests/integration/leaks", needs="lab"),
        pytest("faults", "tests/faults", needs="lab"),
        *([] if os.environ.get("KEEP") else [Step("lab-down", (lab, "down", "--name", "test"), last=True)]),
        script("rows", "tests.rows.count", "--claims", str(CLAIMS), beside=False, last=True),
    ]
