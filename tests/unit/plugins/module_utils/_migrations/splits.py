# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the tests split a text: cut in every way, with the same result, and with nothing lost."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._migrations.splitter import statements


@dataclass(frozen=True)
class Piece:
    """A statement whose data were read."""

    text: str
    line: int
    words: str
    data: str | None = None


def chunks_of(text: str, size: int) -> list[str]:
    """The text in pieces of this size."""
    return [text[at : at + size] for at in range(0, len(text), size)]


def split_once(text: str, size: int, first_line: int = 1) -> list[Piece]:
    """The statements of a text that comes in pieces of this size."""
    found = []
    for one in statements(chunks_of(text, size), first_line):
        data = None if one.data is None else "".join(one.data)
        found.append(Piece(one.text, one.line, one.words, data))
    return found


def split(text: str, sizes: t.Sequence[int] = (1, 2, 3, 7), first_line: int = 1) -> list[Piece]:
    """The statements of a text, which are the same however it is cut, and hold all of it but its tail and the ends of data."""
    whole = split_once(text, max(1, len(text)), first_line)
    for size in sizes:
        assert split_once(text, size, first_line) == whole, f"in pieces of {size}"
    joined = "".join(piece.text + ("" if piece.data is None else f"{piece.data}\\.\n") for piece in whole)
    assert f"{text}\n".startswith(joined)
    return whole


def refusal_of(text: str) -> StackError:
    """The error that a text is refused with, however it is cut."""
    found: dict[tuple[str, str], StackError] = {}
    for size in (1, 2, 3, 7, len(text)):
        try:
            split_once(text, size)
        except StackError as error:
            found[error.msg, str(error.details)] = error
    assert len(found) == 1, found
    return next(iter(found.values()))
