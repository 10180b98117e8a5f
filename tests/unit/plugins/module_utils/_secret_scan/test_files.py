# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files are read whole, in pieces, or named as not read."""

from __future__ import annotations

import errno
import io
import os
import signal
import typing as t
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError
from ansible_collections.golive.stack.plugins.module_utils._secret_scan import files


def read(path: Path, passed_over: t.AbstractSet[files.Identity] = frozenset()) -> dict[str, bytes]:
    return {piece.name: piece.data for piece in files.read_tree(str(path), passed_over)}


def test_all_files_of_a_folder_and_their_names(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x").write_bytes(b"1")
    (tmp_path / "a").write_bytes(b"2")
    (tmp_path / "empty").touch()
    assert read(tmp_path) == {"a": b"2", os.path.join("b", "x"): b"1"}
    assert read(tmp_path / "a") == {"a": b"2"}


def test_what_is_passed_over_is_known_by_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "store").write_bytes(b"1")
    (tmp_path / "other").hardlink_to(tmp_path / "store") if hasattr(Path, "hardlink_to") else os.link(
        tmp_path / "store", tmp_path / "other"
    )
    found = (tmp_path / "store").stat()
    assert read(tmp_path, {(found.st_dev, found.st_ino)}) == {}


@pytest.mark.parametrize("size", [1, 10, 99, 100, 101, 250, 1000])
@pytest.mark.parametrize("width", [7, 1000])
def test_pieces_hold_every_byte_at_its_line_and_overlap(monkeypatch: pytest.MonkeyPatch, size: int, width: int) -> None:
    monkeypatch.setattr(files, "SIZE", 100)
    monkeypatch.setattr(files, "OVERLAP", 20)
    data = b"".join(b"%05d%s" % (number, b"\n" if number % width == 0 else b" ") for number in range(size))[:size]
    covered = set()
    for piece in files.pieces("f", io.BytesIO(data).read):
        starts = [n for n in range(len(data)) if data[n : n + len(piece.data)] == piece.data and data[:n].count(b"\n") == piece.before]
        assert starts and len(piece.data) <= 100
        covered |= {(offset, offset + 15) for offset in range(starts[0], starts[0] + len(piece.data) - 14)}
    assert covered >= {(offset, offset + 15) for offset in range(len(data) - 14)}


@pytest.mark.parametrize("code", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_as_text(code: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(code, b"")
    (piece,) = files.pieces("f", io.BytesIO(mark + "key\n".encode(code)).read)
    assert piece.data.decode().lstrip("\ufeff") == "key\n"


@pytest.mark.parametrize("code", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("size", [20, 49, 50, 51, 99, 500])
def test_utf_16_is_read_as_text_to_the_end(monkeypatch: pytest.MonkeyPatch, code: str, size: int) -> None:
    monkeypatch.setattr(files, "SIZE", 100)
    monkeypatch.setattr(files, "OVERLAP", 20)
    text = "".join(f"{number:05d}ä\U0001f511\n" for number in range(size))
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}[code]
    found = list(files.pieces("f", io.BytesIO(mark + text.encode(code)).read))
    assert all(len(piece.data) <= 100 for piece in found)
    cut = [(piece.before, piece.data.decode(errors="replace").lstrip("\ufeff").split("\n")) for piece in found]
    assert {(before + n, line) for before, lines in cut for n, line in enumerate(lines)} >= {
        (number, line) for number, line in enumerate(text.splitlines())
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (b"a b", "a b"),
        ("ä".encode(), "ä"),
        (b"a\nb", r"a\nb"),
        (b"\xff", r"\xff"),
        (b"\x1b[1m", r"\x1b[1m"),
        ("\u202e".encode(), r"\u202e"),
    ],
)
def test_names_are_shown_on_one_line(name: bytes, text: str) -> None:
    assert files.shown(name) == text


@pytest.mark.parametrize("code", [errno.EACCES, errno.EIO, errno.ELOOP])
def test_what_cannot_be_opened_is_an_error_that_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    (tmp_path / "closed").touch()

    def refused(path: t.Any, *_how: t.Any) -> int:
        raise OSError(code, "no", path)

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(StackError, match=f"Searching .*/closed for secrets failed: {os.strerror(code)}; run as somebody who may"):
        read(tmp_path)


def test_a_read_error_in_the_middle_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bad").write_bytes(b"x")

    def broken(*_how: t.Any) -> t.Iterator[t.Any]:
        raise OSError(errno.EIO, "no")
        yield

    monkeypatch.setattr(files, "pieces", broken)
    with pytest.raises(StackError, match="Searching .*/bad for secrets failed: Input/output error"):
        read(tmp_path)


def test_what_was_removed_meanwhile_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "walk", lambda *_how, **_more: [(os.fsencode(tmp_path), [], [b"gone"])])
    assert read(tmp_path) == {}


def test_nothing_at_a_path(tmp_path: Path) -> None:
    files.refuse_missing(str(tmp_path))
    (tmp_path / "f").touch()
    for path in (tmp_path / "no", tmp_path / "f" / "no"):
        with pytest.raises(Missing, match="does not exist"):
            files.refuse_missing(str(path))


def test_a_pipe_at_a_path_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StackError, match="/pipe to be searched for secrets is neither a folder nor a file"):
        files.refuse_missing(str(tmp_path / "pipe"))


def test_a_file_that_became_a_pipe_meanwhile_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "plain").touch()
    plain = (tmp_path / "plain").stat()
    monkeypatch.setattr(os, "lstat", lambda _path: plain)
    waited = signal.signal(signal.SIGALRM, lambda *_how: pytest.fail("it waits for somebody who writes to the pipe"))
    signal.alarm(5)
    try:
        assert list(files.read_file(os.fsencode(tmp_path / "pipe"), "pipe", frozenset(), os.O_RDONLY | os.O_NOFOLLOW)) == []
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, waited)


def test_a_file_that_became_a_link_meanwhile_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    found = (tmp_path / "elsewhere").stat()
    monkeypatch.setattr(os, "lstat", lambda _path: found)
    with pytest.raises(StackError, match="Searching .*/link for secrets failed: Too many levels of symbolic links"):
        list(files.read_file(os.fsencode(tmp_path / "link"), "link", frozenset(), os.O_RDONLY | os.O_NOFOLLOW))
