# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Labs of these tests' own: other labs on the same engine are neither used nor touched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.lab.own_lab import OwnLab


@pytest.fixture(scope="module")
def labs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for labs that no checkout knows of."""
    return tmp_path_factory.mktemp("labs")


@pytest.fixture(scope="module")
def own(labs: Path) -> Iterator[OwnLab]:
    """A lab with a plain host and a database."""
    lab = OwnLab(labs, "own")
    try:
        lab.run("up", "one=bookworm", "base=postgres")
        yield lab
    finally:
        lab.run("down")


@pytest.fixture(scope="module")
def neighbour(labs: Path) -> Iterator[OwnLab]:
    """A second lab beside the first."""
    lab = OwnLab(labs, "neighbour")
    try:
        lab.run("up", "1")
        yield lab
    finally:
        lab.run("down")


@pytest.fixture
def spare(labs: Path) -> Iterator[OwnLab]:
    """A lab that the test makes itself, and that is gone afterwards whatever the test did."""
    lab = OwnLab(labs, "spare")
    try:
        yield lab
    finally:
        lab.run("down")
