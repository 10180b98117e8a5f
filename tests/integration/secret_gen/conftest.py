# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder for the store of a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.secret_gen.stores import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    (tmp_path / "store").mkdir(mode=0o700)
    return Store(tmp_path / "store")
