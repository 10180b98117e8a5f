# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The releases of ansible-core whose output is searched; what they mask and print differs from one to the next."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.run.environment import PYTHONS, find_python, make

DEV = "2.19"
CORES = ("2.17", DEV, "2.21", "2.22")


def wanted_cores() -> tuple[str, ...]:
    """Return all of them, or those that GOLIVE_CORES names."""
    return tuple(os.environ.get("GOLIVE_CORES", " ".join(CORES)).split())


def programs_of(core: str) -> Path:
    """Return the folder with a core's programs, its environment made if need be; skip a core whose Python is not there."""
    name = "dev" if core == DEV else f"core-{core}"
    if name in PYTHONS and find_python(*PYTHONS[name]) is None:
        pytest.skip(f"core {core} needs Python {'.'.join(map(str, PYTHONS[name][0]))}, which this machine does not have")
    return make(name) / "bin"
