# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module as a process: it lists, names what was forgotten, and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.module_run import run_module


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A private file, one of whose flags was forgotten."""
    path = tmp_path / "flags.json"
    path.write_text('{"ui": {"enabled": true, "expires": "2020-01-31"}, "old": {"enabled": false, "expires": "2020-01-31"}}')
    path.chmod(0o600)
    return path


def test_all_flags_are_listed_and_what_was_forgotten_is_a_warning(file: Path) -> None:
    before = (file.stat(), sorted(file.parent.iterdir()))
    result = run_module("feature_flag_info", {"file": {"path": str(file)}})
    assert (result.rc, result.changed) == (0, False)
    assert [(flag["key"], flag["enabled"], flag["expired"]) for flag in result.json["flags"]] == [("old", False, True), ("ui", True, True)]
    assert result.json["expired"] == ["ui"]
    assert "Flags past their last day are still on" in str(result.json["warnings"])
    assert (file.stat().st_mtime_ns, sorted(file.parent.iterdir())) == (before[0].st_mtime_ns, before[1])


def test_what_was_forgotten_can_be_a_failure_that_names_it(file: Path) -> None:
    result = run_module("feature_flag_info", {"file": {"path": str(file)}, "on_expired": "fail"})
    assert (result.rc, result.json["failed"], result.json["expired"]) == (1, True, ["ui"])
    assert "ui; remove what they guard, or move the day" in result.msg


@pytest.mark.parametrize(("keys", "found"), [(["old"], ["old"]), (["nosuch"], []), ([], [])])
def test_only_the_named_keys_are_listed(file: Path, keys: list[str], found: list[str]) -> None:
    result = run_module("feature_flag_info", {"file": {"path": str(file)}, "keys": keys}, check=True)
    assert [flag["key"] for flag in result.json["flags"]] == found
