# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search itself: it notices a secret in every place and in every form, and nothing where there is none."""

from __future__ import annotations

import base64
import json
import shlex
import subprocess
import typing as t
from pathlib import Path
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

import pytest

from tests.canary import Canary
from tests.integration.leaks.cores import DEV, programs_of
from tests.integration.leaks.flight import Runway
from tests.integration.leaks.places import Target

PLACES = (
    "stdout",
    "controller:ansible.log",
    "journal of the target",
    "cmdline of process",
    "environ of process",
    "controller:planted",
    "/tmp/golive-planted",
    "/.ansible_async/",
    "/var/log/postgresql/",
)
FORMS: dict[str, t.Callable[[str], str]] = {
    "plain": lambda value: f"password is {value}!",
    "base64": lambda value: base64.b64encode(value.encode()).decode(),
    "base64 of more": lambda value: base64.b64encode(f"user:{value}@host".encode()).decode(),
    "base64 for addresses": lambda value: base64.urlsafe_b64encode(f"u:{value}".encode()).decode(),
    "urlencoded": lambda value: f"postgres://u:{quote(value, safe='')}@h",
    "form": quote_plus,
    "JSON": lambda value: json.dumps({"k": value}),
    "JSON in JSON": lambda value: json.dumps({"k": json.dumps({"k": value})}),
    "Python": lambda value: repr({"k": value}),
    "shell": lambda value: f"export A={shlex.quote(value)}",
    "XML": lambda value: f'<a b="{escape(value, {chr(34): "&quot;"})}"/>',
    "hex": lambda value: value.encode().hex(),
    "reversed": lambda value: value[::-1],
    "first half": lambda value: value[: len(value) // 2],
    "second half": lambda value: value[len(value) // 2 :],
    "second half reversed": lambda value: value[len(value) // 2 :][::-1],
}


def test_every_place_is_searched(runway: Runway, target: Target, canary: Canary) -> None:
    playbook = Path(__file__).with_name("planted.yml")
    traces = runway.fly(programs_of(DEV), playbook, {"secret": canary.value})
    subprocess.run(["docker", "exec", target.host.container, "rm", "-f", "/tmp/golive-planted"], check=True)
    assert traces.rc == 0, traces.texts["stdout"] + traces.texts["stderr"]
    found = {hit.where for hit in traces.hits(canary)}
    assert not [place for place in PLACES if not any(place in where for where in found)], sorted(found)


def test_another_secret_is_not_found(runway: Runway, canary: Canary) -> None:
    traces = runway.fly(programs_of(DEV), Path(__file__).with_name("planted.yml"), {"secret": canary.value}, "--check")
    assert traces.rc == 0, traces.texts["stdout"] + traces.texts["stderr"]
    assert traces.hits(Canary()) == []


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_noticed(canary: Canary, form: str) -> None:
    assert canary.hits(f"before {FORMS[form](canary.value)} after", "here") != []


def test_a_hit_says_what_was_found_where(canary: Canary) -> None:
    said = [str(hit) for hit in canary.hits(f"one\ntwo {canary.value}", "the log")]
    assert any(one.startswith("found the secret (plain) in the log: two Kn") for one in said)
