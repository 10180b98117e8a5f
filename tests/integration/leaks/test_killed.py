# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a killed controller leaves: nothing where it pipes its modules, else nothing for others, and nothing once it is swept."""

from __future__ import annotations

import pytest

from tests.integration.leaks.cores import wanted_cores
from tests.integration.leaks.killed import Accident
from tests.integration.leaks.table import note


@pytest.mark.lab
@pytest.mark.parametrize("core", wanted_cores())
@pytest.mark.parametrize("pipelining", [True, False], ids=["piped", "copied"])
def test_a_killed_run_leaves_no_secret(accident: Accident, core: str, pipelining: bool) -> None:
    accident.happen(core, pipelining)
    if not pipelining:
        open_to_others = [name for name, file in accident.left()[1].items() if file.mode & 0o077]
        assert not open_to_others
        accident.sweep(core)
    found, _files = accident.left()
    note("B11", core, found)
    assert not found.hits, "\n".join(map(str, found.hits))
