# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SQL that somebody else wrote, on its way to the server: sent as it is, statement by statement accounted for."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

BATCH = 256 * 1024  # characters in one message to the server: one trip for a file as people write them, little memory for a huge one


@dataclass(frozen=True)
class Part:
    """One statement as it is sent."""

    text: str
    number: int = 0  # which statement of its file it is, 0 for one of ours
    line: int = 0  # where its first word stands in the file
    begins: int = 0  # where its text begins there: comments before a statement go with it
    data: t.Iterable[str] | None = None  # what COPY … FROM stdin reads
    answered: bool = True  # the server passes over a lone semicolon
    alone: bool = False  # in a message of its own: several in one would be a transaction


@dataclass
class Refused(Exception):
    """The server refused a part of a script; whoever knows the file makes a sentence of it."""

    part: Part
    sqlstate: str
    message: str
    line: int  # of the file, 0 for a part of ours
    hint: str | None = None
    detail: str | None = None


def batches(parts: t.Iterable[Part]) -> t.Iterator[list[Part]]:
    """Put parts together that go to the server at once; what has data of its own closes its batch."""
    batch: list[Part] = []
    size = 0
    for part in parts:
        if batch and (part.alone or size + len(part.text) > BATCH):
            yield batch
            batch, size = [], 0
        batch.append(part)
        size += len(part.text)
        if part.alone or part.data is not None:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def part_at(batch: t.Sequence[Part], position: int) -> tuple[Part, int]:
    """Return which part a character of the joined texts belongs to, and in which line of its file that character is."""
    for part in batch:
        if position < len(part.text):
            return part, part.begins + part.text.count("\n", 0, position) if part.number else 0
        position -= len(part.text)
    return batch[-1], batch[-1].line
