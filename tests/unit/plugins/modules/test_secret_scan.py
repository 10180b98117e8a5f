# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module as a process, before it comes to a scanner."""

from __future__ import annotations

import os
import typing as t
from pathlib import Path

import pytest

from tests.module_run import Result, run_module


def refused(tmp_path: Path, **options: t.Any) -> Result:
    (tmp_path / "empty").mkdir(exist_ok=True)
    result = run_module("secret_scan", {"path": str(tmp_path), **options}, env={"PATH": str(tmp_path / "empty")})
    assert result.rc == 1, result.out
    return result


def test_without_gitleaks_it_says_what_to_install(tmp_path: Path) -> None:
    before = sorted(os.listdir(tmp_path))
    assert "needs gitleaks, which this host does not have" in refused(tmp_path).msg
    assert sorted(set(os.listdir(tmp_path)) - {"empty"}) == before


def test_a_value_instead_of_its_sum_is_never_quoted(tmp_path: Path) -> None:
    result = refused(tmp_path, refuse=["my-leaked-value"])
    assert "give the sum, never the value" in result.msg and "my-leaked-value" not in result.out + result.err


@pytest.mark.parametrize("missing", ["file", "rule", "reason"])
def test_an_accepted_finding_needs_file_rule_and_reason(tmp_path: Path, missing: str) -> None:
    entry = {"file": "f", "rule": "r", "reason": "why"}
    assert (
        f"missing required arguments: {missing} found in allow"
        in refused(tmp_path, allow=[{k: v for k, v in entry.items() if k != missing}]).msg
    )
