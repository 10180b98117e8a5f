# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A store and its copy off the host: nobody can use a secret that has none."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError
from ansible_collections.golive.stack.plugins.module_utils._host import Completed

from tests.unit.memory_host import MemoryHost
from tests.unit.plugins.module_utils._secret.stores import CHECK, PATH, done, kept, run, store, supplied, want

SEALED = "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n"
ESCROW = {"recipients": ["age1a"], "folder": "/mnt", "remote": None}


class AgeHost(MemoryHost):
    """A machine whose age seals whatever it is given, and whose copies may come out wrong."""

    spoils = False

    def __init__(self, **more: t.Any) -> None:
        super().__init__(folders=["/etc/app", "/mnt"], programs=["age"], **more)
        self.sealed: list[str] = []
        self.written: list[t.Tuple[str, bytes]] = []

    def run_change(self, argv: t.Sequence[str], **how: t.Any) -> Completed:
        """Seal a text."""
        assert tuple(argv) == ("age", "--armor", "--recipient", "age1a")
        self.sealed.append(how["stdin"])
        return Completed(0, SEALED, "")

    def write_private(self, path: str, data: bytes, *, instead_of: bytes | None) -> None:
        """Write; half of it where copies are spoiled."""
        self.written.append((path, data))
        super().write_private(path, data[:5] if self.spoils and path.startswith("/mnt/") else data, instead_of=instead_of)

    @property
    def copies(self) -> list[str]:
        """The copies that lie off the host."""
        return [path for path in self.files if path.startswith("/mnt/")]


def secrets_of(data: bytes) -> list[str]:
    """The names of the secrets in a store."""
    return sorted(json.loads(data)["secrets"])


def test_the_copy_is_made_before_any_secret_is_in_the_store_and_holds_the_same() -> None:
    host = AgeHost()
    assert done(run(host, want(), escrow=ESCROW)) == ["create KEY", f"escrow store {PATH}"]
    assert [text.encode() for text in host.sealed] == [host.files[PATH]]
    (copy,) = host.copies
    place = [path for path, _ in host.written].index(copy)
    assert [secrets_of(data) for _, data in host.written[:place]] in ([], [[]])
    assert [(path, secrets_of(data)) for path, data in host.written[place + 1 :]] == [(PATH, ["KEY"])]
    assert host.files[copy] == SEALED.encode()


def test_what_has_a_copy_needs_no_other() -> None:
    host = AgeHost()
    run(host, want(), escrow=ESCROW)
    assert done(run(host, want(), escrow=ESCROW)) == []
    assert len(host.sealed) == 1


def test_a_store_without_a_copy_gets_one() -> None:
    host = AgeHost(files=store(KEY=[("current", "a")]))
    assert done(run(host, supplied("a"), escrow=ESCROW)) == [f"escrow store {PATH}"]
    assert json.loads(host.files[PATH])["escrow"] == "/mnt for age1a"


def test_check_mode_makes_no_copy() -> None:
    host = AgeHost()
    assert done(run(host, want(), escrow=ESCROW, how=CHECK)) == ["create KEY", f"escrow store {PATH}"]
    assert (host.files, host.sealed) == ({}, [])


@pytest.mark.parametrize("files", [{}, store(KEY=[("current", "a")])], ids=["a new store", "a store"])
def test_a_copy_that_reads_back_wrong_lets_no_secret_into_the_store(files: dict[str, bytes]) -> None:
    host = AgeHost(files=files)
    host.spoils = True
    with pytest.raises(StackError, match="nothing new is used"):
        run(host, supplied("b"), escrow=ESCROW)
    assert b'"b"' not in host.files.get(PATH, b"")
    assert not files or kept(host) == [("current", "a")]


def test_after_a_copy_that_failed_the_next_run_replaces_it() -> None:
    host = AgeHost()
    host.spoils = True
    with pytest.raises(StackError, match="nothing new is used"):
        run(host, want(), escrow=ESCROW)
    host.spoils = False
    run(host, want(), escrow=ESCROW)
    assert [host.files[path] for path in host.copies] == [SEALED.encode()]


def test_a_host_without_age_lets_no_secret_into_the_store() -> None:
    host = MemoryHost(folders=["/etc/app", "/mnt"])
    with pytest.raises(Missing, match="this host has no age"):
        run(host, want(), escrow=ESCROW)
    assert [secrets_of(data) for data in host.files.values()] in ([], [[]])


def test_a_store_begun_anew_does_not_overwrite_the_copy_of_the_old_one() -> None:
    host = AgeHost()
    run(host, want(), escrow=ESCROW)
    del host.files[PATH]
    run(host, want(), escrow=ESCROW)
    assert len(host.copies) == 2
    assert all(path.startswith("/mnt/secrets.json.") for path in host.copies)


def test_a_store_with_a_copy_is_not_changed_without_one() -> None:
    host = AgeHost()
    run(host, want(), escrow=ESCROW)
    before = dict(host.files)
    assert done(run(host, want())) == []
    with pytest.raises(StackError, match="were to be changed without escrow, but it has a copy at /mnt for age1a"):
        run(host, want(version=2))
    assert host.files == before
