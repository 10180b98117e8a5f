# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A text is filled in from the store, or refused with names and never with a value."""

from __future__ import annotations

import hashlib
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
        name: {
            str(n): {"value": value, "state": state, "made": "2026-01-01", "kind": "base64url"}
            for n, (value, state) in enumerate(versions, 1)
        }
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
    assert outcome.state["secrets"] == {"KEY": 2, "KEY:accepted": 1}
    assert not execute(Run(check=True), file(machine), wish).plan.changed


def test_a_version_by_its_number() -> None:
    machine = host()
    outcome = execute(Run(), file(machine), Desired("@@secret:KEY:1@@ @@secret:KEY:2@@ @@secret:IDLE:1@@", "raw"))
    assert machine.files["/etc/env"] == b"first second value idle"
    assert outcome.state["secrets"] == {"KEY:1": 1, "KEY:2": 2, "IDLE:1": 1}


def test_what_looks_the_same_once_decoded_is_not_the_same() -> None:
    machine = host(env=b"\\xff second value")
    assert execute(Run(), file(machine), Desired("\\xff @@secret:KEY@@", "raw")).plan.changes == ()
    machine.files["/etc/env"] = b"\xff second value"
    assert execute(Run(), file(machine), Desired("\\xff @@secret:KEY@@", "raw")).plan.changed


def test_what_stood_there_before_the_first_replacement_is_kept() -> None:
    machine = host(env=b"KEY=made by hand\n")
    for place in ("@@secret:KEY@@", "@@secret:KEY:1@@", "@@secret:KEY@@"):
        assert execute(Run(), file(machine), Desired(place, "raw")).plan.changed
        assert machine.files["/etc/.env.golive-before"] == b"KEY=made by hand\n"


def test_of_a_file_that_is_new_nothing_is_kept() -> None:
    machine = host()
    execute(Run(), file(machine), Desired("@@secret:KEY@@", "raw"))
    assert set(machine.files) == {"/etc/secrets.json", "/etc/env"}


@pytest.mark.parametrize("text", ["@@secret:KEY@@", "@@secret:NEW@@", "@@secret:NEW:2@@", "@@secret:KEY@@ @@secret:NEW:next@@"])
@pytest.mark.parametrize("there", [b"second value", b"", None], ids=["as it is by now", "empty", "not there"])
def test_what_is_pending_can_not_be_known(text: str, there: bytes | None) -> None:
    machine = host(check=True, **({} if there is None else {"env": there}))
    outcome = execute(Run(check=True), file(machine), Desired(text, "raw", ("NEW", "KEY")))
    (change,) = outcome.plan.changes
    assert (change.what, change.after) == ("create" if there is None else "update", {"fingerprint": "unknown"})
    assert outcome.state["fingerprint"] is None


def test_what_is_pending_elsewhere_does_not_matter() -> None:
    machine = host(check=True, env=b"second value")
    assert not execute(Run(check=True), file(machine), Desired("@@secret:KEY@@", "raw", ("IDLE",))).plan.changed


def test_what_is_pending_excuses_no_other() -> None:
    with pytest.raises(Missing, match="Filling /etc/env needs A, which"):
        execute(Run(check=True), file(host(check=True)), Desired("@@secret:NEW@@@@secret:A@@", "raw", ("NEW",)))


OWN = ("secrets.json", ".secrets.json.golive-store", ".secrets.json.golive-lock", ".secrets.json.golive-new")


@pytest.mark.parametrize("folder", ["/etc/", "/etc//", "/etc/./", "/etc/app/../", "//etc/"])
@pytest.mark.parametrize("name", OWN)
def test_the_files_of_the_store_are_no_files_of_secrets(folder: str, name: str) -> None:
    machine = host()
    with pytest.raises(StackError, match="is the secret store itself, or beside it for its own use; give another path") as refused:
        FilledFile(machine, folder + name, 1, SecretFile(machine, {"path": "/etc/secrets.json", "lock_timeout": 1}))
    assert f"The file {folder}{name} is" in refused.value.msg


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
    "a version that is not there": ("@@secret:KEY:3@@@@secret:KEY:1@@", "raw", Missing, "Filling /etc/env needs KEY:3, which store /etc/"),
    "a secret that nobody uses yet": ("@@secret:IDLE@@", "raw", Missing, "Filling /etc/env needs IDLE"),
    "a state that no place may ask for": (
        "@@secret:KEY:retired@@",
        "raw",
        StackError,
        "asks for KEY:retired; a place may say next, accepted, the number of a version, or nothing",
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
    execute(Run(), file(machine), Desired("@@secret:IDLE:next@@", "raw"))
    assert machine.files["/etc/env"] == b"idle"


def test_without_a_store_a_first_deploy_can_be_planned() -> None:
    machine = MemoryHost(folders=["/other"], check=True)
    outcome = execute(Run(check=True, assume_missing=True), file(machine), Desired("@@secret:KEY@@", "raw"))
    assert [change.what for change in outcome.plan.changes] == ["create"]


def test_without_a_store_a_file_that_is_there_is_an_update() -> None:
    machine = MemoryHost(files={"/etc/env": b"A=old\n"}, check=True)
    there = FilledFile(machine, "/etc/env", 1, SecretFile(machine, {"path": "/none/secrets.json", "lock_timeout": 1}))
    (change,) = execute(Run(check=True, assume_missing=True), there, Desired("@@secret:KEY@@", "raw")).plan.changes
    assert (change.what, change.after) == ("update", {"fingerprint": "unknown"})
    assert change.before == {"fingerprint": hashlib.sha256(b"A=old\n").hexdigest()[:8]}
