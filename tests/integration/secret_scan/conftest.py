# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real gitleaks, and a folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.integration.secret_scan.ground import Ground
from tests.run import go


@pytest.fixture(scope="session")
def gitleaks() -> Path:
    """The program, built if need be."""
    return go.make("gitleaks")


@pytest.fixture
def ground(tmp_path: Path, gitleaks: Path) -> Ground:
    """An empty folder to be searched."""
    folder = tmp_path / "ground"
    folder.mkdir()
    return Ground(folder, f"{gitleaks.parent}:{os.environ['PATH']}")


@pytest.fixture
def repository(ground: Ground) -> Ground:
    """A repository with one harmless commit."""
    ground.git("init", "-q")
    ground.write("README", "hello\n")
    ground.commit()
    return ground
