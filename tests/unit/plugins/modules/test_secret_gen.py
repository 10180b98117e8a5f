# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module as a process: what goes in, what comes out, and that no value is ever among it."""

from __future__ import annotations

import json
import stat
import typing as t
from pathlib import Path

import pytest

from tests.canary import Canary
from tests.module_run import Result, run_module

CANARY = Canary()
SUPPLIED = {"name": "LICENCE", "kind": "supplied", "value": CANARY.value}
SECRETS: t.Sequence[dict[str, t.Any]] = (
    {"name": "DB_PASSWORD", "kind": "alphanumeric"},
    {"name": "JWT_SECRET", "kind": "hex", "purpose": "hmac"},
    {"name": "PHRASE", "kind": "passphrase"},
    {"name": "VERIFIER", "kind": "scram", "of": "DB_PASSWORD"},
    {"name": "DATABASE_URL", "kind": "url", "of": "LICENCE", "url": {"user": "app", "port": 5432, "path": "app"}},
    {"name": "SIGNING_KEY", "kind": "ed25519"},
    SUPPLIED,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the store is going to be."""
    return tmp_path / "secrets.json"


def values(file: Path) -> list[str]:
    """Every value of every version in the store."""
    return [version["value"] for versions in json.loads(file.read_text())["secrets"].values() for version in versions.values()]


def leaks(file: Path, result: Result) -> list[str]:
    """Where a value of the store stands in what a process printed, plain or in any common encoding."""
    canaries = [CANARY, *map(Canary, values(file) if file.exists() else ())]
    return [str(hit) for canary in canaries for hit in canary.hits(result.out, "result") + canary.hits(result.err, "stderr")]


def make(file: Path, secrets: t.Sequence[dict[str, t.Any]] = SECRETS, **how: t.Any) -> Result:
    """Run the module on the store; whatever comes of it, nothing leaks."""
    result = run_module("secret_gen", {"file": {"path": str(file)}, "secrets": secrets}, diff=True, **how)
    assert leaks(file, result) == []
    return result


def test_secrets_are_made_once_in_a_private_file(file: Path) -> None:
    made = make(file)
    assert (made.rc, made.changed) == (0, True), made.msg
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(values(file)) == len(SECRETS)
    before = file.read_bytes()
    again = make(file)
    assert (again.rc, again.changed, again.json["actions"]) == (0, False, [])
    assert again.json["secrets"] == made.json["secrets"]
    assert file.read_bytes() == before


def test_check_mode_leaves_no_file_and_tells_what_a_run_does(file: Path) -> None:
    planned = make(file, check=True)
    assert (planned.rc, planned.changed) == (0, True)
    assert list(file.parent.iterdir()) == []
    done = make(file)
    assert planned.json["diff"] == done.json["diff"]
    assert [(a["what"], a["id"]) for a in planned.json["actions"]] == [(a["what"], a["id"]) for a in done.json["actions"]]


def test_check_mode_makes_no_version(file: Path) -> None:
    make(file)
    before = (file.read_bytes(), file.stat().st_mtime_ns, sorted(file.parent.iterdir()))
    assert make(file, [{"name": "JWT_SECRET", "kind": "hex", "version": 2}], check=True).changed
    assert (file.read_bytes(), file.stat().st_mtime_ns, sorted(file.parent.iterdir())) == before


def test_the_diff_shows_states_and_nothing_else(file: Path) -> None:
    make(file)
    found = make(file, [{"name": "JWT_SECRET", "kind": "hex", "version": 2}]).json
    assert set(found) - {"invocation"} == {"changed", "secrets", "escrow_copy", "actions", "diff"}
    assert found["escrow_copy"] is None
    assert found["diff"] == {
        "before": {"JWT_SECRET": {"versions": {"1": "current"}}},
        "after": {"JWT_SECRET": {"versions": {"1": "accepted", "2": "current"}}},
    }
    assert [(a["what"], a["id"], a["status"]) for a in found["actions"]] == [("rotate", "JWT_SECRET", "done")]


def test_a_secret_as_results_show_it(file: Path) -> None:
    (secret,) = make(file, [SUPPLIED]).json["secrets"]
    assert set(secret) == {"name", "version", "fingerprint", "made", "versions", "kind", "of", "owner"}
    assert [set(version) for version in secret["versions"]] == [{"version", "state", "fingerprint", "made", "source"}]
    assert (secret["name"], secret["version"], len(secret["fingerprint"])) == ("LICENCE", 1, 8)


def test_the_search_for_leaks_finds_one(file: Path) -> None:
    made = make(file)
    for value in values(file):
        assert leaks(file, Result(0, {}, json.dumps({"msg": value}), "")), "the search itself is blind"
    assert leaks(file, Result(0, {}, made.out, CANARY.value))


# id: the secret, what the sentence must say
REFUSED: dict[str, t.Tuple[dict[str, t.Any], str]] = {
    "a value of another kind": ({**SUPPLIED, "kind": "hex"}, "Secret LICENCE, version 1, is no hex; "),
    "a value of what is derived": ({**SUPPLIED, "kind": "scram", "of": "PW"}, "Secret LICENCE follows PW"),
    "a value that is forbidden": ({**SUPPLIED, "forbid": ["^Kn"]}, "Secret LICENCE, version 1, matches pattern 1 of those in forbid"),
    "a value as the kind": ({"name": "LICENCE", "kind": CANARY.value}, "value of kind must be one of"),
    "a value as a number": ({"name": "LICENCE", "bytes": CANARY.value}, "bytes"),
    "a value as a fingerprint": ({"name": "LICENCE", "must_differ_from": [CANARY.value]}, "must differ from what is no fingerprint"),
    "a value as a day": ({"name": "LICENCE", "expires": CANARY.value}, "has no day in expires"),
    "a value as an option": ({"name": "LICENCE", CANARY.value: "x"}, "nsupported parameters"),
    "no value": ({"name": "LICENCE", "kind": "supplied"}, "No value is supplied for LICENCE"),
    "no name": ({"kind": "hex"}, "missing required arguments: name found in secrets"),
}


@pytest.mark.parametrize(("secret", "said"), REFUSED.values(), ids=REFUSED)
def test_refuses_without_a_trace(file: Path, secret: dict[str, t.Any], said: str) -> None:
    result = make(file, [secret])
    assert (result.rc, result.json["failed"]) == (1, True)
    assert said in result.msg
    assert not file.exists()


def test_both_places_of_a_copy_at_once_are_refused(file: Path) -> None:
    escrow = {"recipients": ["age1" + "a" * 58], "folder": "/mnt", "remote": "offsite:"}
    result = run_module("secret_gen", {"file": {"path": str(file)}, "secrets": [SUPPLIED], "escrow": escrow}, check=True)
    assert (result.rc, "mutually exclusive" in result.msg) == (1, True)
