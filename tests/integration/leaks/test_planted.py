# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search itself: it notices a secret in every place and in every form, and nothing where there is none."""

from __future__ import annotations

import base64
import json
import shlex
import shutil
import subprocess
import tempfile
import typing as t
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

import pytest

from tests.canary import Canary
from tests.integration.leaks.cores import DEV
from tests.integration.leaks.flight import Runway
from tests.integration.leaks.guards import GUARDS
from tests.integration.leaks.killed import Accident
from tests.integration.leaks.places import PLACES, Traces, look
from tests.integration.leaks.target import Target
from tests.run.environment import ROOT

FORMS: dict[str, t.Callable[[str], str]] = {
    "plain": lambda value: f"password is {value}!",
    "base64": lambda value: base64.b64encode(value.encode()).decode(),
    "base64 of more": lambda value: base64.b64encode(f"user:{value}@host".encode()).decode(),
    "base64 for addresses": lambda value: base64.urlsafe_b64encode(f"u:{value}".encode()).decode(),
    "urlencoded": lambda value: f"postgres://u:{quote(value, safe='')}@h",
    "form": quote_plus,
    "JSON": lambda value: json.dumps({"k": value}),
    "JSON in JSON": lambda value: json.dumps({"k": json.dumps({"k": value})}),
    "JSON in Python": lambda value: repr(json.dumps({"k": value})),
    "Python": lambda value: repr({"k": value}),
    "shell": lambda value: f"export A={shlex.quote(value)}",
    "XML": lambda value: f'<a b="{escape(value, {chr(34): "&quot;"})}"/>',
    "hex": lambda value: value.encode().hex(),
    "reversed": lambda value: value[::-1],
    "first half": lambda value: value[: len(value) // 2],
    "second half": lambda value: value[len(value) // 2 :],
    "second half reversed": lambda value: value[len(value) // 2 :][::-1],
}


BY_RUN = [place.name for place in PLACES if place.left]
BY_GUARD = sorted({guard.place for guard in GUARDS})
BY_ACCIDENT = ["B11"]
BY_SURVIVOR = ["B40"]


@dataclass(frozen=True)
class Planted:
    """One run that lets its secret out everywhere, and what it left."""

    canary: Canary
    traces: Traces


@pytest.fixture(scope="module")
def planted(target: Target) -> t.Iterator[Planted]:
    """The run, in a folder of its own; the collection that is built after it is a small one that it may write in."""
    with tempfile.TemporaryDirectory(prefix="golive-leaks-") as folder:
        runway, canary = Runway(Path(folder), target), Canary()
        runway.collection = Path(folder) / "collection"
        runway.collection.mkdir()
        for name in ("galaxy.yml", "README.md"):
            shutil.copy(ROOT / name, runway.collection)
        given = {"secret": canary.value, "collection": str(runway.collection)}
        traces = runway.fly(DEV, Path(__file__).with_name("planted.yml"), given, "-vvvv")
        remove = ["docker", "exec", target.host.container or "", "rm", "-f", "/tmp/golive-planted", "/tmp/golive-planted.bak"]
        subprocess.run(remove, check=True)
        assert traces.rc == 0, traces.said
        yield Planted(canary, traces)


def test_each_place_has_a_leak_planted() -> None:
    assert sorted({*BY_RUN, *BY_GUARD, *BY_ACCIDENT, *BY_SURVIVOR}) == [place.name for place in PLACES]


@pytest.mark.lab
@pytest.mark.parametrize("place", BY_RUN)
def test_a_planted_leak_is_found(planted: Planted, place: str) -> None:
    assert look(planted.traces, [planted.canary])[place].hits


@pytest.mark.lab
@pytest.mark.parametrize("place", BY_RUN)
def test_another_secret_is_not_found(planted: Planted, place: str) -> None:
    assert look(replace(planted.traces, exported=Canary()), [Canary()])[place].hits == []


@pytest.mark.lab
@pytest.mark.parametrize("place", BY_ACCIDENT)
def test_what_a_killed_run_leaves_is_found_before_it_is_swept(accident: Accident, place: str) -> None:
    accident.happen(DEV, pipelining=False)
    assert accident.left()[0].hits, place


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_noticed(canary: Canary, form: str) -> None:
    assert canary.hits(f"before {FORMS[form](canary.value)} after", "here") != []


def test_a_hit_says_what_was_found_where(canary: Canary) -> None:
    said = [str(hit) for hit in canary.hits(f"one\ntwo {canary.value}", "the log")]
    assert any(one.startswith("found the secret (plain) in the log: two Kn") for one in said)
