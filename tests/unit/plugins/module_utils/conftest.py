# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that tests of private files begin with."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A private file with an old text, in a folder of its own."""
    path = tmp_path / "app" / "flags"
    path.parent.mkdir()
    path.write_bytes(b"old")
    path.chmod(0o600)
    return path


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A file somewhere else, which nothing may touch."""
    path = tmp_path / "outside"
    path.write_bytes(b"outside")
    path.chmod(0o600)
    return path
