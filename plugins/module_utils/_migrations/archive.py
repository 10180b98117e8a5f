# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of migrations in one file, on its way between machines."""

from __future__ import annotations

import contextlib
import typing as t
import zipfile
import zlib

from .._errors import StackError
from .names import listed
from .source import CHUNK, Folder


class ZipFolder:
    """What a zip file holds; nothing of it is ever unpacked."""

    def __init__(self, path: str, title: str | None = None) -> None:
        self.path = title or path
        try:
            self._archive = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as error:
            raise StackError(
                f"Reading the migrations in {self.path} failed: it is neither a folder nor a zip file ({error}); correct path."
            ) from None

    def names(self) -> list[str]:
        """Return the names of all files, also in folders below."""
        return [name for name in self._archive.namelist() if not name.endswith("/")]

    def chunks(self, name: str) -> t.Iterator[bytes]:
        """Yield the content of a file in pieces of at most 1 MiB."""
        try:
            with self._archive.open(name) as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError) as error:
            raise StackError(f"Reading the migration {listed([name])} in {self.path} failed: {error}; pack the folder anew.") from None


def pack(folder: Folder, path: str) -> None:
    """Write a folder's files into a zip file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(folder.names()):
            with archive.open(name, "w", force_zip64=True) as file, contextlib.closing(folder.chunks(name)) as chunks:  # type: ignore[type-var]
                for chunk in chunks:
                    file.write(chunk)
