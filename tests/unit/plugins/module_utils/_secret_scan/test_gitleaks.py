# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How gitleaks is asked, and what its answer means."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError
from ansible_collections.golive.stack.plugins.module_utils._host import Completed
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.gitleaks import Gitleaks
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.model import Piece
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.staging import Stage

from tests.unit.memory_host import Command, MemoryHost

PROGRAM = "/usr/bin/gitleaks"
BAIT = {"File": "bait/bait.txt", "StartLine": 1, "RuleID": "private-key"}
LEAK = {"File": "0/app.env", "StartLine": 3, "RuleID": "r"}


class Answering(MemoryHost):
    """Writes a report before it ends as it was told to."""

    report: t.Any = None
    place = ""

    def run_read(self, argv: t.Sequence[str], **how: t.Any) -> Completed:
        if self.report is not None and argv[1] != "version":
            Path(self.place).write_text(self.report if isinstance(self.report, str) else json.dumps(self.report))
        return super().run_read(argv, **how)


@pytest.fixture
def copies(tmp_path: Path) -> Stage:
    stage = Stage(str(tmp_path))
    stage.add(Piece("app.env", b"1\n2\n3\n"))
    return stage


def argv(copies: Stage, version: str, config: str | None = None) -> tuple[str, ...]:
    common: tuple[str, ...] = ("--no-banner", "--redact", "--exit-code", "77", "--report-format", "json", "--report-path", copies.report)
    common += () if config is None else ("--config", config)
    if version in ("8.16.0", "?"):
        return (PROGRAM, "detect", "--no-git", *common, "--source", copies.folder)
    return (PROGRAM, "dir", *common, "--log-level", "error", copies.folder)


def found(
    copies: Stage, done: Completed, report: t.Any, version: str = "8.29.1", config: str | None = None
) -> list[tuple[Piece, int, str]]:
    asked = [Command("read", (PROGRAM, "version"), "", Completed(0, f"{version}\n", ""))]
    host = Answering(programs=["gitleaks"], commands=[*asked, Command("read", argv(copies, version, config), "", done)])
    host.place = copies.report
    if isinstance(report, list):
        report = [{**one, "File": f"{copies.folder}/{one['File']}"} for one in report]
    host.report = report
    scanner = Gitleaks(host, config)
    scanner.refuse_unfit()
    answer = scanner.findings(copies)
    host.finish()
    return answer


@pytest.mark.parametrize("version", ["8.16.0", "8.19.0", "8.29.1", "9.0.0", "?"])
def test_what_is_reported_leads_back_to_its_piece(copies: Stage, version: str) -> None:
    assert found(copies, Completed(77, "", ""), [BAIT, LEAK], version) == [(copies.pieces[0], 3, "r")]


def test_another_form_of_the_temporary_folder_leads_back_too(copies: Stage, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    real = copies.folder
    copies.folder = str(tmp_path / "link" / "files")
    one = {**LEAK, "File": f"{real}/0/app.env"}
    assert found(copies, Completed(77, "", ""), json.dumps([{**BAIT, "File": f"{real}/bait/bait.txt"}, one])) == [
        (copies.pieces[0], 3, "r")
    ]


@pytest.mark.parametrize("file", ["/elsewhere/0/app.env", "9/app.env", "x", ""])
def test_a_file_that_was_not_laid_out_is_a_failure(copies: Stage, tmp_path: Path, file: str) -> None:
    (tmp_path / "own.toml").touch()
    where = file if file.startswith("/") else f"{copies.folder}/{file}"
    with pytest.raises(StackError, match=f"reports {where}, which was not laid out for it"):
        found(copies, Completed(77, "", ""), json.dumps([{**LEAK, "File": where}]), config=str(tmp_path / "own.toml"))


def test_nothing_but_the_bait(copies: Stage) -> None:
    assert found(copies, Completed(77, "", ""), [BAIT]) == []


@pytest.mark.parametrize("report", [[], [LEAK], None, "null"])
def test_without_the_bait_its_silence_means_nothing(copies: Stage, report: t.Any) -> None:
    with pytest.raises(StackError, match="does not find a private key that was laid out for it"):
        found(copies, Completed(77 if report == [LEAK] else 0, "", ""), report)


def test_own_rules_know_no_bait(copies: Stage, tmp_path: Path) -> None:
    (tmp_path / "own.toml").touch()
    assert found(copies, Completed(0, "", ""), [], config=str(tmp_path / "own.toml")) == []
    assert not Path(copies.folder, "bait").exists()


@pytest.mark.parametrize(
    ("done", "report", "said"),
    [
        (
            Completed(1, "", "\x1b[90m8:00\x1b[0m FTL bad\n\n"),
            None,
            "ended with exit code 1 and not with a report: 8:00 FTL bad; mend that",
        ),
        (Completed(1, "", ""), [LEAK], "exit code 1 and not with a report: it said nothing"),
        (Completed(0, "", ""), [LEAK], "its report is not what its exit code says"),
        (Completed(77, "", ""), [], "its report is not what its exit code says"),
        (Completed(77, "", ""), "[{", "its report is not what its exit code says"),
    ],
)
def test_any_other_end_is_a_failure(copies: Stage, done: Completed, report: t.Any, said: str) -> None:
    with pytest.raises(StackError) as refused:
        found(copies, done, report)
    assert said in refused.value.msg


@pytest.mark.parametrize("version", ["8.15.9", "7.6.1"])
def test_too_old(version: str) -> None:
    host = MemoryHost(programs=["gitleaks"], commands=[Command("read", (PROGRAM, "version"), "", Completed(0, f"v{version}\n", ""))])
    with pytest.raises(StackError, match=f"needs gitleaks 8.16 or later, {PROGRAM} is {version}; install a newer one"):
        Gitleaks(host, None).refuse_unfit()


def test_missing() -> None:
    with pytest.raises(Missing, match="needs gitleaks, which this host does not have"):
        Gitleaks(MemoryHost(), None).refuse_unfit()
