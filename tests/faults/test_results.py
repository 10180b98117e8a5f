# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runner's memory: results are kept with the tree they are of, and an interrupted run goes on where it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults import results
from tests.faults.domains import DOMAINS, file_hash, files_of, tree_hash, tree_of
from tests.faults.group import Fault, Group, Outcome
from tests.faults.run import Choice
from tests.module_run import ROOT

FAULTS = [Fault("KILL", f"KILL {number:03}", lambda: Outcome([], 0.1)) for number in range(200)]


def test_a_result_is_kept_and_counted(tmp_path: Path) -> None:
    for violations in ([], ["I3: found half at /tmp/golive-faults-a1b2/store/f"]):
        results.Results(tmp_path / "r.json").add("flag/json", "KILL 001", Outcome(violations, 1.24))
    stored = json.loads((tmp_path / "r.json").read_text())
    expected = {
        "case": "flag/json",
        "injected": "KILL 001",
        "times": 2,
        "invariants": ["I3: found half at BENCH/store/f"],
        "seconds": 1.2,
        "tree": tree_hash("flag"),
    }
    assert stored["results"] == [expected]


def test_a_note_names_no_folder_of_this_machine(tmp_path: Path) -> None:
    note = f"killed: {ROOT}/plugins/x.py and 'openat(3</tmp/pytest-of-ada/pytest-7/test_x0/app>' differ from /etc/app"
    results.Results(tmp_path / "r.json").add("flag/json", "KILL 001", Outcome([], 1, note))
    (kept,) = json.loads((tmp_path / "r.json").read_text())["results"]
    assert kept["note"] == "killed: BENCH/plugins/x.py and 'openat(3<BENCH/test_x0/app>' differ from /etc/app"


def test_what_is_no_longer_a_fault_is_forgotten(tmp_path: Path) -> None:
    kept = results.Results(tmp_path / "r.json")
    for title in ("KILL 001", "KILL gone"):
        kept.add("flag/json", title, Outcome([], 1))
    kept.keep_only(Group("flag/json", FAULTS))
    kept.add("flag/json", "KILL 002", Outcome([], 1))
    stored = json.loads((tmp_path / "r.json").read_text())
    assert [one["injected"] for one in stored["results"]] == ["KILL 001", "KILL 002"]


MUTANT = "plugins/module_utils/_host.py: ulimit dropped"


def test_results_of_another_tree_are_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = results.Results(tmp_path / "r.json")
    for domain in DOMAINS:
        kept.add(f"{domain}/case", MUTANT, Outcome([], 1))
    assert kept.stale() == []
    monkeypatch.setattr(results, "tree_of", lambda *_names: "another")
    kept.add("flag/case", "KILL 002", Outcome([], 1))
    monkeypatch.undo()
    assert kept.stale() == ["domain flag: 1 of 2 results are stale or red; run 'make faults DOMAIN=flag'"]
    assert results.Results(tmp_path / "none.json").stale()[0].startswith("domain flag: 0 of 0 results are stale")


def test_what_changed_since_its_last_run_is_run_again_and_what_was_red(tmp_path: Path) -> None:
    kept = results.Results(tmp_path / "r.json")
    kept.add("flag/json", "KILL 000", Outcome([], 1))
    kept.add("flag/json", "KILL 001", Outcome(["I3: found half"], 1))
    todo = [fault.title for fault in FAULTS[:3] if Choice(changed=kept).takes("flag/json", fault)]
    assert todo == [fault.title for fault in FAULTS[1:3]]


def test_a_mutant_is_of_its_file_only() -> None:
    assert tree_of("mutants/all", MUTANT) == file_hash("plugins/module_utils/_host.py") != tree_of("flag/json", MUTANT)
    assert tree_of("mutants/all", "plugins/gone.py: a rule dropped") == ""


def test_an_interrupted_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "PROGRESS", tmp_path)
    first = results.Progress("flag-0-1-", "abc")
    first.add("flag/json/KILL 001", passed=True)
    first.add("flag/json/KILL 002", passed=False)
    assert results.Progress("flag-0-1-", "abc").done == {"flag/json/KILL 001"}
    assert results.Progress("flag-0-1-", "another tree").done == set()
    first.forget()
    assert results.Progress("flag-0-1-", "abc").done == set()


def test_slices_leave_nothing_out_and_nothing_twice() -> None:
    taken = [fault.title for slot in range(6) for fault in FAULTS if Choice(slot, 6).takes("flag/json", fault)]
    assert sorted(taken) == sorted(fault.title for fault in FAULTS)
    assert all(sum(Choice(slot, 6).takes("flag/json", fault) for fault in FAULTS) > 15 for slot in range(6))


def test_a_domain_is_its_modules_and_all_that_they_import() -> None:
    names = {str(path.relative_to(ROOT)) for path in files_of("flag")}
    for needed in (
        "modules/feature_flag.py",
        "module_utils/_private_file.py",
        "module_utils/_database/psql_hand.py",
        "module_utils/_flag/__init__.py",
    ):
        assert f"plugins/{needed}" in names
    assert not [name for name in names if name.startswith(("plugins/filter", "plugins/doc_fragments", "roles"))]
