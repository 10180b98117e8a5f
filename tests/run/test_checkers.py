# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A checker that looks at nothing is green too: each must say that it looked at all there is."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.run.environment import ROOT
from tests.run.steps import Step, all_steps


def known(*patterns: str) -> set[str]:
    """Return the files that git knows or could know."""
    argv = ["git", "ls-files", "-co", "--exclude-standard", *patterns]
    listed = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return {name for name in listed if (ROOT / name).is_file()}


def step(name: str) -> Step:
    return next(one for one in all_steps() if one.name == name)


def said(name: str, *words: str) -> str:
    """Run a step's command with words added and return what it prints."""
    one = step(name)
    env = {**os.environ, **one.env}
    return subprocess.run([*one.argv, *words], cwd=one.cwd, env=env, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize(("name", "folders"), [("mypy", ["plugins"]), ("mypy-tests", ["tests"])])
def test_mypy_reads_every_file(name: str, folders: list[str]) -> None:
    checked = re.search(r"(?:checked|in) (\d+) source files", said(name))
    assert checked, "mypy checked one file or none"
    assert int(checked[1]) >= len(known(*(f"{folder}/*.py" for folder in folders)))


def test_ruff_reads_every_file() -> None:
    shown = {os.path.relpath(name, ROOT) for name in said("ruff", "--show-files").splitlines()}
    assert known("*.py") <= shown


def test_yamllint_reads_every_file() -> None:
    shown = {os.path.relpath(ROOT / name, ROOT) for name in said("yamllint", "--list-files").splitlines()}
    assert known("*.yml", "*.yaml") - known("changelogs") <= shown


def test_pylint_is_given_every_folder_of_code() -> None:
    folders = {Path(name).parts[0] for name in known("*.py") if len(Path(name).parts) > 1}
    assert folders <= set(step("pylint").argv)


def test_ansible_lint_knows_the_options_of_modules(tmp_path: Path) -> None:
    task = "{name: A file, ansible.builtin.file: {path: /x, mode: '0600', colour: red}}"
    play = f"---\n- name: A play\n  hosts: all\n  tasks:\n    - {task}\n"
    (tmp_path / "play.yml").write_text(play)
    assert "args[module]" in said("ansible-lint", "--config-file", str(ROOT / ".ansible-lint"), str(tmp_path / "play.yml"))
