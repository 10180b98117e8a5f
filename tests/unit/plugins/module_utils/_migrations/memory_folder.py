# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of migrations in memory, which counts what is read of it."""

from __future__ import annotations

import typing as t

from ansible_collections.golive.stack.plugins.module_utils._migrations.model import Migration
from ansible_collections.golive.stack.plugins.module_utils._migrations.schemes import Naming
from ansible_collections.golive.stack.plugins.module_utils._migrations.source import read_migrations


class MemoryFolder:
    """Files by their names, cut into pieces of a size of one's choice."""

    def __init__(self, files: t.Mapping[str, str | bytes], size: int = 1024 * 1024) -> None:
        self.path = "db"
        self.files = {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}
        self.opened: list[str] = []
        self._size = size

    def names(self) -> list[str]:
        """The names, in the order in which nobody would expect them."""
        return sorted(self.files, reverse=True)

    def chunks(self, name: str) -> t.Iterator[bytes]:
        """The pieces of a file."""
        self.opened.append(name)
        data = self.files[name]
        for start in range(0, len(data), self._size):
            yield data[start : start + self._size]


def migrations(files: t.Mapping[str, str | bytes] | t.Iterable[str], **naming: t.Any) -> tuple[Migration, ...]:
    """The migrations of files in memory; of names alone, each file creates something."""
    if not isinstance(files, t.Mapping):
        files = dict.fromkeys(files, "SELECT 1;\n")
    return read_migrations(MemoryFolder(files), Naming(**naming))
