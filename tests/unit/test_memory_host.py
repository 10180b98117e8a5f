# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The machine in memory notices what it is there to notice."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, Moved
from ansible_collections.golive.stack.plugins.module_utils._host import Completed

from tests.unit.memory_host import Command, MemoryHost

ASK = Command("read", ("psql", "-l"), "", Completed(0, "app\n", ""))
WRITE = Command("change", ("psql", "-f", "-"), "DROP", Completed(0, "", ""), {"PGPASSFILE": "*"})

WRONG_CALLS: dict[str, t.Callable[[MemoryHost], t.Any]] = {
    "another program": lambda host: host.run_read(["mysql", "-l"]),
    "another option": lambda host: host.run_read(["psql", "-d"]),
    "another stdin": lambda host: host.run_read(["psql", "-l"], stdin="SELECT"),
    "a password that was not expected": lambda host: host.run_read(["psql", "-l"], private={"PGPASSFILE": "*"}),
    "a change where a look was expected": lambda host: host.run_change(["psql", "-l"]),
}


def test_the_expected_commands_are_answered_in_order() -> None:
    host = MemoryHost(commands=[ASK, WRITE])
    assert host.run_read(["psql", "-l"]).out == "app\n"
    assert host.run_change(["psql", "-f", "-"], stdin="DROP", private={"PGPASSFILE": "*"}).rc == 0
    host.finish()


@pytest.mark.parametrize("call", WRONG_CALLS.values(), ids=WRONG_CALLS)
def test_fails_for(call: t.Callable[[MemoryHost], t.Any]) -> None:
    with pytest.raises(AssertionError):
        call(MemoryHost(commands=[ASK]))


def test_fails_for_one_command_too_many() -> None:
    with pytest.raises(AssertionError, match="unexpected read command"):
        MemoryHost().run_read(["psql"])


def test_fails_for_a_command_that_never_came() -> None:
    with pytest.raises(AssertionError, match="never run"):
        MemoryHost(commands=[ASK]).finish()


CHANGES: dict[str, t.Callable[[MemoryHost], t.Any]] = {
    "run_change": lambda host: host.run_change(["psql", "-f", "-"], stdin="DROP", private={"PGPASSFILE": "*"}),
    "write_private": lambda host: host.write_private("/etc/app/flags.json", b"{}", instead_of=None),
    "lock": lambda host: host.lock("/etc/app/flags.json", 1).__enter__(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_fails_in_check_mode_for(change: t.Callable[[MemoryHost], t.Any]) -> None:
    with pytest.raises(AssertionError, match="was called in check mode"):
        change(MemoryHost(commands=[WRITE], folders=["/etc/app"], check=True))


def test_a_file_needs_its_folder() -> None:
    host = MemoryHost(folders=["/etc/app"])
    host.write_private("/etc/app/flags.json", b"{}", instead_of=None)
    assert (host.read_private("/etc/app/flags.json"), host.read_private("/etc/app/other")) == (b"{}", None)
    with pytest.raises(Missing, match="folder /etc/none"):
        host.read_private("/etc/none/flags.json")


def test_a_file_that_is_not_what_was_read_is_kept() -> None:
    host = MemoryHost(files={"/etc/app/flags.json": b"edited"})
    for read in (b"old", None):
        with pytest.raises(Moved):
            host.write_private("/etc/app/flags.json", b"new", instead_of=read)
    assert (host.files, host.calls) == ({"/etc/app/flags.json": b"edited"}, [])
