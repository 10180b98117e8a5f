# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A store and its copy off the host: nobody can use a secret that has none."""

from __future__ import annotations

import hashlib
import json
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError
from ansible_collections.golive.stack.plugins.module_utils._host import Completed

from tests.unit.memory_host import MemoryHost
from tests.unit.plugins.module_utils._secret.stores import CHECK, MARK, PATH, RECIPIENT, done, run, store, supplied, want

ESCROW = {"recipients": [RECIPIENT], "folder": "/mnt", "remote": None}


def sealed(text: str, time: int) -> str:
    """Another text each time, as age seals."""
    hidden = hashlib.sha256(f"{time} {text}".encode()).hexdigest()
    return f"-----BEGIN AGE ENCRYPTED FILE-----\n{hidden}\n-----END AGE ENCRYPTED FILE-----\n"


class AgeHost(MemoryHost):
    """A machine whose age seals whatever it is given, and whose copies may come out wrong."""

    spoils = False

    def __init__(self, **more: t.Any) -> None:
        super().__init__(folders=["/etc/app", "/mnt"], programs=["age"], **more)
        self.sealed: list[str] = []
        self.written: list[t.Tuple[str, bytes]] = []

    def run_change(self, argv: t.Sequence[str], **how: t.Any) -> Completed:
        """Seal a text."""
        assert tuple(argv) == ("age", "--armor", "--recipient", RECIPIENT)
        self.sealed.append(how["stdin"])
        return Completed(0, sealed(how["stdin"], len(self.sealed)), "")

    def write_private(self, path: str, data: bytes, *, instead_of: bytes | None, through: str | None = None) -> None:
        """Write; half of it where copies are spoiled."""
        self.written.append((path, data))
        half = data[:5] if self.spoils and path.startswith("/mnt/") else data
        super().write_private(path, half, instead_of=instead_of, through=through)

    @property
    def copies(self) -> list[str]:
        """The copies that lie off the host."""
        return [path for path in self.files if path.startswith("/mnt/")]


def test_the_copy_is_made_before_any_secret_is_in_the_store_and_holds_the_same() -> None:
    host = AgeHost()
    assert done(run(host, want(), escrow=ESCROW)) == ["create KEY", f"escrow store {PATH}"]
    assert [text.encode() for text in host.sealed] == [host.files[PATH]]
    (copy,) = host.copies
    assert [path for path, _ in host.written] == [copy, PATH] and MARK in host.files
    assert host.files[copy] == sealed(host.sealed[0], 1).encode()


def test_a_copy_is_named_after_file_store_and_count() -> None:
    host = AgeHost()
    for version in (1, 2):
        run(host, want(version=version), escrow=ESCROW)
    identity = hashlib.sha256(json.loads(host.files[PATH])["key"].encode()).hexdigest()[:8]
    assert [path.rpartition("-")[0] for path in host.copies] == [f"/mnt/secrets.json.{identity}.{serial}" for serial in (1, 2)]


def test_every_change_leaves_the_copies_before_it() -> None:
    host = AgeHost()
    for version in (1, 2, 1):
        before = {path: host.files[path] for path in host.copies}
        run(host, want(version=version), escrow=ESCROW)
        assert {path: host.files[path] for path in before} == before
    assert len(host.copies) == 3


def test_what_has_a_copy_needs_no_other() -> None:
    host = AgeHost()
    run(host, want(), escrow=ESCROW)
    assert done(run(host, want(), escrow=ESCROW)) == []
    assert len(host.sealed) == 1


def test_a_store_without_a_copy_gets_one() -> None:
    host = AgeHost(files=store(KEY=[("current", "a")]))
    assert done(run(host, supplied("a"), escrow=ESCROW)) == [f"escrow store {PATH}"]
    assert json.loads(host.files[PATH])["escrow"] == f"/mnt for {RECIPIENT}"


def test_check_mode_makes_no_copy() -> None:
    host = AgeHost()
    assert done(run(host, want(), escrow=ESCROW, how=CHECK)) == ["create KEY", f"escrow store {PATH}"]
    assert (host.files, host.sealed) == ({}, [])


@pytest.mark.parametrize("files", [{}, store(KEY=[("current", "a")])], ids=["a new store", "a store"])
def test_a_copy_that_reads_back_wrong_leaves_the_store_as_it_was(files: dict[str, bytes]) -> None:
    host = AgeHost(files=files)
    host.spoils = True
    with pytest.raises(StackError, match="nothing new is used"):
        run(host, supplied("b"), escrow=ESCROW)
    assert {path: data for path, data in host.files.items() if path not in host.copies} == files


def test_after_a_copy_that_failed_the_next_run_writes_another() -> None:
    host = AgeHost()
    host.spoils = True
    with pytest.raises(StackError, match="nothing new is used"):
        run(host, want(), escrow=ESCROW)
    (failed,) = host.copies
    host.spoils = False
    run(host, want(), escrow=ESCROW)
    (copy,) = set(host.copies) - {failed}
    assert host.files[copy] == sealed(host.sealed[1], 2).encode()


def test_a_host_without_age_lets_no_secret_into_the_store() -> None:
    host = MemoryHost(folders=["/etc/app", "/mnt"])
    with pytest.raises(Missing, match="this host has no age"):
        run(host, want(), escrow=ESCROW)
    assert host.files == {}


def test_a_store_begun_anew_does_not_overwrite_the_copy_of_the_old_one() -> None:
    host = AgeHost()
    run(host, want(), escrow=ESCROW)
    del host.files[PATH], host.files[MARK]
    run(host, want(), escrow=ESCROW)
    identities = {path.removeprefix("/mnt/secrets.json.").split(".")[0] for path in host.copies}
    assert (len(host.copies), len(identities)) == (2, 2)


def test_a_store_that_was_put_back_does_not_overwrite_the_copies_of_after() -> None:
    host = AgeHost()
    run(host, want(), escrow=ESCROW)
    old = host.files[PATH]
    run(host, want(version=2), escrow=ESCROW)
    after = {path: host.files[path] for path in host.copies}
    host.files[PATH] = old
    run(host, want(version=2), escrow=ESCROW)
    assert {path: host.files[path] for path in after} == after
    assert len(host.copies) == 3


def test_a_store_with_a_copy_is_not_changed_without_one() -> None:
    host = AgeHost()
    run(host, want(), escrow=ESCROW)
    before = dict(host.files)
    assert done(run(host, want())) == []
    with pytest.raises(StackError, match="were to be changed without escrow, but it has a copy at /mnt for age1a+"):
        run(host, want(version=2))
    assert host.files == before


def test_a_copy_that_is_gone_is_made_again() -> None:
    host = AgeHost()
    run(host, want(), escrow=ESCROW)
    (copy,) = host.copies
    del host.files[copy]
    foretold = run(host, want(), escrow=ESCROW, how=CHECK)
    assert done(foretold) == [f"escrow store {PATH}"] and foretold.plan.changes[0].before is None
    assert done(run(host, want(), escrow=ESCROW)) == [f"escrow store {PATH}"]
    assert len(host.copies) == 1 and done(run(host, want(), escrow=ESCROW)) == []


@pytest.mark.parametrize("folder", ["/etc/app", "/etc/app/", "/etc/./app"])
def test_a_copy_beside_the_store_is_none(folder: str) -> None:
    host = AgeHost()
    with pytest.raises(StackError, match="is the store's own, and is lost with it; name one of another machine"):
        run(host, want(), escrow={**ESCROW, "folder": folder})
    assert host.files == {}
