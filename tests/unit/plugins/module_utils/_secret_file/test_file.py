# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A text is filled in from the store, or refused with names and never with a value."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError
from ansible_collections.golive.stack.plugins.module_utils._execute import Run, execute
from ansible_collections.golive.stack.plugins.module_utils._secret.store import SecretFile
from ansible_collections.golive.stack.plugins.module_utils._secret_file.file import FilledFile
from ansible_collections.golive.stack.plugins.module_utils._secret_file.model import Desired

from tests.unit.memory_host import MemoryHost

VALUES = {"KEY": [("first", "accepted"), ("second value", "current")], "IDLE": [("idle", "next")]}


def host(check: bool = False, **files: bytes) -> MemoryHost:
    """A machine with a store."""
    secrets = {
        name: {str(n): {"value": value, "state": state, "made": "2026-01-01", "mark": None} for n, (value, state) in enumerate(versions, 1)}
        for name, versions in VALUES.items()
    }
    document = {"format": "golive.stack secrets", "edition": 1, "key": "0" * 64, "escrow": None, "secrets": secrets}
    there = {f"/etc/{name}": data for name, data in files.items()}
    return MemoryHost(files={"/etc/secrets.json": json.dumps(document).encode(), **there}, check=check)


def file(on: MemoryHost) -> FilledFile:
    """The file /etc/env on it."""
    return FilledFile(on, "/etc/env", 1, SecretFile(on, {"path": "/etc/secrets.json", "lock_timeout": 1}))


def test_written_once() -> None:
    machine = host()
    wish = Desired("A=@@secret:KEY@@\nB=@@secret:KEY:accepted@@\nC=@@secret:KEY:next@@\n", "dotenv")
    outcome = execute(Run(), file(machine), wish)
    assert machine.files["/etc/env"] == b"A='second value'\nB=first\nC=\n"
    assert outcome.state["secrets"] == {"KEY": 2}
    assert not execute(Run(check=True), file(machine), wish).plan.changed


def test_check_mode_writes_nothing_and_foretells() -> None:
    machine = host(check=True, env=b"A=old\n")
    wish = Desired("A=@@secret:KEY@@\n", "dotenv")
    planned = execute(Run(check=True), file(machine), wish)
    done = execute(Run(), file(host(env=b"A=old\n")), wish)
    assert planned.plan == done.plan and planned.plan.changes[0].what == "update"
    assert machine.files["/etc/env"] == b"A=old\n"


# id: the text, the kind, which error, what the sentence says
REFUSED: dict[str, tuple[str, str, type, str]] = {
    "secrets that are not there, all at once": (
        "@@secret:Z@@@@secret:A@@",
        "raw",
        Missing,
        "Filling /etc/env needs A, Z, which store /etc/",
    ),
    "a secret that nobody uses yet": ("@@secret:IDLE@@", "raw", Missing, "Filling /etc/env needs IDLE"),
    "a state that no place may ask for": (
        "@@secret:KEY:retired@@",
        "raw",
        StackError,
        "asks for KEY:retired; a place may say next or accepted",
    ),
    "a value that can't be written so": (
        "a@@secret:KEY@@",
        "dotenv",
        StackError,
        "Secret KEY can't be written in /etc/env as dotenv: amid",
    ),
}


@pytest.mark.parametrize(("text", "kind", "error", "said"), REFUSED.values(), ids=REFUSED)
def test_refused(text: str, kind: str, error: t.Type[StackError], said: str) -> None:
    machine = host()
    with pytest.raises(error) as refused:
        execute(Run(), file(machine), Desired(text, kind))
    assert type(refused.value) is error and said in refused.value.msg
    assert refused.value.msg.endswith(("then run again.", "or nothing.")) and "value" not in refused.value.msg.replace(
        "can't be written", ""
    )
    assert "/etc/env" not in machine.files


def test_a_next_version_may_be_asked_for_before_the_first_is_in_use() -> None:
    machine = host()
    with pytest.raises(Missing):
        execute(Run(), file(machine), Desired("@@secret:IDLE:next@@", "raw"))


def test_without_a_store_a_first_deploy_can_be_planned() -> None:
    machine = MemoryHost(folders=["/other"], check=True)
    outcome = execute(Run(check=True, assume_missing=True), file(machine), Desired("@@secret:KEY@@", "raw"))
    assert [change.what for change in outcome.plan.changes] == ["create"]
