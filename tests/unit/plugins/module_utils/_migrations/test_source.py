# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Migrations are read from a real folder: each file once, whole, and nothing but files."""

from __future__ import annotations

import errno
import hashlib
import os
import socket
import typing as t
from dataclasses import replace
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError
from ansible_collections.golive.stack.plugins.module_utils._migrations import source
from ansible_collections.golive.stack.plugins.module_utils._migrations.model import Migration
from ansible_collections.golive.stack.plugins.module_utils._migrations.schemes import Naming
from ansible_collections.golive.stack.plugins.module_utils._migrations.source import (
    CHUNK,
    PosixFolder,
    read_migrations,
    up_chunks,
)

from .memory_folder import MemoryFolder, migrations


def write(folder: Path, files: dict[str, str | bytes]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)


def read(folder: Path, **naming: t.Any) -> tuple[Migration, ...]:
    return read_migrations(PosixFolder(str(folder)), Naming(**naming))


def test_a_real_folder_and_one_in_memory_are_the_same(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "0001_größe.sql": "-- golive: contract=down\nA;\n",
        "0001_größe.down.sql": "B;",
        "0002_b.sql": b"\xef\xbb\xbfC;\r\n",
        "10_c.sql": "",
        "R__views.sql": "D;",
        "notes/README.md": "x",
    }
    write(tmp_path, files)
    assert read(tmp_path) == migrations(files)
    assert sorted(PosixFolder(str(tmp_path)).names()) == sorted(MemoryFolder(files).names())


@pytest.mark.parametrize("scheme", ["numbered", "auto"])
def test_each_file_is_opened_once_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    write(tmp_path, {"1_a.sql": "A;", "1_a.down.sql": "B;", "2_b.sql": "x\n" * CHUNK, "R__c.sql": "C;", "README.md": "", "old/3_d.sql": ""})
    opened: list[bytes] = []
    real = os.open

    def count(path: bytes, *how: t.Any, **more: t.Any) -> int:
        opened.append(os.path.basename(path))
        return real(path, *how, **more)

    monkeypatch.setattr(os, "open", count)
    assert len(read(tmp_path, scheme=scheme)) == 3
    assert sorted(opened) == [b"1_a.down.sql", b"1_a.sql", b"2_b.sql", b"R__c.sql"]


# id: scheme, files
PROJECTS: dict[str, t.Tuple[str, dict[str, str]]] = {
    "goose": ("auto", {"1_a.sql": "-- +goose Up\nA;\n-- +goose Down\nB;\n", "2_b.sql": "-- +goose Up\n"}),
    "flyway": ("auto", {"V1__a.sql": "A;", "U1__a.sql": "B;", "V1__a.sql.conf": "executeInTransaction=false", "R__b.sql": ""}),
    "golang-migrate": ("auto", {"1_a.up.sql": "A;", "1_a.down.sql": "B;"}),
    "a list": ("order", {"order.txt": "b.sql\na.sql\n", "a.sql": "A;", "b.sql": "B;", "a.down.sql": "C;"}),
    "sqitch": (
        "auto",
        {"sqitch.plan": "%project=x\n\na 2026-01-02T03:04:05Z A <a@b>\n", "deploy/a.sql": "A;", "revert/a.sql": "B;"},
    ),
}


@pytest.mark.parametrize(("scheme", "files"), PROJECTS.values(), ids=PROJECTS)
def test_each_file_is_opened_once_in_a_folder_of(scheme: str, files: dict[str, str]) -> None:
    folder = MemoryFolder(files)
    read_migrations(folder, Naming(scheme, order_file="order.txt" if scheme == "order" else None))
    assert sorted(folder.opened) == sorted(files)


def test_no_file_stays_open(tmp_path: Path) -> None:
    write(tmp_path, {"1_a.sql": "A;", "2_b.sql": b"\xff" * CHUNK * 2})
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(StackError, match="no UTF-8"):
        read(tmp_path, scheme="numbered")
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1])
def test_a_file_of_any_size_is_read_whole_in_pieces(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    write(tmp_path, {"a.sql": data})
    pieces = list(PosixFolder(str(tmp_path)).chunks("a.sql"))
    assert b"".join(pieces) == data and all(0 < len(piece) <= CHUNK for piece in pieces)


@pytest.mark.parametrize("size", [0, 3, CHUNK - 1, CHUNK])
def test_a_file_that_grows_while_it_is_read_is_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    path, real = tmp_path / "a.sql", os.fstat
    path.write_bytes(b"a" * size)

    def grow(fd: int) -> os.stat_result:
        found = real(fd)
        os.truncate(path, size + 10)
        return found

    monkeypatch.setattr(os, "fstat", grow)
    assert b"".join(PosixFolder(str(tmp_path)).chunks("a.sql")) == b"a" * size + b"\0" * 10


# id: how it gets there, what is said
NO_FILES: dict[str, t.Tuple[t.Callable[[Path], t.Any], str]] = {
    "a link": (lambda path: path.symlink_to("1_a.sql"), "it is no regular file; put the file itself there"),
    "a link to nothing": (lambda path: path.symlink_to("nowhere"), "it is no regular file; put the file itself there"),
    "a pipe": (os.mkfifo, "is no regular file; put the file itself there"),
    "a socket": (lambda path: socket.socket(socket.AF_UNIX).bind(str(path)), "it is no regular file; put the file itself there"),
}


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize(("make", "said"), NO_FILES.values(), ids=NO_FILES)
def test_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: t.Callable[[Path], t.Any], said: str) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket has a limit
    write(tmp_path, {"1_a.sql": "A;"})
    make(Path("2_b.sql"))
    with pytest.raises(StackError) as refused:
        read(tmp_path, scheme="numbered")
    assert "2_b.sql" in refused.value.msg and said in refused.value.msg


def test_a_device_is_refused() -> None:
    with pytest.raises(StackError, match="The migration null in /dev is no regular file"):
        list(PosixFolder("/dev").chunks("null"))


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*how: t.Any) -> int:
        raise PermissionError(errno.EACCES, "no")

    write(tmp_path, {"1_a.sql": "A;"})
    monkeypatch.setattr(os, "open", refuse)  # root may read everything
    with pytest.raises(StackError, match=r"Reading the migration 1_a\.sql in .* failed: Permission denied; make it readable"):
        read(tmp_path)


def test_a_folder_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: bytes) -> t.Any:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(StackError, match=rf"Reading the folder {tmp_path} of migrations failed: Permission denied; make it readable"):
        read(tmp_path)


def test_a_file_that_vanishes_is_named(tmp_path: Path) -> None:
    with pytest.raises(StackError, match="Reading the migration 1_a.sql in .* failed: No such file or directory"):
        list(PosixFolder(str(tmp_path)).chunks("1_a.sql"))


def test_folders_below_are_looked_into_but_not_hidden_ones_and_no_links(tmp_path: Path) -> None:
    write(tmp_path, {"1_a.sql": "", "x/y/V2__b.sql": "", "3_c.sql/d.txt": "", ".git/4_d.sql": "", ".hidden.sql": ""})
    (tmp_path / "linked").symlink_to("x")
    assert sorted(PosixFolder(str(tmp_path)).names()) == [".hidden.sql", "1_a.sql", "3_c.sql/d.txt", "linked", "x/y/V2__b.sql"]


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_a_folder_that_is_not_there_is_missing(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"file": ""})
    with pytest.raises(Missing, match=rf"The folder {tmp_path}/{name} of migrations is not there \(No"):
        read(tmp_path / name)


@pytest.mark.parametrize("name", [b"1_caf\xe9.sql", b"1_a\n.sql", b"-1_a.sql", b"1_'.sql"])
def test_a_hostile_name_is_refused_before_its_file_is_opened(tmp_path: Path, name: bytes) -> None:
    path = os.fsencode(tmp_path) + b"/" + name
    os.mkfifo(path)
    with pytest.raises(StackError, match="signs that can't be seen or bytes that are no UTF-8: ") as refused:
        read(tmp_path)
    assert refused.value.msg.isprintable()


def test_a_hostile_name_that_is_no_migration_harms_nobody(tmp_path: Path) -> None:
    write(tmp_path, {"1_a.sql": "A;"})
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9\n.txt")).touch()
    assert len(read(tmp_path)) == 1


def test_a_path_that_leads_elsewhere_later_still_means_the_folder_that_was_read(tmp_path: Path) -> None:
    write(tmp_path, {"old/1_a.sql": "A;", "new/1_a.sql": "B;"})
    current = tmp_path / "current"
    current.symlink_to("old")
    folder = PosixFolder(str(current))
    (found,) = read_migrations(folder, Naming())
    current.unlink()
    current.symlink_to("new")
    assert "".join(up_chunks(folder, found)) == "A;"


# id: text, its digest's text
DIGESTS: dict[str, t.Tuple[bytes, str]] = {
    "a byte order mark": (b"\xef\xbb\xbfA;\n", "A;\n"),
    "lines that end as on Windows": (b"A;\r\nB;\r\n", "A;\nB;\n"),
    "lines that end as long ago": (b"A;\rB;\r", "A;\nB;\n"),
    "CR and LF in two pieces": (b"x" * (CHUNK - 1) + b"\r\ny", "x" * (CHUNK - 1) + "\ny"),
    "CR at the end of a piece": (b"x" * (CHUNK - 1) + b"\ry", "x" * (CHUNK - 1) + "\ny"),
    "CR at the end of the last piece": (b"x" * (CHUNK - 1) + b"\r", "x" * (CHUNK - 1) + "\n"),
    "a letter in two pieces": (b"x" * (CHUNK - 1) + "é".encode(), "x" * (CHUNK - 1) + "é"),
}


@pytest.mark.parametrize(("data", "text"), DIGESTS.values(), ids=DIGESTS)
def test_the_digest_does_not_depend_on(tmp_path: Path, data: bytes, text: str) -> None:
    write(tmp_path, {"1_a.sql": data})
    folder = PosixFolder(str(tmp_path))
    (found,) = read_migrations(folder, Naming())
    assert found.digest == hashlib.sha256(text.encode()).hexdigest()
    assert "".join(up_chunks(folder, found)) == text


def test_a_thousand_small_files_are_read_without_a_look_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {f"{number:04d}_a.sql": "A;\n" for number in range(1000)})
    calls = dict.fromkeys(("open", "fstat", "read", "close", "stat", "lstat"), 0)
    for name in calls:
        monkeypatch.setattr(os, name, counted(name, calls))
    assert len(read(tmp_path)) == 1000
    assert {name: count for name, count in calls.items() if count > 50} == dict.fromkeys(("open", "fstat", "read", "close"), 1000)


def counted(name: str, calls: dict[str, int]) -> t.Callable[..., t.Any]:
    real = getattr(os, name)

    def call(*how: t.Any, **more: t.Any) -> t.Any:
        calls[name] += 1
        return real(*how, **more)

    return call


def test_the_port_is_kept_by_both() -> None:
    folders: list[source.Folder] = [PosixFolder("/"), MemoryFolder({})]
    assert all(folder.path for folder in folders)
    assert replace(Naming(), scheme="goose").scheme == "goose"
