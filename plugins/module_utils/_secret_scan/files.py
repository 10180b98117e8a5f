# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a folder, read in pieces; what can't be read is an error, never passed over."""

from __future__ import annotations

import codecs
import os
import stat
import typing as t

from .._errors import Missing, StackError
from .model import Piece

SIZE = 16 * 1024 * 1024
# Longer than any value that is searched for, so that none is cut in two unseen.
OVERLAP = 64 * 1024
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
Identity = t.Tuple[int, int]


def shown(name: bytes) -> str:
    """Return a name as results have it, on one line, whatever bytes it is made of."""
    text = name.decode(errors="backslashreplace")
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def pieces(name: str, read: t.Callable[[int], bytes], commit: str = "", rank: int = 0) -> t.Iterator[Piece]:
    """Cut what can be read in pieces that overlap, each beginning with a line where lines are short enough."""
    before, kept = 0, b""
    read = _AsUtf8(read).read
    while True:
        wanted = SIZE - len(kept)
        new = read(wanted)
        data = kept + new
        if data:
            yield Piece(name, data, before, commit, rank)
        if len(new) < wanted:
            return
        cut = data.rfind(b"\n", 0, len(data) - OVERLAP) + 1
        cut = cut if cut > len(data) - 2 * OVERLAP else len(data) - OVERLAP
        before += data.count(b"\n", 0, cut)
        kept = data[cut:]


class _AsUtf8:
    """Reads what Windows' editors write as UTF-16 in the form in which it is searched; how a file begins decides for all of it."""

    def __init__(self, read: t.Callable[[int], bytes]) -> None:
        self._read = read
        self._decoder: codecs.IncrementalDecoder | None = None
        self._begun = self._ended = False
        self._kept = b""

    def read(self, size: int) -> bytes:
        """Return that many bytes, fewer at the end only."""
        if not self._begun:
            self._begin(size)
        if self._decoder is None and not self._kept:
            return self._read(size)
        while (decoder := self._decoder) and len(self._kept) < size and not self._ended:
            self._decode(decoder, self._read(size), size)
        data, self._kept = self._kept[:size], self._kept[size:]
        return data

    def _begin(self, size: int) -> None:
        self._begun, data = True, self._read(size)
        if data.startswith(UTF_16):
            self._decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")
            self._decode(self._decoder, data, size)
        else:
            self._kept = data

    def _decode(self, decoder: codecs.IncrementalDecoder, data: bytes, wanted: int) -> None:
        self._ended = len(data) < wanted
        self._kept += decoder.decode(data, self._ended).encode(errors="replace")


def read_tree(path: str, passed_over: t.AbstractSet[Identity]) -> t.Iterator[Piece]:
    """Yield the pieces of a file, or of all files of a folder; links are not followed, what they lead to lies elsewhere."""
    root = os.fsencode(path)
    if not os.path.isdir(root):
        yield from read_file(root, shown(os.path.basename(root)), passed_over, os.O_RDONLY)
        return
    for folder, folders, names in os.walk(root, onerror=_refuse):
        folders.sort()
        for name in sorted(names):
            full = os.path.join(folder, name)
            yield from read_file(full, shown(os.path.relpath(full, root)), passed_over, os.O_RDONLY | os.O_NOFOLLOW)


def read_file(path: bytes, name: str, passed_over: t.AbstractSet[Identity], how: int) -> t.Iterator[Piece]:
    """Yield the pieces of a regular file; anything else holds nothing."""
    try:
        if how & os.O_NOFOLLOW and not stat.S_ISREG(os.lstat(path).st_mode):
            return
        fd = os.open(path, how | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return  # removed since it was listed
    except OSError as error:
        _refuse(error)
    with os.fdopen(fd, "rb") as file:
        found = os.fstat(fd)
        if stat.S_ISREG(found.st_mode) and (found.st_dev, found.st_ino) not in passed_over:
            try:
                yield from pieces(name, file.read)
            except OSError as error:
                error.filename = path
                _refuse(error)


def _refuse(error: OSError) -> t.NoReturn:
    name = shown(os.fsencode(error.filename or b""))
    raise StackError(
        f"Searching {name} for secrets failed: {os.strerror(error.errno or 0)}; run as somebody who may read it (become), then run again:"
        " what was not read was not searched."
    )


def refuse_missing(path: str) -> None:
    """Complain when there is nothing at a path, or nothing that can be searched."""
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        raise Missing(f"The path {path} to be searched for secrets does not exist; correct it, then run again.") from None
    except OSError as error:
        error.filename = path
        _refuse(error)
    if not stat.S_ISDIR(found.st_mode) and not stat.S_ISREG(found.st_mode):
        raise StackError(f"The path {path} to be searched for secrets is neither a folder nor a file; correct it, then run again.")
