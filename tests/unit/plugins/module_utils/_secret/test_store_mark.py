# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies beside a store so that a lost one is not begun anew, and how often it was written."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._execute import Run
from ansible_collections.golive.stack.plugins.module_utils._secret.model import Query
from ansible_collections.golive.stack.plugins.module_utils._secret.store import SecretFile

from tests.unit.memory_host import MemoryHost
from tests.unit.plugins.module_utils._secret.stores import CHECK, FILE, MARK, PATH, REAL, kept, machine, run, store, supplied, want


def test_a_store_leaves_a_mark_once_it_was_written() -> None:
    host = WatchedHost(folders=["/etc/app"])
    run(host, want())
    run(host, want(version=2))
    assert host.written == [PATH, PATH]
    assert host.calls.count("touch") == 1 and host.calls.index("touch") > host.calls.index("write")
    assert MARK in host.files


def test_a_store_of_before_there_were_marks_gets_one() -> None:
    host = machine(store(KEY=[("current", "a")]))
    run(host, supplied("b"))
    assert MARK in host.files


class WatchedHost(MemoryHost):
    """A machine on which is noted what is written, in order."""

    def __init__(self, **more: t.Any) -> None:
        super().__init__(**more)
        self.written: list[str] = []

    def write_private(self, path: str, data: bytes, *, instead_of: bytes | None, through: str | None = None) -> None:
        """Write, and note it."""
        super().write_private(path, data, instead_of=instead_of, through=through)
        self.written.append(path)


def test_every_write_is_counted() -> None:
    host = machine()
    for version, count in ((1, 1), (1, 1), (2, 2)):
        run(host, want(version=version))
        assert json.loads(host.files[PATH])["serial"] == count


def test_after_a_rollback_the_version_that_was_in_use_last_is_the_accepted_one() -> None:
    host = machine()
    for version in (1, 2, 3, 1):
        run(host, want(version=version))
    for version in (2, 1):
        run(host, want(version=version))
    file = SecretFile(host, FILE)
    file.read(Query(None))
    assert file.value("KEY", "accepted") == (2, kept(host)[1][1])


@pytest.mark.parametrize("how", [CHECK, REAL], ids=["in check mode", "in a real run"])
def test_a_store_that_is_gone_is_not_begun_anew(how: Run) -> None:
    host = machine()
    run(host, want())
    del host.files[PATH]
    left = dict(host.files)
    with pytest.raises(StackError) as refused:
        run(host, want(), how=how)
    assert f"The secret store {PATH} is gone, but was here; put its escrow copy back: " in refused.value.msg
    assert f"remove {MARK}." in refused.value.msg
    assert host.files == left


def test_a_store_that_is_gone_is_not_taken_as_empty_by_those_who_read_it() -> None:
    with pytest.raises(StackError, match="is gone, but was here"):
        SecretFile(machine({MARK: b""}), FILE).read(Query(None))


def test_without_the_mark_a_store_is_begun_anew() -> None:
    host = machine()
    run(host, want())
    (before,) = kept(host)
    del host.files[PATH], host.files[MARK]
    run(host, want())
    assert kept(host) != [before]


@pytest.mark.parametrize(
    ("path", "folder"), [(PATH, "/etc/app/"), ("C:\\app\\secrets.json", "C:\\app\\"), ("C:\\app/secrets.json", "C:\\app/")]
)
def test_the_files_of_a_store_lie_beside_it(path: str, folder: str) -> None:
    beside = {f"{folder}.secrets.json.golive-{what}" for what in ("store", "lock", "new")}
    assert set(SecretFile(MemoryHost(), {**FILE, "path": path}).own_files) == {path, *beside}


class MarklessHost(MemoryHost):
    """A machine on which no mark can be made."""

    def touch_private(self, path: str) -> None:
        """Fail as a full disk does."""
        raise StackError(f"The private file {path} can't be made: No space left on device; mend that, then run again.")


def test_a_mark_that_can_not_be_made_is_told_as_that() -> None:
    host = MarklessHost(folders=["/etc/app"])
    with pytest.raises(
        StackError, match="is written, but its loss would not be noticed yet: .*golive-store can't be made: No space left on device;"
    ) as told:
        run(host, want())
    assert "untouched" not in told.value.msg and PATH in host.files
