# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module as a process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.module_run import Result, run_module

VALUE = "of nobody's business"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a store."""
    args = {"file": {"path": str(tmp_path / "store")}, "secrets": [{"name": "KEY", "kind": "supplied", "value": VALUE}]}
    assert run_module("secret_gen", args).rc == 0
    return tmp_path


def write(folder: Path, check: bool = False, content: str = "A=@@secret:KEY@@\n", kind: str = "systemd") -> Result:
    """Run the module."""
    args = {"file": {"path": str(folder / "store")}, "path": str(folder / "env"), "format": kind, "content": content}
    return run_module("secret_file", args, check=check, diff=True)


def test_foretold_done_once_and_private(folder: Path) -> None:
    planned = write(folder, check=True)
    assert planned.changed and not (folder / "env").exists()
    done = write(folder)
    assert (folder / "env").read_text() == f'A="{VALUE}"\n'
    assert (folder / "env").stat().st_mode & 0o777 == 0o600
    assert not write(folder).changed
    for key in ("written", "diff"):
        assert planned.json[key] == done.json[key]
    assert set(done.json) - {"invocation"} == {"changed", "written", "actions", "diff"}
    assert VALUE not in json.dumps(planned.json) + json.dumps(done.json) + done.err


def test_a_file_that_others_can_read_is_refused(folder: Path) -> None:
    (folder / "env").write_text("A=1\n")
    (folder / "env").chmod(0o644)
    assert "has mode 0644" in write(folder).msg
    assert (folder / "env").read_text() == "A=1\n"


def test_what_stood_there_before_is_kept_as_private(folder: Path) -> None:
    (folder / "env").write_text("A=1\n")
    (folder / "env").chmod(0o600)
    assert write(folder).changed
    assert (folder / ".env.golive-before").read_text() == "A=1\n"
    assert (folder / ".env.golive-before").stat().st_mode & 0o777 == 0o600


def test_a_failure_holds_no_value(folder: Path) -> None:
    failed = write(folder, content="A=x@@secret:KEY@@")
    assert failed.rc == 1 and "Secret KEY can't be written" in failed.msg
    assert VALUE not in failed.out + failed.err
