# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every test of the collection can ask for."""

from __future__ import annotations

import os
import signal
import typing as t

import pytest

pytest_plugins = ["tests.rows.plugin"]


@pytest.fixture(autouse=True)
def _deadline() -> t.Iterator[None]:
    """End a test that has no end, by its name; only where GOLIVE_TEST_SECONDS says how long that is."""
    seconds = int(os.environ.get("GOLIVE_TEST_SECONDS", 0))

    def end(_signal: int, _frame: object) -> None:
        pytest.fail(f"found no end within {seconds} s")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
