# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of flags in a file: the same list of steps on every kind of host."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, Moved, StackError
from ansible_collections.golive.stack.plugins.module_utils._execute import Outcome, Run, execute
from ansible_collections.golive.stack.plugins.module_utils._flag.file import FlagFile
from ansible_collections.golive.stack.plugins.module_utils._flag.model import Desired, Query, Wish
from ansible_collections.golive.stack.plugins.module_utils._host import Host, PosixHost

from tests.unit.memory_host import MemoryHost

CHECK, REAL = Run(check=True, diff=True), Run(diff=True)


@pytest.fixture(params=["memory", "posix"])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> t.Tuple[Host, str]:
    """A host, and a folder on it."""
    if request.param == "posix":
        return PosixHost(), str(tmp_path)
    return MemoryHost(folders=["/etc/app"]), "/etc/app"


def wish(**flag: t.Any) -> Desired:
    """One wish for the flag UI."""
    return Desired((Wish("UI", **flag),), "2026-06-15")


def run(host: Host, path: str, form: str, how: Run, desired: Desired) -> Outcome:
    """One run of a task; in check mode the host must be as it was, to the byte and the lock file."""
    if isinstance(host, MemoryHost):
        host.check = how.check
    before = looks(host, path)
    outcome = execute(how, FlagFile(host, {"path": path, "format": form, "lock_timeout": 1}), desired)
    if how.check:
        assert looks(host, path) == before
    return outcome


def looks(host: Host, path: str) -> t.Any:
    """All that is in the folder."""
    if isinstance(host, MemoryHost):
        return dict(host.files)
    return {file.name: (file.read_bytes(), file.stat().st_mtime_ns, file.stat().st_ino) for file in Path(path).parent.iterdir()}


# Each step: what is wished, which changes that takes
LIFE: list[t.Tuple[Desired, list[str]]] = [
    (wish(state="absent"), []),
    (wish(enabled=True), ["create UI"]),
    (wish(enabled=False), ["update UI"]),
    (wish(state="absent"), ["remove UI"]),
]


@pytest.mark.parametrize("form", ["json", "dotenv"])
def test_every_step_of_life_is_predicted_done_and_done_once(machine: t.Tuple[Host, str], form: str) -> None:
    host, folder = machine
    for desired, expected in LIFE:
        predicted = run(host, f"{folder}/flags", form, CHECK, desired)
        done = run(host, f"{folder}/flags", form, REAL, desired)
        for outcome, status in ((predicted, "planned"), (done, "done")):
            report = outcome.report(REAL, "flags")
            assert [f"{a['what']} {a['id']}" for a in report["actions"]] == expected
            assert {a["status"] for a in report["actions"]} <= {status}
        assert predicted.state == done.state
        assert predicted.plan.diff == done.plan.diff
        for again in (CHECK, REAL):
            assert run(host, f"{folder}/flags", form, again, desired).plan.changes == ()


def test_a_no_op_takes_no_lock_and_writes_nothing() -> None:
    host = MemoryHost(files={"/etc/app/flags": b'{"UI": {"enabled": true}}'})
    assert not run(host, "/etc/app/flags", "json", REAL, wish(enabled=True)).plan.changed
    assert host.calls == ["read"]


def test_all_changes_of_a_task_are_one_replacement_under_the_lock() -> None:
    host = MemoryHost(files={"/etc/app/flags": b'{"B": {"enabled": true}, "x": {"y": 1}}'})
    desired = Desired((Wish("A", enabled=True), Wish("A", "t", enabled=False), Wish("B", state="absent")), "2026-06-15")
    run(host, "/etc/app/flags", "json", REAL, desired)
    assert host.calls == ["read", "lock", "read", "write", "unlock", "read"]
    assert json.loads(host.files["/etc/app/flags"]) == {"x": {"y": 1}, "A": {"enabled": True, "tenants": {"t": {"enabled": False}}}}


class EditedHost(MemoryHost):
    """A machine on which an editor saves the file just before we do, as often as told."""

    def __init__(self, times: int) -> None:
        super().__init__(files={"/etc/app/flags": b"UI=true\n"})
        self._times = times

    def write_private(self, path: str, data: bytes, *, instead_of: bytes | None, through: str | None = None) -> None:
        """Write; the editor is faster."""
        if self._times:
            self._times -= 1
            self.files[path] += b"# edited\n"
        super().write_private(path, data, instead_of=instead_of, through=through)


def test_an_edit_in_between_is_kept_and_the_change_is_made_on_top() -> None:
    host = EditedHost(times=2)
    run(host, "/etc/app/flags", "dotenv", REAL, wish(enabled=False))
    assert host.files["/etc/app/flags"] == b"UI=false\n# edited\n# edited\n"


def test_a_file_that_is_edited_all_the_time_is_given_up() -> None:
    host = EditedHost(times=99)
    with pytest.raises(Moved, match="was edited by another program"):
        run(host, "/etc/app/flags", "dotenv", REAL, wish(enabled=False))
    assert (host.calls.count("lock"), host.calls.count("write")) == (3, 0)


# id: format, content, what the sentence must say
UNREADABLE: dict[str, t.Tuple[str, bytes, str]] = {
    "an empty file": ("json", b"", "is empty, as after a full disk"),
    "an empty dotenv file": ("dotenv", b" \n", "is empty, as after a full disk"),
    "a cut-off file": ("json", b'{"UI": {"ena', "is no json file"),
    "bytes that are no text": ("json", b'{"UI\xff": {}}', "byte 4 is no UTF-8"),
    "a text of another format": ("dotenv", b"{}\n", "is no dotenv file: line 1"),
    "a hundred thousand brackets": ("json", b'{"UI": ' + b"[" * 100_000, "is no json file: it is nested too deeply"),
    "a variable that is no flag": ("dotenv", b"UI=postgres://x\n", "Variable UI of the dotenv file is no flag"),
}


@pytest.mark.parametrize("how", [CHECK, REAL], ids=["in check mode", "in a real run"])
@pytest.mark.parametrize(("form", "content", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_refuses_and_keeps(form: str, content: bytes, said: str, how: Run) -> None:
    host = MemoryHost(files={"/etc/app/flags": content})
    with pytest.raises(StackError) as refused:
        run(host, "/etc/app/flags", form, how, wish(enabled=True))
    assert said in refused.value.msg
    assert host.files == {"/etc/app/flags": content}


@pytest.mark.parametrize("how", [CHECK, REAL], ids=["in check mode", "in a real run"])
def test_a_key_that_can_not_stand_in_the_file_is_refused_before_anything_is_planned(how: Run) -> None:
    with pytest.raises(StackError, match="can't stand in a dotenv file"):
        run(MemoryHost(folders=["/etc/app"]), "/etc/app/flags", "dotenv", how, Desired((Wish("new-ui", enabled=True),), "2026-06-15"))


def test_a_folder_that_an_earlier_step_makes(machine: t.Tuple[Host, str]) -> None:
    host, folder = machine
    path = f"{folder}/later/flags"
    assumed = run_in(host, path, Run(check=True, assume_missing=True))
    assert [change.what for change in assumed.plan.changes] == ["create"]
    assert f"The folder {folder}/later of {path} does not exist" in assumed.assumed["assumed"]
    for how in (CHECK, REAL):
        with pytest.raises(Missing):
            run_in(host, path, how)


def run_in(host: Host, path: str, how: Run) -> Outcome:
    """One run that creates the flag in a file whose folder may not be there."""
    return execute(how, FlagFile(host, {"path": path, "format": "json", "lock_timeout": 1}), wish(enabled=True))


def test_the_path_is_expanded_where_the_file_is() -> None:
    host = MemoryHost(folders=["/home/memory/app"])
    execute(REAL, FlagFile(host, {"path": "~/app/flags", "format": "json", "lock_timeout": 1}), wish(enabled=True))
    assert list(host.files) == ["/home/memory/app/flags"]


@pytest.mark.parametrize(("keys", "found"), [(None, {"A", "B"}), (["B"], {"B"}), (["C"], set()), ([], set())])
def test_a_question_is_answered_for_its_keys(keys: list[str] | None, found: set[str]) -> None:
    host = MemoryHost(files={"/etc/app/flags": b"A=1\nB=off\n"}, check=True)
    store = FlagFile(host, {"path": "/etc/app/flags", "format": "dotenv", "lock_timeout": 1})
    assert {flag.key for flag in store.read(Query(keys)).flags.values()} == found
