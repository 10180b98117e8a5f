# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder in which migrations lie: read in one go to know them, and again when they are applied."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import typing as t

from .._errors import Missing, Moved, StackError
from .arrange import arrange
from .choice import choose, roles_of
from .model import Migration
from .names import listed, refuse_hostile, refuse_twins
from .schemes import Naming, may_matter
from .sheet import Sheet, read_sheet
from .text import lines_between, read_text

CHUNK = 1024 * 1024


class Folder(t.Protocol):
    """What is asked of a place where migrations lie."""

    path: str

    def names(self) -> list[str]:
        """Return the names of all files, also in folders below; bytes that are no UTF-8 as surrogates."""

    def chunks(self, name: str) -> t.Iterator[bytes]:
        """Yield the content of a file in pieces of at most 1 MiB."""


class PosixFolder:
    """A folder of this machine; the one it is now, also when its path leads to another one later."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._root = os.path.realpath(os.fsencode(path))

    def names(self) -> list[str]:
        """Return the names of all files, also in folders below; bytes that are no UTF-8 as surrogates."""
        found: list[str] = []
        folders = [b""]
        while folders:
            folder = folders.pop()
            with self._scan(folder) as entries:
                for entry in entries:
                    name = folder + entry.name
                    if not entry.is_dir(follow_symlinks=False):
                        found.append(name.decode("utf-8", "surrogateescape"))
                    elif not entry.name.startswith(b"."):
                        folders.append(name + b"/")
        return found

    def _scan(self, folder: bytes) -> t.Any:
        try:
            return os.scandir(os.path.join(self._root, folder))
        except (FileNotFoundError, NotADirectoryError) as error:
            raise Missing(
                f"The folder {self.path} of migrations is not there ({os.strerror(error.errno or 0)}); correct its path."
            ) from None
        except OSError as error:
            name = listed([f"{self.path}/{folder.decode('utf-8', 'surrogateescape')}".rstrip("/")])
            what = os.strerror(error.errno or 0)
            raise StackError(f"Reading the folder {name} of migrations failed: {what}; make it readable, then run again.") from None

    def chunks(self, name: str) -> t.Iterator[bytes]:
        """Yield the content of a regular file in pieces of at most 1 MiB."""
        path = b"%b/%b" % (self._root, name.encode("utf-8", "surrogateescape"))
        try:
            fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            self._refuse(name, error)
        try:
            found = os.fstat(fd)
            if not stat.S_ISREG(found.st_mode):
                raise StackError(f"The migration {listed([name])} in {self.path} is no regular file; put the file itself there.")
            left = found.st_size
            while chunk := os.read(fd, min(left + 1, CHUNK) if left >= 0 else CHUNK):
                yield chunk
                left -= len(chunk)
                if left == 0 and len(chunk) < CHUNK:
                    return  # less than was asked for: there is no more, and a look less for each small file
        except OSError as error:
            self._refuse(name, error)
        finally:
            os.close(fd)

    def _refuse(self, name: str, error: OSError) -> t.NoReturn:
        name, what = listed([name]), os.strerror(error.errno or 0)
        if error.errno in (errno.ELOOP, errno.ENXIO):
            what = "it is no regular file; put the file itself there"
        raise StackError(f"Reading the migration {name} in {self.path} failed: {what}; make it readable, then run again.") from None


def read_migrations(folder: Folder, naming: Naming) -> tuple[Migration, ...]:
    """Return the migrations of a folder in their order; every file is opened once."""
    names = frozenset(folder.names())
    mattering = [name for name in names if may_matter(name)]
    refuse_hostile(mattering, folder.path)
    refuse_twins(mattering, folder.path)
    sheets: dict[str, Sheet] = {}

    def read(name: str, whole: bool) -> Sheet:
        if name not in sheets:
            sheets[name] = read_sheet(name, read_text(name, folder.chunks(name)), whole)
        return sheets[name]

    scheme = choose(naming, names, read, folder.path)
    return arrange(scheme, naming, folder.path, roles_of(scheme, naming, names, read), read)


def up_chunks(folder: Folder, migration: Migration) -> t.Iterator[str]:
    """Yield the text of the way up, which begins at the first line of ``migration.lines``; the end only when the file is as it was."""
    digest = hashlib.sha256()
    last = ""
    for piece in lines_between(_digested(folder, migration.file, digest), *migration.lines):
        if last:
            yield last
        last = piece
    if digest.hexdigest() != migration.digest:
        raise Moved(
            f"Migration {migration.file} was changed after it had been read; leave the files alone while they are applied, then run again."
        )
    if last:
        yield last


def _digested(folder: Folder, name: str, digest: t.Any) -> t.Iterator[str]:
    for piece in read_text(name, folder.chunks(name)):
        digest.update(piece.encode())
        yield piece


class Source:
    """The folder that the options name."""

    def __init__(self, folder: Folder, naming: Naming) -> None:
        self._folder = folder
        self._naming = naming

    def migrations(self) -> tuple[Migration, ...]:
        """Return the migrations in their order."""
        return read_migrations(self._folder, self._naming)

    def content(self, migration: Migration) -> t.Iterator[bytes]:
        """Return the bytes of a migration's file, as other tools digest them."""
        return self._folder.chunks(migration.file)

    def text(self, migration: Migration) -> tuple[t.Iterator[str], int]:
        """Return what a migration does, and the line of its file where that begins."""
        return up_chunks(self._folder, migration), migration.lines[0]
