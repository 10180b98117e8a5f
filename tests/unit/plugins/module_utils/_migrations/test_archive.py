# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder in one file is the same folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._migrations.archive import ZipFolder, pack
from ansible_collections.golive.stack.plugins.module_utils._migrations.schemes import Naming
from ansible_collections.golive.stack.plugins.module_utils._migrations.source import CHUNK, PosixFolder, Source


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with files of all sizes, one of them in a folder below."""
    made = tmp_path / "migrations"
    (made / "below").mkdir(parents=True)
    (made / "1_a.sql").write_text("SELECT 1;\r\n")
    (made / "2_ü.sql").write_text("-- ü\n" * (CHUNK // 3))
    (made / "3_empty.sql").touch()
    (made / "below" / "readme").write_text("no SQL")
    return made


def test_what_was_packed_is_what_is_read(folder: Path, tmp_path: Path) -> None:
    pack(PosixFolder(str(folder)), str(tmp_path / "sent.zip"))
    sent, kept = ZipFolder(str(tmp_path / "sent.zip")), PosixFolder(str(folder))
    assert sorted(sent.names()) == sorted(kept.names())
    assert all(b"".join(sent.chunks(name)) == b"".join(kept.chunks(name)) for name in kept.names())
    assert all(len(chunk) <= CHUNK for chunk in sent.chunks("2_ü.sql"))
    assert Source(sent, Naming()).migrations() == Source(kept, Naming()).migrations()


def test_what_is_no_archive_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("no zip")
    with pytest.raises(StackError, match="neither a folder nor a zip file"):
        ZipFolder(str(tmp_path / "a"))


def test_what_is_damaged_is_named(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "sent.zip"
    pack(PosixFolder(str(folder)), str(path))
    data = bytearray(path.read_bytes())
    at = data.index(b"1_a.sql") + len("1_a.sql") + 20
    data[at] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(StackError, match="Reading the migration 1_a.sql in .* failed: .*pack the folder anew"):
        list(ZipFolder(str(path)).chunks("1_a.sql"))
