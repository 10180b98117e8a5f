# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runner must never call red green."""

from __future__ import annotations

import sys
import types
import typing as t
from pathlib import Path

import pytest

from tests.run import __main__ as runner
from tests.run import container
from tests.run.steps import CORES, Step, all_steps

PYTEST_RED = "=== short test summary ===\nFAILED a.py::b\n1 failed, 2 passed, 1 skipped, 1 error in 0.1s"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> t.Callable[..., int]:
    def with_steps(steps: list[Step], *words: str) -> int:
        monkeypatch.setattr(runner, "all_steps", lambda: steps)
        return runner.main(words)

    monkeypatch.setattr(runner, "LOGS", tmp_path)
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    monkeypatch.setattr(runner, "CLAIMS", tmp_path / "claims")
    monkeypatch.setattr(runner, "make", lambda name: None)
    monkeypatch.setattr(runner, "link_tree", lambda: None)
    return with_steps


def python(name: str, code: str, **more: t.Any) -> Step:
    return Step(name, (sys.executable, "-c", code), **more)


@pytest.mark.parametrize(
    ("text", "rc", "counted"),
    [
        pytest.param("", 0, (0, 1, 0, 0), id="a silent step that succeeds counts as one"),
        pytest.param("", 1, (1, 0, 1, 0), id="a silent step that fails counts as one"),
        pytest.param("232 passed in 36.84s", 0, (0, 232, 0, 0), id="what pytest counted is taken"),
        pytest.param(PYTEST_RED, 1, (1, 2, 2, 1), id="errors are failures"),
        pytest.param(PYTEST_RED, 0, (1, 2, 2, 1), id="a failure that was printed is one whatever the exit code says"),
        pytest.param("232 passed in 1s", 2, (2, 232, 1, 0), id="an exit code is a failure whatever was printed"),
        pytest.param("1 skipped", 0, (0, 0, 0, 1), id="what was skipped has not passed"),
        pytest.param("changed: 3 failed hosts", 0, (0, 1, 0, 0), id="other talk is not a count"),
    ],
)
def test_tally(text: str, rc: int, counted: tuple[int, ...]) -> None:
    count = runner.Count()
    code, _ = runner.tally("x", text, rc, count)
    assert (code, count.passed, count.failed, count.skipped) == counted
    assert bool(count.red) == bool(code)


def test_goes_on_after_a_failure_and_is_red(run: t.Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([python("bad", "print('the reason'); raise SystemExit(3)"), python("good", "")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "1 passed, 1 failed, 0 skipped"
    assert any("the reason" in line for line in lines)
    assert any("make test STEP=bad" in line for line in lines)


def test_all_green_is_green(run: t.Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([python("one", ""), python("two", "print('5 passed in 1s')")]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "6 passed, 0 failed, 0 skipped"


def test_what_runs_beside_the_others_is_counted_like_them(run: t.Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([python("checker", "raise SystemExit(1)", beside=True), python("good", ""), python("last", "", beside=True)]) == 1
    out = capsys.readouterr().out
    assert "Failed: checker," in out
    assert out.splitlines()[-1] == "2 passed, 1 failed, 0 skipped"


def test_a_checker_does_not_hold_up_the_tests(run: t.Callable[..., int], tmp_path: Path) -> None:
    wait = "import pathlib, sys, time\nwhile not pathlib.Path(sys.argv[1]).exists(): time.sleep(0.01)"
    sign = str(tmp_path / "sign")
    waits = Step("checker", (sys.executable, "-c", wait, sign), beside=True)
    assert run([waits, Step("test", (sys.executable, "-c", "import sys; open(sys.argv[1], 'w')", sign))]) == 0


def test_what_needs_a_failed_step_is_named_and_not_run(run: t.Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([python("lab", "raise SystemExit(1)"), python("hosts", "", needs="lab")]) == 1
    out = capsys.readouterr().out
    assert "not run: hosts: step lab failed" in out
    assert out.splitlines()[-1] == "0 passed, 1 failed, 1 skipped"


def test_a_skipped_test_is_named(run: t.Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([python("units", "print('SKIPPED [2] a.py:3: no engine\\n7 passed, 2 skipped in 1s')")]) == 0
    out = capsys.readouterr().out
    assert "not run: units: a.py:3: no engine (2)" in out
    assert out.splitlines()[-1] == "7 passed, 0 failed, 2 skipped"


def test_a_step_brings_what_it_needs(run: t.Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([python("lab", ""), python("other", ""), python("hosts", "", needs="lab")], "hosts") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2 passed, 0 failed, 0 skipped"


def test_a_step_whose_turn_it_is_not_is_named_and_runs_when_asked_for(
    run: t.Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([python("one", ""), python("two", "", idle=True)]) == 0
    out = capsys.readouterr().out
    assert "not run: two: its turn comes with another commit" in out
    assert out.splitlines()[-1] == "1 passed, 0 failed, 1 skipped"
    assert run([python("one", ""), python("two", "", idle=True)], "two") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 0 failed, 0 skipped"


def test_every_core_but_the_first_choice_gets_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = set()
    for commits in range(3):
        counted = types.SimpleNamespace(stdout=str(commits))
        monkeypatch.setattr("tests.run.steps.subprocess.run", lambda *argv, counted=counted, **how: counted)
        turns |= {step.name for step in all_steps() if step.name.startswith("units-") and not step.idle}
    assert turns == {f"units-{core}" for core in CORES}


def test_an_unknown_step_is_refused(run: t.Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([python("one", "")], "one", "tow") == 2
    assert "there are one." in capsys.readouterr().out


def test_only_a_run_of_all_steps_forgets_the_claims(run: t.Callable[..., int], tmp_path: Path) -> None:
    claims = tmp_path / "claims"
    claims.touch()
    run([python("one", "", fast=True), python("two", "")], "--fast")
    assert claims.exists()
    run([python("one", "", fast=True), python("two", "")])
    assert not claims.exists()


def test_a_step_without_its_python_runs_in_a_container(
    run: t.Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tests.run.steps.find_python", lambda oldest, newest: None)
    monkeypatch.setattr("tests.run.steps.os.geteuid", lambda: 0)
    monkeypatch.setattr(container, "make_image", lambda: None)
    monkeypatch.setattr(container, "wrap", lambda name, argv, env: [sys.executable, "-c", f"print('{name} in a container')"])
    run([python("units", "raise SystemExit(1)", environment="core-2.22")])
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 0 failed, 0 skipped"


def test_without_python_and_engine_it_is_skipped_with_the_reason(
    run: t.Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tests.run.steps.find_python", lambda oldest, newest: None)
    monkeypatch.setattr("tests.run.steps.os.geteuid", lambda: 1000)
    monkeypatch.setattr("tests.run.steps.shutil.which", lambda name: None)
    assert run([python("units", "raise SystemExit(1)", environment="core-2.22")]) == 0
    out = capsys.readouterr().out
    assert "core-2.22 needs Python 3.13" in out
    assert out.splitlines()[-1] == "0 passed, 0 failed, 1 skipped"


def test_names_of_steps_are_unique_and_needs_are_known() -> None:
    names = [step.name for step in all_steps()]
    assert len(names) == len(set(names))
    assert {step.needs for step in all_steps() if step.needs} <= set(names)
