# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The copy off the host: encrypted for its recipients, written beside all others, and read back."""

from __future__ import annotations

import contextlib
import hashlib
import typing as t
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, Moved, StackError
from ansible_collections.golive.stack.plugins.module_utils._host import Completed, PosixHost
from ansible_collections.golive.stack.plugins.module_utils._secret.escrow import Escrow

from tests.unit.memory_host import Command, MemoryHost
from tests.unit.plugins.module_utils._secret.stores import RECIPIENT as ONE
from tests.unit.plugins.module_utils._secret.stores import SECOND as TWO

SEALED = "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n"
TEXT = "canary"
NAME = f"s.json.0f0f0f0f.7-{hashlib.sha256(SEALED.encode()).hexdigest()[:8]}.age"
FILE = f"/mnt/escrow/{NAME}"
SSH = "ssh-ed25519 " + "A" * 68


def option(*recipients: str, **place: str) -> dict[str, t.Any]:
    """The option escrow, in a folder unless said."""
    return {"recipients": list(recipients or (TWO, ONE)), "folder": None, "remote": None, **(place or {"folder": "/mnt/escrow"})}


def age(*recipients: str, rc: int = 0, out: str = SEALED, err: str = "") -> Command:
    """How age is called, and how it ends."""
    argv = ["age", "--armor"]
    for recipient in recipients or (ONE, TWO):
        argv += ["--recipient", recipient]
    return Command("change", tuple(argv), TEXT, Completed(rc, out, err))


def rclone(verb: str, stdin: str = "", rc: int = 0, out: str = "", err: str = "") -> Command:
    """How rclone is called, and how it ends."""
    return Command("change", ("rclone", verb, f"offsite:escrow/{NAME}"), stdin, Completed(rc, out, err))


def machine(*commands: Command, programs: t.Collection[str] = ("age", "rclone"), **more: t.Any) -> MemoryHost:
    """A machine with these programs, which has the folder."""
    return MemoryHost(programs=programs, commands=commands, **{"folders": ["/mnt/escrow", "/home/memory/escrow"], **more})


def kept(host: MemoryHost, option: dict[str, t.Any]) -> None:
    """Keep one copy; every command that was expected has come."""
    Escrow(host, option).keep(NAME, "s.json", TEXT)
    host.finish()


def test_a_folder_is_written_then_read_back() -> None:
    host = machine(age())
    kept(host, option())
    assert host.files == {FILE: SEALED.encode()}
    assert host.calls == ["lock", "write", "unlock", "read"]


def test_earlier_copies_stay() -> None:
    earlier = {"/mnt/escrow/s.json.0f0f0f0f.7-00000000.age": b"of the same count", "/mnt/escrow/s.json.0f0f0f0f.age": b"old"}
    host = machine(age(), files=earlier)
    kept(host, option())
    assert host.files == {**earlier, FILE: SEALED.encode()}


def test_a_copy_of_the_very_same_name_is_not_overwritten() -> None:
    host = machine(age(), files={FILE: b"old"})
    with pytest.raises(Moved):
        kept(host, option())
    assert host.files == {FILE: b"old"}


class WatchedHost(PosixHost):
    """This machine with an age of its own, on which is noted what is locked while the copy is written."""

    def __init__(self) -> None:
        self.locked: list[str] = []
        self.written: list[t.Tuple[str | None, list[str]]] = []

    def find(self, program: str) -> str | None:
        """Every program is there."""
        return program

    def run_change(self, argv: t.Sequence[str], **how: t.Any) -> Completed:
        """Seal a text."""
        return Completed(0, SEALED, "")

    @contextlib.contextmanager
    def lock(self, path: str, seconds: float) -> t.Iterator[None]:
        """Hold the lock of a path."""
        with super().lock(path, seconds):
            self.locked.append(path)
            yield
            self.locked.remove(path)

    def write_private(self, path: str, data: bytes, *, instead_of: bytes | None, through: str | None = None) -> None:
        """Write."""
        self.written.append((through, list(self.locked)))
        super().write_private(path, data, instead_of=instead_of, through=through)


def test_what_a_killed_run_left_in_the_folder_is_removed_by_the_next_one_under_the_lock(tmp_path: Path) -> None:
    (tmp_path / ".s.json.golive-new").write_bytes(b"half of another copy")
    host = WatchedHost()
    Escrow(host, option(folder=str(tmp_path))).keep(NAME, "s.json", TEXT)
    assert host.written == [(".s.json.golive-new", [f"{tmp_path}/s.json"])]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".s.json.golive-lock", NAME]
    assert (tmp_path / NAME).read_text() == SEALED


def test_the_folder_is_expanded_where_it_is() -> None:
    host = machine(age())
    kept(host, option(folder="~/escrow/"))
    assert list(host.files) == [f"/home/memory/escrow/{NAME}"]


def test_rclone_writes_then_reads_back() -> None:
    host = machine(age(), rclone("rcat", SEALED), rclone("cat", out=SEALED))
    kept(host, option(remote="offsite:escrow/"))
    assert host.files == {}


def test_the_recipients_are_named_in_one_order() -> None:
    host = machine(age(ONE, TWO, SSH))
    kept(host, option(SSH, TWO, ONE, folder="/mnt/escrow"))


@pytest.mark.parametrize(
    ("given", "place"),
    [
        (option(), f"/mnt/escrow for {ONE}, {TWO}"),
        (option(ONE, folder="/mnt/escrow/"), f"/mnt/escrow for {ONE}"),
        (option(TWO, ONE, remote="offsite:escrow/"), f"offsite:escrow for {ONE}, {TWO}"),
    ],
    ids=["a folder", "a folder with a slash", "a remote"],
)
def test_the_place_says_where_and_for_whom(given: dict[str, t.Any], place: str) -> None:
    assert Escrow(machine(), given).place == place


class ForgetfulHost(MemoryHost):
    """A machine whose disk keeps something else than was written."""

    def write_private(self, path: str, data: bytes, *, instead_of: bytes | None, through: str | None = None) -> None:
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
    assert f"The escrow copy offsite:escrow/{NAME} was written as " in refused.value.msg
    assert TEXT not in refused.value.msg


def test_a_remote_that_is_refused_is_not_read_back() -> None:
    host = machine(age(), rclone("rcat", SEALED, rc=1, err="\nNOTICE: Config file canary\n\nERROR : didn't find section\n \n"))
    with pytest.raises(StackError) as refused:
        kept(host, option(remote="offsite:escrow"))
    assert f"Reaching the escrow offsite:escrow/{NAME} failed: rclone said ERROR : didn't find section; " in refused.value.msg
    assert "canary" not in refused.value.msg, "what stands before the last line may be a setting"
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
    assert f"Encrypting the escrow copy for {ONE}, {TWO} failed: age said " in refused.value.msg
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


LOCK = "/mnt/escrow/.s.json.golive-lock"


@pytest.mark.parametrize(
    ("found", "there"),
    [(SEALED, True), (SEALED + "\n", True), (None, False), ("", False), (SEALED[:-40], False), (SEALED[10:], False)],
    ids=["there", "with a line end", "not there", "empty", "cut off", "another text"],
)
def test_a_copy_in_a_folder_is_looked_for(found: str | None, there: bool) -> None:
    files = {LOCK: b"", **({} if found is None else {FILE: found.encode()})}
    assert Escrow(machine(files=files), option()).holds(NAME, "s.json") is there


@pytest.mark.parametrize("folders", [[], ["/mnt/escrow"]], ids=["gone", "another one"])
def test_a_folder_that_was_never_written_to_is_not_the_one(folders: list[str]) -> None:
    with pytest.raises(
        StackError, match=f"is not the one that it was written to; mount that, .* make an empty private file {LOCK}"
    ) as refused:
        Escrow(machine(folders=folders), option()).holds(NAME, "s.json")
    assert not isinstance(refused.value, Missing)


@pytest.mark.parametrize(("rc", "out", "there"), [(0, f"{NAME}\n", True), (0, "", False), (3, "", False), (4, "", False)])
def test_a_copy_at_a_remote_is_looked_for(rc: int, out: str, there: bool) -> None:
    host = machine(Command("read", ("rclone", "lsf", f"offsite:escrow/{NAME}"), "", Completed(rc, out, "directory not found")))
    assert Escrow(host, option(remote="offsite:escrow")).holds(NAME, "s.json") is there
    host.finish()


def test_a_remote_that_can_not_be_reached_is_no_missing_copy() -> None:
    host = machine(Command("read", ("rclone", "lsf", f"offsite:escrow/{NAME}"), "", Completed(1, "", "no route")))
    with pytest.raises(StackError, match="rclone said no route"):
        Escrow(host, option(remote="offsite:escrow")).holds(NAME, "s.json")


def test_a_host_that_can_not_look_has_a_store_all_the_same() -> None:
    with pytest.raises(StackError, match="this host has no rclone") as refused:
        Escrow(machine(programs=["age"]), option(remote="offsite:escrow")).holds(NAME, "s.json")
    assert not isinstance(refused.value, Missing)
