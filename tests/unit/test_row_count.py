# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The count of the rows turns red on every disagreement between rows, claims and tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CLAIMING_TEST = """\
import pytest

@pytest.mark.row("ABC-001")
def test_flag():
    assert True
"""
CLASS_WITH_CASES = """\
import pytest

class TestFlag:
    @pytest.mark.row("ABC-001")
    @pytest.mark.parametrize("value", [1, 0])
    def test_flag(self, value):
        assert value
"""


@dataclass(frozen=True)
class Project:
    """A small project of its own: one checklist, one test file, one claims file."""

    root: Path

    @property
    def claims(self) -> Path:
        """Name the claims file."""
        return self.root / "claims.jsonl"

    def write_rows(self, **states: str) -> None:
        """Write a checklist; `ABC_001="done"` is the row ABC-001 in the state done."""
        rows = "".join(f"  - {{id: {name.replace('_', '-')}, state: {state}}}\n" for name, state in states.items())
        (self.root / "checklists").mkdir(exist_ok=True)
        (self.root / "checklists" / "abc.yml").write_text(f"rows:\n{rows}", encoding="utf-8")

    def write_test(self, source: str) -> None:
        """Write the only test file."""
        (self.root / "tests").mkdir(exist_ok=True)
        (self.root / "tests" / "test_flag.py").write_text(source, encoding="utf-8")

    def run_tests(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Run pytest with nothing but the plugin under test."""
        command = ["-m", "pytest", "-q", "-p", "tests.rows.plugin", "--row-claims", str(self.claims), *options]
        return self._run(*command, f"--rootdir={self.root}", "-c", os.devnull, "tests")

    def count(self) -> subprocess.CompletedProcess[str]:
        """Run the count."""
        script = str(ROOT / "tests" / "rows" / "count.py")
        return self._run(script, "--claims", str(self.claims), "--root", str(self.root))

    def claim(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Claim rows for a proof that is not a pytest test."""
        return self._run(str(ROOT / "tests" / "rows" / "claim.py"), *arguments, "--claims", str(self.claims))

    def outcomes(self) -> list[tuple[str, str, str]]:
        """Read what the claims file says."""
        records = map(json.loads, self.claims.read_text(encoding="utf-8").splitlines())
        return [(record["id"], record["nodeid"], record["outcome"]) for record in records]

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{self.root}", "PYTEST_ADDOPTS": ""}
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Set up a project whose only done row is claimed by its only test."""
    project = Project(tmp_path)
    project.write_rows(ABC_001="done", ABC_002="planned")
    project.write_test(CLAIMING_TEST)
    return project


def assert_only_fault(counted: subprocess.CompletedProcess[str], *parts: str) -> None:
    """Check that the count names exactly one fault that holds all parts."""
    assert counted.returncode == 1, counted.stdout
    faults = counted.stderr.splitlines()
    assert len(faults) == 1, faults
    assert all(part in faults[0] for part in parts), faults


def test_a_claimed_and_passed_row_is_counted(project: Project) -> None:
    project.run_tests()
    counted = project.count()
    assert (counted.returncode, counted.stderr) == (0, "")
    header, abc, total = counted.stdout.splitlines()
    assert header.split() == ["system", "rows", "done", "planned", "claimed"]
    assert abc.split() == ["ABC", "2", "1", "1", "1"]
    assert total == "2 rows: 1 done, 1 planned"


def test_breaking_the_test_turns_its_row_red(project: Project) -> None:
    project.write_test(CLAIMING_TEST.replace("assert True", "assert False"))
    assert project.run_tests().returncode == 1
    counted = project.count()
    assert counted.returncode == 1
    assert counted.stderr.splitlines() == [
        "tests/test_flag.py::test_flag claims ABC-001 but ended as 'failed'; make it pass and run all tests.",
        "ABC-001 is marked done but no test that claims it passed; claim it in a test, or mark it planned.",
    ]


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        pytest.param("def test_flag():\n    pytest.skip('no host')", "skipped", id="skipped"),
        pytest.param("@pytest.mark.xfail\ndef test_flag():\n    assert False", "expected to fail", id="xfail"),
        pytest.param("@pytest.mark.xfail\ndef test_flag():\n    assert True", "expected to fail", id="xpass"),
        pytest.param("def test_flag(request):\n    request.addfinalizer(lambda: 1 / 0)", "failed", id="teardown"),
        pytest.param("def test_flag(nothing):\n    assert True", "failed", id="setup"),
    ],
)
def test_a_claim_by_a_test_that_did_not_pass_is_red(project: Project, body: str, outcome: str) -> None:
    project.write_test(f'import pytest\n\n@pytest.mark.row("ABC-001")\n{body}\n')
    project.run_tests()
    assert project.outcomes() == [("ABC-001", "tests/test_flag.py::test_flag", outcome)]
    project.claim("ABC-001", "--by", "other", "--outcome", "passed")
    assert_only_fault(project.count(), "tests/test_flag.py::test_flag claims ABC-001", repr(outcome))


def test_a_claim_by_a_test_that_did_not_run_is_red(project: Project) -> None:
    project.run_tests("--deselect", "tests/test_flag.py::test_flag")
    project.claim("ABC-001", "--by", "other", "--outcome", "passed")
    assert_only_fault(project.count(), "tests/test_flag.py::test_flag claims ABC-001 but did not run")


def test_a_claim_of_an_unknown_row_is_red(project: Project) -> None:
    project.write_test(CLAIMING_TEST.replace('"ABC-001"', '"ABC-001", "XYZ-001"'))
    project.run_tests()
    assert_only_fault(project.count(), "tests/test_flag.py::test_flag claims XYZ-001, which no checklist has")


def test_a_done_row_that_nobody_claims_is_red(project: Project) -> None:
    project.write_rows(ABC_001="done", ABC_002="done")
    project.run_tests()
    assert_only_fault(project.count(), "ABC-002 is marked done but no test that claims it passed")


def test_a_claimed_row_that_is_still_planned_is_red(project: Project) -> None:
    project.write_rows(ABC_001="planned")
    project.run_tests()
    assert_only_fault(project.count(), "ABC-001 is claimed by a passing test but still marked planned")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(CLAIMING_TEST.replace('"ABC-001"', '*["ABC-001"]'), id="computed ids"),
        pytest.param("import pytest\npytestmark = pytest.mark.row('ABC-001')\ndef test_flag():\n    pass", id="module"),
    ],
)
def test_a_marker_that_the_source_does_not_tie_to_a_test_is_red(project: Project, source: str) -> None:
    project.write_test(source)
    project.run_tests()
    assert_only_fault(project.count(), "Reading the claims of tests/test_flag.py:", "decorate the function")


@pytest.mark.parametrize("arguments", ["", "'abc-1'", "1", "row='ABC-001'"])
def test_a_marker_without_valid_ids_stops_the_collection(project: Project, arguments: str) -> None:
    project.write_test(CLAIMING_TEST.replace('"ABC-001"', arguments))
    ran = project.run_tests()
    assert ran.returncode == pytest.ExitCode.USAGE_ERROR
    assert "Collecting tests/test_flag.py::test_flag: the marker row has" in ran.stderr


def test_every_case_of_a_claiming_test_has_to_pass(project: Project) -> None:
    project.write_test(CLASS_WITH_CASES)
    project.run_tests()
    assert_only_fault(project.count(), "tests/test_flag.py::TestFlag::test_flag[0] claims ABC-001", "'failed'")


def test_a_worker_of_a_parallel_run_leaves_the_record_to_its_controller(project: Project) -> None:
    # pytest-xdist sends the reports of its workers, which carry this attribute, to the controller that records them.
    hook = "import pytest\n\n@pytest.hookimpl(tryfirst=True)\ndef pytest_configure(config):\n    config.workerinput = {}\n"
    (project.root / "worker.py").write_text(hook, encoding="utf-8")
    assert project.run_tests("-p", "worker").returncode == 0
    assert not project.claims.exists()


def test_a_proof_outside_pytest_claims_its_rows(project: Project) -> None:
    project.write_rows(ABC_001="done", ABC_002="done")
    project.run_tests()
    project.claim("ABC-001", "ABC-002", "--by", "molecule/flag", "--outcome", "passed")
    assert project.count().returncode == 0
    project.claim("ABC-002", "--by", "molecule/flag", "--outcome", "failed")
    assert_only_fault(project.count(), "molecule/flag claims ABC-002", "'failed'")


def test_a_proof_outside_pytest_cannot_claim_what_is_no_id(project: Project) -> None:
    claimed = project.claim("abc", "--by", "molecule/flag", "--outcome", "passed")
    assert claimed.returncode != 0
    assert "'abc' is not a row id" in claimed.stderr
    assert not project.claims.exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "does not exist; run the tests"), ("{}\n", ":1 is no claim"), ("torn", ":1 is no claim")],
)
def test_a_claims_file_that_cannot_be_read_is_red(project: Project, content: str | None, message: str) -> None:
    if content is not None:
        project.claims.write_text(content, encoding="utf-8")
    assert_only_fault(project.count(), "Reading the claims of the last run:", message)
