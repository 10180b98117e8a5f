# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of leaks: what a test's last run looked into, what nobody looked into, and the same places in the documentation."""

from __future__ import annotations

import json
import time
import typing as t
from pathlib import Path

import pytest

from tests.integration.leaks import table
from tests.integration.leaks.cores import CORES
from tests.integration.leaks.places import PLACES, Look
from tests.integration.leaks.sampler import Sampler
from tests.run.environment import ROOT


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table of the test's own."""
    monkeypatch.setattr(table, "FILE", tmp_path / "test" / "table.jsonl")
    monkeypatch.delenv("GOLIVE_TREE", raising=False)
    return table.FILE


def _shown(file: Path, place: str) -> str:
    return next(row for row in table.rows(table.latest(file)) if row.startswith(f"| {place} "))


def _noted(file: Path, **more: t.Any) -> None:
    with file.open("a") as lines:
        lines.write(
            json.dumps({"place": "B01", "core": "2.17", "test": "a", "run": "1", "commit": "c", "searched": 1, "hits": 0, **more}) + "\n"
        )


def test_what_is_noted_is_shown_and_the_rest_is_named(file: Path) -> None:
    table.note("B02", "2.19", Look(3, []))
    table.note("B03", "2.19", Look(0, []))
    assert _shown(file, "B02").endswith("| - | 0 in 3 | - | - |")
    rows = list(table.rows(table.latest(file)))
    assert "Not looked into on core 2.19: B01, B03, B04," in rows[-3]


def test_a_tests_last_run_counts(file: Path) -> None:
    table.note("B01", "2.22", Look(0, []))
    file.parent.mkdir(exist_ok=True)
    for run, hits in (("1", 5), ("2", 1), ("2", 0)):
        _noted(file, run=run, hits=hits)
    _noted(file, test="b")
    assert _shown(file, "B01").endswith("| 1 in 3 | - | - | - |")


def test_the_run_of_a_mutant_does_not_count(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLIVE_TREE", "/a/mutant")
    table.note("B01", "2.22", Look(1, []))
    assert not file.exists()


def test_a_table_with_holes_is_red(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert table.main() == 1
    assert "Not looked into on core 2.22: B01," in capsys.readouterr().out
    file.parent.mkdir()
    for place in PLACES:
        for core in CORES:
            _noted(file, place=place.name, core=core)
    assert table.main() == 0
    _noted(file, hits=1)
    assert table.main() == 1


def test_the_documentation_names_the_same_places() -> None:
    text = (ROOT / "docs" / "testing.md").read_text()
    assert [place.name for place in PLACES if f"| {place.name} | {place.how} |\n" not in text] == []


def test_the_longest_time_without_a_look_is_told() -> None:
    assert "0.40 s at most, in 2 runs" in table.gap_of([{"gap": 0.1}, {"place": "B1"}, {"gap": 0.4}])
    assert "not known" in table.gap_of([])


def test_a_sampler_knows_how_long_it_did_not_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.integration.leaks.sampler.EVERY_SECONDS", 0.2)
    sampler = Sampler()
    sampler.start()
    time.sleep(0.5)
    sampler.stop()
    assert 0.2 <= sampler.longest < 5
