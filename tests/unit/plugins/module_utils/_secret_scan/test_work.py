# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Found is failed, accepted is not, and both are told."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError
from ansible_collections.golive.stack.plugins.module_utils._execute import Run
from ansible_collections.golive.stack.plugins.module_utils._secret_scan import work
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.model import Finding, Seen
from ansible_collections.golive.stack.plugins.module_utils._secrets import Masker

from tests.unit.memory_host import MemoryHost

GIVEN: dict[str, t.Any] = {"path": "/srv", "history": False, "refuse": None, "file": None, "allow": None, "config": None}
ENTRY = {"file": "f", "rule": "r", "reason": "why"}


def searched(
    monkeypatch: pytest.MonkeyPatch, *findings: Finding, absent: bool = False, run: Run | None = None, **more: t.Any
) -> dict[str, t.Any]:
    class Told:
        masker = Masker(["hidden-value"])

        def __init__(self, *_how: t.Any) -> None:
            pass

        def read(self, _wish: t.Any) -> Seen:
            if absent:
                raise Missing("It is not there.")
            return Seen("/srv", findings, (), 3, 30)

        def nothing(self) -> Seen:
            return Seen("/srv")

    monkeypatch.setattr(work, "Search", Told)
    return work.search({**GIVEN, **more}, run or Run(), MemoryHost())


def test_nothing_found(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"changed": False, "findings": [], "accepted": [], "scanned": {"files": 3, "bytes": 30}, "warnings": []}
    assert searched(monkeypatch) == told


def test_what_is_found_fails_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StackError, match="The search of /srv found 1 secret: g:1") as failed:
        searched(monkeypatch, Finding("f", 1, "r"), Finding("g", 1, "r"), allow=[ENTRY])
    assert [one["file"] for one in failed.value.details["findings"]] == ["g"]
    assert failed.value.details["accepted"] == [{**Finding("f", 1, "r").shown, "reason": "why"}]


def test_what_is_accepted_does_not_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    told = searched(monkeypatch, Finding("f", 1, "r"), allow=[ENTRY])
    assert (told["findings"], len(told["accepted"]), told["warnings"]) == ([], 1, [])


def test_an_entry_for_nothing_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "fits nothing" in searched(monkeypatch, allow=[ENTRY])["warnings"][0]


def test_a_value_of_the_store_in_allow_is_not_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [{**ENTRY, "reason": "is hidden-value"}, {**ENTRY, "file": "hidden-value"}]
    told = searched(monkeypatch, Finding("f", 1, "r"), allow=entries)
    assert told["accepted"][0]["reason"] == "is ********" and "for ********, rule r" in told["warnings"][0]


def test_a_first_deploys_check_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Missing):
        searched(monkeypatch, absent=True)
    told = searched(monkeypatch, absent=True, run=Run(check=True, assume_missing=True))
    assert (told["findings"], told["assumed"]) == ([], "It is not there.")
