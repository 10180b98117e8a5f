# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules of secrets when something goes wrong in them, on each core: what they say and make holds no value."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._secret import spec as of_stores
from ansible_collections.golive.stack.plugins.module_utils._secret_file import spec as of_files
from ansible_collections.golive.stack.plugins.module_utils._secret_scan import spec as of_scans

from tests.canary import Canary
from tests.integration.leaks.asked import Modules, searched
from tests.integration.leaks.cores import DEV, wanted_cores
from tests.integration.leaks.table import note
from tests.integration.leaks.tasks import Tasks

FEWEST = {"secret_gen": 60, "secret_gen_info": 10, "secret_file": 30, "secret_scan": 50}  # steps that a task takes
# Made by gitleaks in a folder that is ours only, under our umask, which takes out what the call asks for.
BY_OTHERS = ("/report.json",)
SPECS: dict[str, t.Any] = {
    "secret_gen": of_stores.ARGUMENT_SPEC,
    "secret_gen_info": of_stores.INFO_ARGUMENT_SPEC,
    "secret_file": of_files.ARGUMENT_SPEC,
    "secret_scan": of_scans.ARGUMENT_SPEC,
}
STEPS = [
    (module, way) for module in SPECS for way in ("module", "vault") if way == "module" or module not in ("secret_file", "secret_scan")
]


@pytest.mark.parametrize("core", wanted_cores())
@pytest.mark.parametrize(("module", "way"), STEPS)
def test_an_error_at_any_step_of_secrets(tasks: Tasks, canary: Canary, core: str, module: str, way: str) -> None:
    vault = way == "vault"
    # An error of ours never holds what a file is filled with; that of another's function may.
    kinds = 2 if core == DEV and module == "secret_gen" else 1
    args = tasks.of(module, where="vault" if vault else "file")
    sound, *broken = Modules(core).broken(module, args, canary, kinds=kinds, vault=vault)
    assert (sound["rc"] == 0) is not (vault and module == "secret_gen_info"), sound["out"]
    assert [one["step"] for one in broken if not one["notes"].startswith("reached")] == []
    assert len({one["step"] for one in broken}) >= FEWEST[module]
    found = searched(broken, canary)
    note("B19", core, found)
    assert not found.hits, "\n".join(map(str, found.hits))
    silent = [f"{one['step']} raised {one['kind']}: rc {one['rc']}, {one['out'][-200:]}" for one in broken if one["rc"] != 1]
    assert not silent, "\n".join(silent)


@pytest.mark.parametrize("core", wanted_cores())
@pytest.mark.parametrize("module", SPECS)
def test_a_secret_in_the_wrong_option(tasks: Tasks, canary: Canary, core: str, module: str) -> None:
    found = Modules(core).refused(module, SPECS[module], tasks.of(module, "other"), canary)
    note("B20", core, found)
    assert not found.hits, "\n".join(map(str, found.hits))


@pytest.mark.parametrize("core", wanted_cores())
@pytest.mark.parametrize("module", ["secret_gen", "secret_file", "secret_scan"])
def test_no_file_is_ever_open_to_others(tasks: Tasks, core: str, module: str) -> None:
    found = Modules(core).created(module, tasks.of(module, "new"), tasks.folder.parent, but=BY_OTHERS)
    note("B14", core, found)
    assert found.searched >= 2, "the new file and its lock, or a copy and the bait"
    assert not found.hits, "\n".join(map(str, found.hits))
