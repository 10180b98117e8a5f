# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The members of an archive, read one after the other and never unpacked under a name of theirs."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import lzma
import tarfile
import typing as t
import zipfile
import zlib

from .._errors import StackError
from .files import pieces, shown
from .model import Piece

TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
ZIPS = (".zip", ".whl", ".jar", ".war")
# What begins like this is packed, whatever its name.
MAGIC = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c", b"Rar!")
MOST_MEMBERS = 200_000
MOST_BYTES = 16 * 1024**3
Member = t.Tuple[str, t.Optional[t.IO[bytes]]]
DAMAGE = (tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, gzip.BadGzipFile, EOFError, ValueError, OverflowError)


def is_archive(path: str) -> bool:
    """True for what is searched member by member."""
    return path.lower().endswith((*TARS, *ZIPS))


def is_packed(data: bytes) -> bool:
    """True for the beginning of a file whose content can't be seen as it lies there."""
    return data.startswith(MAGIC) or data[257:262] == b"ustar"


def read_archive(path: str) -> t.Iterator[Piece]:
    """Yield the pieces of each member; what is damaged, encrypted or without measure is an error."""
    bound = Bound(path)
    members = _zip_members(path) if path.lower().endswith(ZIPS) else _tar_members(path)
    try:
        for name, file in members:
            bound.count_member()
            if file is not None:
                yield from pieces(name, bound.counted(file.read))
        bound.refuse_nothing()
    except OSError as error:
        said = error.strerror or "it is damaged"
    except DAMAGE:
        said = "it is damaged, cut off or no such archive"
    except (NotImplementedError, RuntimeError):
        said = "a member is encrypted, or packed in a way that is not known here"
    else:
        return
    raise StackError(f"Searching the archive {path} for secrets failed: {said}; unpack it yourself and search the folder, or pack it anew.")


class Bound:
    """How much of an archive is looked at: a small file can promise more than a disk holds."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._members = 0
        self._bytes = 0

    def refuse_nothing(self) -> None:
        """Refuse what has no member: more likely it is no archive than an empty one."""
        if not self._members:
            raise EOFError

    def count_member(self) -> None:
        """Refuse one member too many."""
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise StackError(f"The archive {self._path} has more than {MOST_MEMBERS} members; unpack it yourself and search the folder.")

    def counted(self, read: t.Callable[[int], bytes]) -> t.Callable[[int], bytes]:
        """Return a reader that refuses one byte too many."""

        def read_on(size: int) -> bytes:
            data = read(size)
            self._bytes += len(data)
            if self._bytes > MOST_BYTES:
                said = f"The archive {self._path} unpacks to more than {MOST_BYTES} bytes"
                raise StackError(f"{said}; unpack it yourself and search the folder.")
            return data

        return read_on


def _zip_members(path: str) -> t.Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            with archive.open(member) as file:
                yield shown(member.filename.encode(errors="surrogateescape")), file


def _tar_members(path: str) -> t.Iterator[Member]:
    opener: t.Any = {"gz": gzip.open, "z2": bz2.open, "xz": lzma.open}.get(path.lower()[-2:], open)
    if path.lower().endswith("tgz"):
        opener = gzip.open
    # Members behind an end, or behind a broken head, are members too: others may well unpack them.
    with opener(path, "rb") as packed, tarfile.open(fileobj=packed, mode="r|", ignore_zeros=True, errors="surrogateescape") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            with file or contextlib.nullcontext():
                yield shown(member.name.encode(errors="surrogateescape")), file
