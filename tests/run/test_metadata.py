# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the files about the collection say must be what the collection is."""

from __future__ import annotations

import re
import subprocess
import typing as t

import pytest
import yaml

from tests.run.environment import PYTHONS, REQUIREMENTS, ROOT
from tests.run.steps import BIN

SAYING = (
    ".py",
    ".yml",
    ".yaml",
    ".toml",
    ".ini",
    ".cfg",
    ".sh",
    "/run",
    "/lab",
    "Makefile",
    ".gitignore",
    ".pylintrc",
    ".yamllint",
    "-lint",
)
LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"
LOCKS = sorted(REQUIREMENTS.glob("*.lock"))


def read(name: str) -> t.Any:
    return yaml.safe_load((ROOT / name).read_text())


def test_every_module_is_in_the_action_group() -> None:
    modules = {path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")}
    assert modules
    assert set(read("meta/runtime.yml")["action_groups"]["stack"]) == modules


def test_every_module_says_that_it_is_in_the_action_group() -> None:
    for path in (ROOT / "plugins" / "modules").glob("*.py"):
        assert "golive.stack.attributes" in path.read_text(), f"{path.name} lacks the fragment that tells of the group"
    assert "golive.stack.stack" in (ROOT / "plugins" / "doc_fragments" / "attributes.py").read_text()


def test_the_oldest_core_is_the_oldest_that_is_tested() -> None:
    oldest = min(tuple(map(int, name.removeprefix("core-").split("."))) for name in PYTHONS)
    assert read("meta/runtime.yml")["requires_ansible"] == ">={}.{}.0".format(*oldest)


def test_every_core_has_its_lock() -> None:
    for name in PYTHONS:
        version = name.removeprefix("core-")
        assert re.search(rf"^ansible-core=={re.escape(version)}\.", (REQUIREMENTS / f"{name}.lock").read_text(), re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_names_no_host(lock: t.Any) -> None:
    assert "://" not in lock.read_text()
    assert "--index-url" not in lock.read_text()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_holds_all_that_is_asked_for(lock: t.Any) -> None:
    asked = re.findall(r"^([A-Za-z][\w.-]*)", lock.with_suffix(".in").read_text(), re.MULTILINE)
    locked = {name.lower() for name in re.findall(r"^([A-Za-z][\w.-]*)(?:\[\w+\])?==", lock.read_text(), re.MULTILINE)}
    assert asked
    assert {name.lower() for name in asked} <= locked, f"{lock.name} is older than its .in file: run make lock"


def test_nox_lists_its_sessions() -> None:
    listed = subprocess.run([str(BIN / "nox"), "--list"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {"lint", "docs-check", "extra-checks", "units"} <= set(re.findall(r"^[*-] ([\w-]+)", listed, re.MULTILINE))


def test_every_file_says_its_licence() -> None:
    argv = ["git", "ls-files", "-co", "--exclude-standard"]
    listed = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    # Written anew by each release.
    files = [ROOT / name for name in listed if name.endswith(SAYING) and name != "changelogs/changelog.yaml"]
    assert len(files) > 50
    full = [path for path in files if path.is_file() and path.stat().st_size]
    assert [str(path.relative_to(ROOT)) for path in full if LICENCE not in path.read_text()] == []
