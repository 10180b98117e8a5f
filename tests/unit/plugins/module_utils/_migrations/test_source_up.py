# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way up is given as it was read: between its marks, in pieces, and not to its end when the file was changed meanwhile."""

from __future__ import annotations

import itertools
import tracemalloc
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Moved
from ansible_collections.golive.stack.plugins.module_utils._migrations.schemes import Naming
from ansible_collections.golive.stack.plugins.module_utils._migrations.source import (
    CHUNK,
    read_migrations,
    up_chunks,
)

from .memory_folder import MemoryFolder

# id: text, the way up, its first line
WAYS_UP = {
    "a file without marks": ("-- a\nA;\nB;\n", "-- a\nA;\nB;\n", 1),
    "an empty file": ("", "", 1),
    "goose": (
        "-- a\n-- +goose Up\n-- +goose StatementBegin\nA;\n-- +goose StatementEnd\n-- +goose Down\nB;\n",
        "-- +goose StatementBegin\nA;\n-- +goose StatementEnd\n",
        3,
    ),
    "goose without a way down": ("-- +goose NO TRANSACTION\n\n-- +goose Up\nA;", "A;", 4),
    "dbmate": ("-- migrate:up\r\nA;\r\n\r\n-- migrate:down\r\nB;\r\n", "A;\n\n", 2),
    "a way up that is empty": ("-- migrate:up\n-- migrate:down\nB;\n", "", 2),
}


@pytest.mark.parametrize("size", [1, 3, CHUNK])
@pytest.mark.parametrize(("text", "up", "first"), WAYS_UP.values(), ids=WAYS_UP)
def test_the_way_up_of(text: str, up: str, first: int, size: int) -> None:
    folder = MemoryFolder({"1_a.sql": text}, size)
    (found,) = read_migrations(folder, Naming())
    assert found.lines[0] == first
    assert "".join(up_chunks(folder, found)) == up


# id: the file as it is later
CHANGED = {"another text": "B;\n", "another way down": "-- migrate:up\nA;\n-- migrate:down\nC;\n", "nothing": "", "more": "A;\nB;\nC;\n"}


@pytest.mark.parametrize("later", CHANGED.values(), ids=CHANGED)
def test_a_small_file_that_was_changed_meanwhile_gives_nothing_at_all(later: str) -> None:
    folder = MemoryFolder({"1_a.sql": "-- migrate:up\nA;\n-- migrate:down\nB;\n"})
    (found,) = read_migrations(folder, Naming())
    folder.files["1_a.sql"] = later.encode()
    with pytest.raises(Moved, match="Migration 1_a.sql was changed after it had been read; leave the files alone"):
        next(up_chunks(folder, found))


def test_a_long_file_that_was_changed_meanwhile_never_gives_its_end() -> None:
    folder = MemoryFolder({"1_a.sql": "A;\nB;\nC;\n"}, 3)
    (found,) = read_migrations(folder, Naming())
    folder.files["1_a.sql"] = b"A;\nB;\nD;\n"
    got = []
    with pytest.raises(Moved):
        for piece in up_chunks(folder, found):
            got.append(piece)  # noqa: PERF402
    assert got == ["A;\n", "B;\n"]


def test_line_ends_that_are_changed_meanwhile_change_nothing() -> None:
    folder = MemoryFolder({"1_a.sql": "A;\nB;\n"})
    (found,) = read_migrations(folder, Naming())
    folder.files["1_a.sql"] = b"\xef\xbb\xbfA;\r\nB;\r\n"
    assert "".join(up_chunks(folder, found)) == "A;\nB;\n"


PIECE, PIECES = 1_000_000, 50


class LongFolder:
    """A folder with one file of many pieces, which is nowhere."""

    path = "db"

    def __init__(self, piece: bytes) -> None:
        self._piece = piece

    def names(self) -> list[str]:
        """The name of the file."""
        return ["1_a.sql"]

    def chunks(self, name: str) -> t.Iterator[bytes]:
        """Its pieces."""
        return itertools.repeat(self._piece, PIECES)


LONG = {
    "many lines": b"INSERT INTO a VALUES (1);\r\n" * (PIECE // 27),
    "one line without an end": b"x" * PIECE,
    "only comments": b"-- a\n" * (PIECE // 5),
}


@pytest.mark.parametrize("piece", LONG.values(), ids=LONG)
def test_a_file_of_any_length_passes_in_little_memory(piece: bytes) -> None:
    folder = LongFolder(piece)
    tracemalloc.start()
    (found,) = read_migrations(folder, Naming())
    size = sum(map(len, up_chunks(folder, found)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == PIECES * len(piece.replace(b"\r", b""))
    assert peak < 12 * PIECE
