# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever work ends in becomes a result or one sentence, and only what is documented comes out."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, Moved, StackError
from ansible_collections.golive.stack.plugins.module_utils._execute import Run
from ansible_collections.golive.stack.plugins.module_utils._report import attempt

from tests.unit.memory_host import MemoryHost


def ends_in(end: t.Any) -> t.Tuple[dict[str, t.Any] | None, dict[str, t.Any]]:
    """Attempt work that ends in a result, or in an exception."""

    def work(params: t.Mapping[str, t.Any], run: Run, host: t.Any) -> t.Mapping[str, t.Any]:
        assert (params, run, host.family) == ({"key": "ui"}, Run(check=True), "posix")
        if isinstance(end, Exception):
            raise end
        return t.cast("t.Mapping[str, t.Any]", end)

    return attempt(work, {"key": "ui"}, Run(check=True), MemoryHost(), ["flags"])


def test_only_documented_keys_come_out() -> None:
    result = {"changed": True, "flags": [], "actions": [], "diff": {}, "assumed": "x", "warnings": ["w"], "params": {"password": "canary"}}
    failure, shown = ends_in(result)
    assert failure is None
    assert set(shown) == {"changed", "flags", "actions", "diff", "assumed", "warnings"}


@pytest.mark.parametrize("kind", [StackError, Missing, Moved])
def test_a_sentence_comes_out_with_its_data(kind: type[StackError]) -> None:
    assert ends_in(kind("Doing x failed: y; do z.", rc=3)) == ({"msg": "Doing x failed: y; do z.", "rc": 3}, {})


@pytest.mark.parametrize("error", [ValueError("canary"), KeyError("canary"), OSError(2, "canary"), AssertionError("canary")])
def test_a_defect_is_told_by_kind_and_place_alone(error: Exception) -> None:
    failure, result = ends_in(error)
    assert failure is not None
    assert failure["msg"].startswith(f"This is a defect of golive.stack: {type(error).__name__} at test_report.py:")
    assert "canary" not in failure["msg"]
    assert (set(failure), result) == ({"msg"}, {})


def test_who_is_stopped_is_stopped() -> None:
    def stopped(*_given: t.Any) -> t.NoReturn:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attempt(stopped, {}, Run(), MemoryHost(), [])
