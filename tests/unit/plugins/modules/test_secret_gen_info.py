# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module as a process: it lists versions and fingerprints, never a value, and changes nothing."""

from __future__ import annotations

import hashlib
import json
import typing as t
from pathlib import Path

import pytest

from tests.canary import Canary
from tests.module_run import Result, run_module

OLD, NEW = Canary(), Canary()
KEY = "0f" * 32


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A store with two secrets, one of which was rotated."""
    versions = {
        "1": {"value": OLD.value, "state": "accepted", "made": "2026-01-02", "kind": "base64url"},
        "2": {"value": NEW.value, "state": "current", "made": "2026-02-03", "kind": "base64url"},
    }
    secrets = {"B": versions, "A": {"1": {**versions["1"], "state": "next"}}}
    path = tmp_path / "secrets.json"
    path.write_text(json.dumps({"format": "golive.stack secrets", "edition": 1, "key": KEY, "escrow": None, "secrets": secrets}))
    path.chmod(0o600)
    return path


def listed(file: Path, **options: t.Any) -> Result:
    """Run the module; whatever comes of it, nothing leaks."""
    result = run_module("secret_gen_info", {"file": {"path": str(file)}, **options})
    assert [str(hit) for canary in (OLD, NEW, Canary(KEY)) for hit in canary.hits(result.out + result.err, "output")] == []
    return result


def fingerprint(canary: Canary) -> str:
    """What stands for a value."""
    return hashlib.sha256(canary.value.encode()).hexdigest()[:8]


def test_all_secrets_are_listed_with_all_versions(file: Path) -> None:
    result = listed(file)
    assert (result.rc, result.changed, set(result.json) - {"invocation"}) == (0, False, {"changed", "secrets"})
    first, second = result.json["secrets"]
    assert (first["name"], first["version"], first["fingerprint"], first["versions"][0]["state"]) == ("A", None, None, "next")
    assert second == {
        "name": "B",
        "version": 2,
        "fingerprint": fingerprint(NEW),
        "made": "2026-02-03",
        "versions": [
            {"version": 1, "state": "accepted", "fingerprint": fingerprint(OLD), "made": "2026-01-02", "source": None},
            {"version": 2, "state": "current", "fingerprint": fingerprint(NEW), "made": "2026-02-03", "source": None},
        ],
        "kind": "base64url",
        "of": None,
    }


def test_listing_changes_nothing(file: Path) -> None:
    before = (file.read_bytes(), file.stat().st_mtime_ns, list(file.parent.iterdir()))
    listed(file)
    assert (file.read_bytes(), file.stat().st_mtime_ns, list(file.parent.iterdir())) == before


@pytest.mark.parametrize(("names", "found"), [(["B"], [("B", 2)]), (["C"], [("C", 0)]), ([], [])], ids=["one", "none such", "none"])
def test_only_the_named_secrets_are_listed(file: Path, names: list[str], found: list[t.Tuple[str, int]]) -> None:
    assert [(secret["name"], len(secret["versions"])) for secret in listed(file, names=names).json["secrets"]] == found


@pytest.mark.parametrize("length", [0, 1, 200, -2], ids=["empty", "a byte", "in the middle", "at the end"])
def test_a_cut_off_store_is_refused_without_a_value(file: Path, length: int) -> None:
    file.write_bytes(file.read_bytes()[:length])
    result = listed(file)
    assert (result.rc, result.json["failed"]) == (1, True)
    assert "; put its escrow copy back" in result.msg
