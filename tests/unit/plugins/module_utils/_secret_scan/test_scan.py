# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search as a whole, with a scanner that says what it is told to say."""

from __future__ import annotations

import hashlib
import json
import tempfile
import typing as t
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing
from ansible_collections.golive.stack.plugins.module_utils._host import PosixHost
from ansible_collections.golive.stack.plugins.module_utils._secret_scan import scan
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.model import Finding, Piece, Wish
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.staging import Stage


class Told:
    """Finds a rule in every line that begins with LEAK."""

    def __init__(self, _host: t.Any, _config: t.Any) -> None:
        self.seen = 0

    def refuse_unfit(self) -> None:
        """Fit."""

    def findings(self, stage: Stage) -> list[tuple[Piece, int, str]]:
        lines = [(piece, number, line) for piece in stage.pieces for number, line in enumerate(piece.data.split(b"\n"), 1)]
        return [(piece, number, "leak") for piece, number, line in lines if line.startswith(b"LEAK")]


@pytest.fixture(autouse=True)
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setattr(scan, "Gitleaks", Told)


@pytest.fixture
def ground(tmp_path: Path) -> Path:
    (tmp_path / "ground").mkdir()
    return tmp_path / "ground"


def store(path: Path, **values: str) -> dict[str, t.Any]:
    made = {name: {"1": {"value": value, "state": "current", "made": "2026-01-02", "kind": "supplied"}} for name, value in values.items()}
    path.touch(0o600)
    path.write_text(json.dumps({"format": "golive.stack secrets", "edition": 1, "key": "0f" * 32, "escrow": None, "secrets": made}))
    return {"path": str(path), "lock_timeout": 10}


def test_both_looks_are_one_list(ground: Path, tmp_path: Path) -> None:
    (ground / "a").write_text("x\nLEAK\nhidden-value-1\nrefused\n")
    digest = hashlib.sha256(b"refused").hexdigest()
    file = store(tmp_path / "s.json", A="hidden-value-1", B="short")
    seen = scan.Search(PosixHost(), str(ground), file).read(Wish(str(ground), refuse=(digest,)))
    assert seen.findings == (
        Finding("a", 2, "leak"),
        Finding("a", 3, "store-value", "", "A:1"),
        Finding("a", 4, "known-value", "", digest[:8]),
    )
    assert (seen.files, seen.bytes) == (1, 30)
    assert seen.warnings == ("Too short to be searched for: B:1 of the secret store.",)


@pytest.mark.parametrize("most", [1, 2, 2000])
def test_what_is_read_in_parts_is_found_the_same(ground: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr("ansible_collections.golive.stack.plugins.module_utils._secret_scan.staging.MOST", most)
    for name in "abc":
        (ground / name).write_text("LEAK\n")
    assert [finding.file for finding in scan.Search(PosixHost(), str(ground), None).read(Wish(str(ground))).findings] == ["a", "b", "c"]


def test_the_stores_own_files_are_passed_over_and_names_are_masked(ground: Path) -> None:
    file = store(ground / "s.json", A="hidden-value-1")
    (ground / "x-hidden-value-1").write_text("LEAK")
    seen = scan.Search(PosixHost(), str(ground), file).read(Wish(str(ground)))
    assert {finding.file for finding in seen.findings} == {"x-********"}
    assert [finding.line for finding in seen.findings] == [0, 1]


def test_a_refused_value_in_a_name_is_masked_wherever_the_name_is_told(ground: Path) -> None:
    (ground / "refused-v1").mkdir()
    (ground / "refused-v1" / "a.gz").write_bytes(b"\x1f\x8b\x08")
    (ground / "refused-v1" / "a").write_bytes(b"LEAK")
    digest = hashlib.sha256(b"refused-v1").hexdigest()
    seen = scan.Search(PosixHost(), str(ground), None).read(Wish(str(ground), refuse=(digest,)))
    assert [finding.place for finding in seen.findings] == [
        f"********/a:0 (known-value {digest[:8]})",
        "********/a:1 (leak)",
        f"********/a.gz:0 (known-value {digest[:8]})",
    ]
    assert "not opened: ********/a.gz;" in seen.warnings[0]
    assert scan.Search(PosixHost(), str(ground / "refused-v1"), None).read(Wish("", refuse=(digest,))).title == f"{ground}/********"


def test_packed_files_are_named(ground: Path) -> None:
    for number in range(5):
        (ground / f"{number}.gz").write_bytes(b"\x1f\x8b\x08")
    (said,) = scan.Search(PosixHost(), str(ground), None).read(Wish(str(ground))).warnings
    assert "were not opened: 0.gz, 1.gz, 2.gz and 2 more; search those" in said


def test_no_path_and_an_empty_store(ground: Path, tmp_path: Path) -> None:
    with pytest.raises(Missing, match="does not exist"):
        scan.Search(PosixHost(), str(ground / "no"), None).read(Wish(str(ground / "no")))
    with pytest.raises(Missing, match="holds no secret to be searched for"):
        scan.Search(PosixHost(), str(ground), {"path": str(tmp_path / "none.json"), "lock_timeout": 10}).read(Wish(str(ground)))
    assert scan.Search(PosixHost(), "/no", None).nothing().findings == ()
