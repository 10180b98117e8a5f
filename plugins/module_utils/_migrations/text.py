# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a file however it was saved: UTF-8, lines that end with LF, no byte order mark; what is no text is refused."""

from __future__ import annotations

import codecs
import typing as t

from .._errors import StackError

BYTE_ORDER_MARK = "\ufeff"
DECODER = codecs.getincrementaldecoder("utf-8")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_text(name: str, chunks: t.Iterable[bytes]) -> t.Iterator[str]:
    """Yield the text of a file in pieces, the same however its bytes were cut."""
    rest = iter(chunks)
    head = next(rest, b"")
    while len(head) < len(UTF_16[0]):
        more = next(rest, None)
        if more is None:
            break
        head += more
    if head.startswith(UTF_16):
        raise StackError(f"Reading migration {name} found the byte order mark of UTF-16; save the file as UTF-8, then run again.")
    reader = _Reader(name)
    chunk: bytes | None = head
    while chunk is not None:
        following = next(rest, None)
        text = reader.read(chunk, following is None)
        if text:
            yield text
        chunk = following


class _Reader:
    """Decodes bytes as they come, and knows where it is."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._decode = DECODER().decode
        self._line, self._offset = 1, 0
        self._begun = False
        self._held = ""  # a CR at the end of the bytes so far: whether LF follows is not known yet

    def read(self, chunk: bytes, last: bool) -> str:
        try:
            text = self._decode(chunk, last)
        except UnicodeDecodeError as error:
            self._refuse_bytes(error, len(chunk))
        self._offset += len(chunk)
        if text and not self._begun:
            self._begun = True
            text = text[1:] if text[0] == BYTE_ORDER_MARK else text
        if "\0" in text:
            self._refuse_nul(text)
        if "\r" in text or self._held:
            text = self._held + text
            self._held = "\r" if text.endswith("\r") and not last else ""
            text = _with_lf(text[: len(text) - len(self._held)])
        self._line += text.count("\n")
        return text

    def _refuse_bytes(self, error: UnicodeDecodeError, size: int) -> t.NoReturn:
        # What the decoder has kept of the chunk before stands in front of this one.
        offset = self._offset - (len(error.object) - size) + error.start
        line = self._line_after(error.object[: error.start].decode())
        raise StackError(
            f"Reading migration {self._name} found on line {line}, at offset {offset}, bytes that are no UTF-8"
            f" (0x{error.object[error.start]:02x}); save the file as UTF-8, then run again."
        )

    def _refuse_nul(self, text: str) -> t.NoReturn:
        line = self._line_after(text[: text.index("\0")])
        raise StackError(f"Reading migration {self._name} found a NUL byte on line {line}, which no SQL can hold; correct the file.")

    def _line_after(self, text: str) -> int:
        return self._line + _with_lf(self._held + text).count("\n")


def _with_lf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def lines_between(pieces: t.Iterable[str], first: int, end: int | None) -> t.Iterator[str]:
    """Yield the text from one line on and before another; all pieces are read, also what follows."""
    line = 1
    for piece in pieces:
        breaks = piece.count("\n")
        start = 0 if line >= first else _after_breaks(piece, first - line)
        stop = len(piece) if end is None or line + breaks < end else _after_breaks(piece, end - line)
        if start < stop:
            yield piece[start:stop]
        line += breaks


def _after_breaks(text: str, count: int) -> int:
    """Return where the text goes on after so many line breaks, its end where it has not so many."""
    place = 0
    for _break in range(count):
        place = text.find("\n", place) + 1
        if not place:
            return len(text)
    return place
