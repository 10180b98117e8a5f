# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scanner itself: missing, too old, failing or blind, it never makes a green result."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.integration.secret_scan.ground import GITHUB, Ground, found
from tests.module_run import command, environment, stdin


def stand_in(folder: Path, body: str, version: str = "8.29.1") -> Path:
    """Make a folder with a program called gitleaks that does this."""
    folder.mkdir()
    program = folder / "gitleaks"
    said = f'#!/bin/sh\nPATH=/usr/bin:/bin\n[ "$1" = version ] && echo "{version}" && exit 0\n'
    reported = 'while [ "$1" != --report-path ]; do shift; done; report=$2\n'
    program.write_text(said + reported + body)
    program.chmod(0o755)
    return folder


def test_no_gitleaks_on_the_host(ground: Ground, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = ground.scan(tools=tmp_path / "empty")
    assert result.rc == 1 and "needs gitleaks, which this host does not have; install it" in result.msg
    planned = ground.scan(tools=tmp_path / "empty", check=True, on_missing="plan")
    assert planned.rc == 0 and "needs gitleaks" in planned.json["assumed"]


def test_no_git_on_the_host(ground: Ground, gitleaks: Path) -> None:
    assert "needs git, which this host does not have" in ground.scan(tools=gitleaks.parent, history=True).msg


def test_one_that_is_too_old(ground: Ground, tmp_path: Path) -> None:
    result = ground.scan(tools=stand_in(tmp_path / "old", "", "8.15.3"))
    assert result.rc == 1 and f"needs gitleaks 8.16 or later, {tmp_path}/old/gitleaks is 8.15.3; install" in result.msg


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("echo starting >&2; echo 'FTL no such rule' >&2; exit 1", "ended with exit code 1 and not with a report: FTL no such rule; mend"),
        ("exit 126", "ended with exit code 126 and not with a report: it said nothing"),
        ("kill -9 $$", "ended with exit code -9 and not with a report"),
        ('echo "[]" > $report; exit 77', "its report is not what its exit code says"),
        ("exit 77", "its report is not what its exit code says"),
        ('echo "[{" > $report; exit 77', "its report is not what its exit code says"),
        ('echo "[]" > $report', "does not find a private key that was laid out for it"),
        ("exit 0", "does not find a private key that was laid out for it"),
    ],
    ids=["an error", "unknown flag", "killed", "leaks without a list", "leaks without report", "half a report", "blind", "blind and mute"],
)
def test_one_that_fails_is_never_green(ground: Ground, tmp_path: Path, body: str, said: str) -> None:
    result = ground.scan(tools=stand_in(tmp_path / "bad", body))
    assert result.rc == 1 and said in result.msg, result.msg
    assert "\n" not in result.msg


def test_a_temporary_folder_that_its_rules_pass_over_is_noticed(ground: Ground, tmp_path: Path) -> None:
    blind = tmp_path / "node_modules"
    blind.mkdir()
    ground.write("app.env", f"GITHUB={ground.token()}\n")
    result = ground.scan(prefix=["env", f"TMPDIR={blind}"])
    assert result.rc == 1 and "its silence means nothing; set TMPDIR to a plain folder" in result.msg


def test_a_configuration_of_ones_own(ground: Ground, tmp_path: Path) -> None:
    config = tmp_path / "own.toml"
    config.write_text("[[rules]]\nid = \"ticket\"\ndescription = \"a ticket\"\nregex = '''TICKET-[0-9]{6}'''\n")
    ground.write("notes", f"see TICKET-123456\nGITHUB={ground.token()}\n")
    assert found(ground.scan(config=str(config))) == [("notes", 1, "ticket")]
    assert f"The configuration {tmp_path}/none.toml of gitleaks does not exist" in ground.scan(config=str(tmp_path / "none.toml")).msg
    config.write_text("[[rules")
    assert "ended with exit code 1 and not with a report" in ground.scan(config=str(config)).msg


def test_the_folder_of_a_killed_run_is_removed_by_the_next_and_seen_by_none(ground: Ground, tmp_path: Path) -> None:
    left = tmp_path / "left"
    left.mkdir()
    ground.write("app.env", f"GITHUB={ground.token()}\n")
    slow = stand_in(tmp_path / "slow", "exec sleep 60")
    env = environment(PATH=f"{slow}:{os.environ['PATH']}", TMPDIR=str(left))
    with subprocess.Popen(command("secret_scan"), stdin=subprocess.PIPE, env=env, stdout=subprocess.DEVNULL, text=True) as child:
        assert child.stdin
        child.stdin.write(stdin({"path": str(ground.folder)}))
        child.stdin.close()
        _wait_for(lambda: list(left.glob("golive-scan-*/files/0/app.env")))
        (folder,) = left.glob("golive-scan-*")
        assert folder.stat().st_mode & 0o777 == 0o700
        # A run that goes on meanwhile leaves it alone.
        other = subprocess.run(
            command("secret_scan"),
            input=stdin({"path": str(ground.folder)}),
            env={**env, "PATH": ground.path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "found 1 secret" in other.stdout and folder.exists()
        child.send_signal(signal.SIGKILL)
    assert folder.exists()
    assert found(ground.scan()) == [("app.env", 1, GITHUB)]


def _wait_for(sign: object) -> None:
    assert callable(sign)
    for _ in range(600):
        if sign():
            return
        time.sleep(0.05)
    raise AssertionError("it never came")
