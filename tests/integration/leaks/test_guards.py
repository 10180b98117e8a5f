# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A product without one of its guards is found out, in the place that the guard is for; the sound one is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._secret import spec

from tests.canary import Canary, Hit
from tests.integration.leaks.asked import Modules, searched
from tests.integration.leaks.cores import DEV, wanted_cores
from tests.integration.leaks.guards import GUARDS, Guard
from tests.integration.leaks.places import Look
from tests.integration.leaks.table import note
from tests.integration.leaks.tasks import Tasks
from tests.module_run import TREE


def _looked(modules: Modules, place: str, module: str, tasks: Tasks, canary: Canary) -> Look:
    """Look into the place as the tests of the modules do."""
    if place == "B14":
        return modules.created(module, tasks.of(module, "new"), tasks.folder.parent)
    if place == "B20":
        return modules.refused(module, spec.ARGUMENT_SPEC, tasks.of(module, "other"), canary)
    return searched(modules.broken(module, tasks.of(module), canary, kinds=2 if module == "secret_gen" else 1), canary)


def _survival(found: Look, title: str) -> Look:
    """Return a hit where the search has found nothing."""
    return Look(1, [] if found.hits else [Hit("survivor", title, "no search has found its secret")])


@pytest.mark.parametrize("core", wanted_cores())
@pytest.mark.parametrize("guard", GUARDS, ids=[guard.title for guard in GUARDS])
def test_a_guard_that_is_missing_is_noticed(tmp_path: Path, tasks: Tasks, canary: Canary, core: str, guard: Guard) -> None:
    modules = Modules(core, guard.taken_out(tmp_path / "tree"))
    survival = _survival(_looked(modules, guard.place, guard.module, tasks, canary), guard.title)
    note("B40", core, survival)
    assert survival.hits == []


def test_a_product_with_all_its_guards_is_called_a_survivor(tasks: Tasks, canary: Canary) -> None:
    assert _survival(_looked(Modules(DEV, TREE), "B14", "secret_gen", tasks, canary), "nothing was taken out").hits
