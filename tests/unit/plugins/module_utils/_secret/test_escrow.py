# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The copy off the host: encrypted for its recipients, written, and read back."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError
from ansible_collections.golive.stack.plugins.module_utils._host import Completed
from ansible_collections.golive.stack.plugins.module_utils._secret.escrow import Escrow

from tests.unit.memory_host import Command, MemoryHost

SEALED = "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n"
TEXT = "canary"
FILE = "/mnt/escrow/s.json.0f0f0f0f.age"


def option(*recipients: str, **place: str) -> dict[str, t.Any]:
    """The option escrow, in a folder unless said."""
    return {"recipients": list(recipients or ("age1b", "age1a")), "folder": None, "remote": None, **(place or {"folder": "/mnt/escrow"})}


def age(*recipients: str, rc: int = 0, out: str = SEALED, err: str = "") -> Command:
    """How age is called, and how it ends."""
    argv = ["age", "--armor"]
    for recipient in recipients or ("age1a", "age1b"):
        argv += ["--recipient", recipient]
    return Command("change", tuple(argv), TEXT, Completed(rc, out, err))


def rclone(verb: str, stdin: str = "", rc: int = 0, out: str = "", err: str = "") -> Command:
    """How rclone is called, and how it ends."""
    return Command("change", ("rclone", verb, "offsite:escrow/s.json.0f0f0f0f.age"), stdin, Completed(rc, out, err))


def machine(*commands: Command, programs: t.Collection[str] = ("age", "rclone"), **more: t.Any) -> MemoryHost:
    """A machine with these programs, which has the folder."""
    return MemoryHost(programs=programs, commands=commands, **{"folders": ["/mnt/escrow", "/home/memory/escrow"], **more})


def kept(host: MemoryHost, option: dict[str, t.Any]) -> None:
    """One copy; every command that was expected has come."""
    Escrow(host, option).keep("s.json.0f0f0f0f", TEXT)
    host.finish()


def test_a_folder_is_written_then_read_back() -> None:
    host = machine(age())
    kept(host, option())
    assert host.files == {FILE: SEALED.encode()}
    assert host.calls == ["read", "write", "read"]


def test_an_older_copy_of_the_same_store_is_replaced() -> None:
    host = machine(age(), files={FILE: b"old"})
    kept(host, option())
    assert host.files == {FILE: SEALED.encode()}


def test_the_folder_is_expanded_where_it_is() -> None:
    host = machine(age())
    kept(host, option(folder="~/escrow/"))
    assert list(host.files) == ["/home/memory/escrow/s.json.0f0f0f0f.age"]


def test_rclone_writes_then_reads_back() -> None:
    host = machine(age(), rclone("rcat", SEALED), rclone("cat", out=SEALED))
    kept(host, option(remote="offsite:escrow/"))
    assert host.files == {}


def test_the_recipients_are_named_in_one_order() -> None:
    host = machine(age("age1a", "age1b", "ssh-ed25519 AAAA"))
    kept(host, option("ssh-ed25519 AAAA", "age1b", "age1a", folder="/mnt/escrow"))


@pytest.mark.parametrize(
    ("given", "place"),
    [
        (option(), "/mnt/escrow for age1a, age1b"),
        (option("age1a", folder="/mnt/escrow/"), "/mnt/escrow for age1a"),
        (option("age1b", "age1a", remote="offsite:escrow/"), "offsite:escrow for age1a, age1b"),
    ],
    ids=["a folder", "a folder with a slash", "a remote"],
)
def test_the_place_says_where_and_for_whom(given: dict[str, t.Any], place: str) -> None:
    assert Escrow(machine(), given).place == place


class ForgetfulHost(MemoryHost):
    """A machine whose disk keeps something else than was written."""

    def write_private(self, path: str, data: bytes, *, instead_of: bytes | None) -> None:
        """Write half of it."""
        super().write_private(path, data[: len(data) // 2], instead_of=instead_of)


def test_a_folder_that_reads_back_another_copy_is_refused() -> None:
    host = ForgetfulHost(programs=["age"], commands=[age()], folders=["/mnt/escrow"])
    with pytest.raises(StackError) as refused:
        kept(host, option())
    assert f"The escrow copy {FILE} was written as " in refused.value.msg
    assert "; nothing new is used: look at that place" in refused.value.msg
    assert "YWdl" not in refused.value.msg


@pytest.mark.parametrize("found", ["", SEALED[:-1], "canary"], ids=["nothing", "cut off", "something else"])
def test_a_remote_that_reads_back_another_copy_is_refused(found: str) -> None:
    with pytest.raises(StackError) as refused:
        kept(machine(age(), rclone("rcat", SEALED), rclone("cat", out=found)), option(remote="offsite:escrow"))
    assert "The escrow copy offsite:escrow/s.json.0f0f0f0f.age was written as " in refused.value.msg
    assert TEXT not in refused.value.msg


def test_a_remote_that_is_refused_is_not_read_back() -> None:
    host = machine(age(), rclone("rcat", SEALED, rc=1, err="\n\nERROR : didn't find section\nmore\n"))
    with pytest.raises(StackError) as refused:
        kept(host, option(remote="offsite:escrow"))
    assert "Reaching the escrow offsite:escrow/s.json.0f0f0f0f.age failed: rclone said ERROR : didn't find section; " in refused.value.msg
    host.finish()


# id: how age ends
FAILED: dict[str, Command] = {
    "it fails": age(rc=1, out="", err="age: error: malformed recipient\n"),
    "it says nothing": age(out=""),
    "it hands the text through": age(out=TEXT),
    "it fails half-way": age(rc=1),
}


@pytest.mark.parametrize("command", FAILED.values(), ids=FAILED)
def test_what_is_not_encrypted_leaves_the_host_nowhere(command: Command) -> None:
    host = machine(command)
    with pytest.raises(StackError) as refused:
        kept(host, option())
    assert "Encrypting the escrow copy for age1a, age1b failed: age said " in refused.value.msg
    assert TEXT not in refused.value.msg
    assert host.files == {}


@pytest.mark.parametrize(
    ("programs", "commands", "said"),
    [
        (["rclone"], [], "Encrypting the escrow copy failed: this host has no age; install it"),
        (["age"], [age()], "Reaching the escrow offsite:escrow failed: this host has no rclone; install it"),
    ],
    ids=["age", "rclone"],
)
def test_a_program_that_is_not_there_is_missing(programs: list[str], commands: list[Command], said: str) -> None:
    with pytest.raises(Missing, match=said):
        kept(machine(*commands, programs=programs), option(remote="offsite:escrow"))


def test_a_folder_that_is_not_there_is_missing() -> None:
    with pytest.raises(Missing, match="The folder /mnt/gone of /mnt/gone/s.json"):
        kept(machine(age()), option(folder="/mnt/gone"))


@pytest.mark.parametrize(
    "recipients",
    [[], ["age1a", "AGE-SECRET-KEY-1CANARY"], [" age-secret-key-1canary"]],
    ids=["nobody", "a private key", "a private key in small letters"],
)
def test_recipients_that_nobody_or_everybody_could_use_are_refused(recipients: list[str]) -> None:
    with pytest.raises(StackError) as refused:
        Escrow(machine(), {**option(), "recipients": recipients})
    assert "escrow.recipients holds no recipient, or a private key; give public keys" in refused.value.msg
    assert "canary" not in refused.value.msg.lower()
