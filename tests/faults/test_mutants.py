# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The maker and the killer of mutants: every kind of safeguard is found, and only a test that goes red because of it kills."""

from __future__ import annotations

import ast
import re
import tempfile
import typing as t
from pathlib import Path

import pytest

from tests.faults import mutants
from tests.faults.domains import files_of
from tests.faults.group import Outcome
from tests.faults.mutate import RULES, TEXTS, Mutant, mutants_of
from tests.module_run import ROOT

HURT = "plugins/module_utils/_errors.py"
MADE: tuple[tuple[str, list[str]], ...] = (
    ("if a:\n    raise E\n", ["never: if a"]),
    ("if a:\n    b()\n    raise E\n", ["never: if a"]),
    ("if a:\n    raise E\nelse:\n    b()\n", []),
    ("os.fsync(fd)\n", ["not called: os.fsync(fd)"]),
    ("fd = os.open(n, os.O_WRONLY | os.O_EXCL | os.O_NOFOLLOW, 0o600)\n", ["without O_EXCL", "without O_NOFOLLOW", "0o600 is 0o644"]),
    ('{"a": {"no_log": True}, "b": {"no_log": False}}\n', ["no_log dropped"]),
    ("x = masker.text(y)\n", ["not masked: masker.text(y)"]),
    ("if plan.changed and not run.check:\n    apply()\n", ["not run.check is always so"]),
    ("with host.lock(path):\n    pass\n", ["without host.lock(path)"]),
    ('options = {"search_path": "x"}\n', ["setting search_path dropped"]),
    ('a = "IF touched <> 1"\n', ["any number of rows touched is fine"]),
    ("if a:\n    raise E\nif a:\n    raise E\n", ["never: if a", "never: if a (2)"]),
)


@pytest.mark.parametrize(("source", "titles"), MADE, ids=[source.splitlines()[0] for source, _titles in MADE])
def test_a_safeguard_is_taken_out(source: str, titles: list[str]) -> None:
    made = mutants_of("file.py", source)
    assert [mutant.title for mutant in made] == titles
    assert all(mutant.text != source and ast.parse(mutant.text) for mutant in made)


@pytest.mark.parametrize(("source", "titles"), [("no_log: true\n", ["no_log dropped"]), ("diff: false\n", ["diff shown"])])
def test_a_safeguard_is_taken_out_of_yaml(source: str, titles: list[str]) -> None:
    assert [mutant.title for mutant in mutants_of("file.yml", source)] == titles


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_rule_finds_something_in_the_collection(rule: object) -> None:
    sources = [path.read_text() for path in files_of("mutants") if path.suffix == ".py"]
    found = [change for source in sources for node in ast.walk(ast.parse(source)) for change in rule(node, source)]  # type: ignore[operator]
    assert found, f"{rule} finds nothing any more: what it took out has another name now"


@pytest.mark.parametrize("pattern", [pattern for pattern, _text, _title in TEXTS])
def test_a_text_is_found_in_the_collection(pattern: str) -> None:
    assert any(re.search(pattern, path.read_text()) for path in files_of("mutants")), f"{pattern} is found nowhere any more"


@pytest.fixture
def folder() -> t.Iterator[Path]:
    """A folder inside of the checkout: pytest does not name tests outside of it."""
    (ROOT / ".cache").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mutants-", dir=ROOT / ".cache") as made:
        yield Path(made)


def _killed_by(monkeypatch: pytest.MonkeyPatch, suite: Path, body: str) -> Outcome:
    """Hurt a file, and let one small test loose on it."""
    suite.write_text(f"from tests.module_run import TREE\nHURT = TREE / 'ansible_collections/golive/stack/{HURT}'\n\n{body}")
    monkeypatch.setattr(mutants, "suites_for", lambda _name, _title: [(str(suite),)])
    return mutants._kill(HURT, Mutant("planted", 7, "hurt"))


def test_a_mutant_that_no_test_notices_survives(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    outcome = _killed_by(monkeypatch, folder / "test_blind.py", "def test_blind():\n    assert HURT.exists()\n")
    assert outcome.violations == [f"survived: {HURT}:7 planted"]


def test_a_mutant_is_killed_by_a_test_that_says_what_it_found(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    body = "def test_sees():\n    assert HURT.read_text() != 'hurt', f'found it in {HURT.name}'\n"
    outcome = _killed_by(monkeypatch, folder / "test_sees.py", body)
    assert outcome.violations == []
    assert re.search(r"line 7, killed by \S+::test_sees: AssertionError: found it in _errors.py", outcome.note)


def test_a_test_that_is_red_anyway_kills_nothing(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    outcome = _killed_by(monkeypatch, folder / "test_red.py", "def test_red():\n    assert not HURT.exists()\n")
    assert outcome.violations == [f"survived: {HURT}:7 planted"]
