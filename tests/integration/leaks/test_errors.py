# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An error at any step, and arguments that are wrong in any way: what the module says never holds the password."""

from __future__ import annotations

import json
import typing as t

import pytest

from tests.canary import Canary, Hit
from tests.integration.leaks.asked import Modules, searched
from tests.integration.leaks.cores import DEV, programs_of, wanted_cores
from tests.integration.leaks.places import Look
from tests.integration.leaks.table import note
from tests.module_run import run_module
from tests.postgres import Server

FLAGS = [{"key": "alpha", "enabled": True, "expires": "2020-01-31"}]
COLUMNS = {"key": "feature_key", "enabled": "is_enabled", "expires": "expires_on"}
FEWEST = 30  # steps that a task takes
# Where a password is no valid value, as (option, suboption) of a task that is right otherwise.
WRONG = (
    *(("database", name) for name in ("port", "sslmode", "hand", "lock_timeout", "pasword", "")),
    *(("table", name) for name in ("columns", "tabel", "")),
    *(("flags", name) for name in ("enabled", "state", "only_from", "max_tenants", "expires", "kee", "")),
    *((name, "") for name in ("on_expired", "on_missing", "file", "feature")),
)
# Where it could be what was meant, so that it is told from other texts only by being the password, too.
FREE = (
    *(("database", name) for name in ("name", "host", "user", "passfile", "sslrootcert", "psql")),
    *(("table", name) for name in ("name", "schema")),
)


@pytest.fixture
def args(login: Server, database: str) -> dict[str, t.Any]:
    """A task that is right."""
    return {
        "database": login.option(database, sslmode="require", sslrootcert=None),
        "table": {"name": "feature_flags", "columns": COLUMNS},
        "on_expired": "warn",
    }


def _with_hand(args: dict[str, t.Any], hand: str) -> dict[str, t.Any]:
    return {**args, "database": {**args["database"], "hand": hand}}


@pytest.mark.lab
@pytest.mark.parametrize(("core", "hand"), [*((core, "psycopg") for core in wanted_cores()), (DEV, "psql")])
def test_an_error_at_any_step(args: dict[str, t.Any], canary: Canary, core: str, hand: str) -> None:
    kinds = 2 if core == DEV else 1
    flags = [{**FLAGS[0], "key": "alpha@RUN@"}]
    sound, *broken = Modules(core).broken("feature_flag", {**_with_hand(args, hand), "flags": flags}, canary, kinds=kinds)
    assert sound["rc"] == 0, sound["out"]
    assert [one["step"] for one in broken if one["notes"] != "reached"] == []
    assert len({one["step"] for one in broken}) >= FEWEST
    found = searched(broken, canary)
    note("B19", core, found)
    assert not found.hits, "\n".join(map(str, found.hits))
    silent = [f"{one['step']} raised {one['kind']}: rc {one['rc']}, {one['out'][-200:]}" for one in broken if not _failed_well(one)]
    assert not silent, "\n".join(silent)


def _failed_well(one: dict[str, t.Any]) -> bool:
    """A broken step is a failure in one sentence."""
    return one["rc"] == 1 and '"msg"' in one["out"] and "Traceback" not in one["out"]


@pytest.mark.lab
@pytest.mark.parametrize(("core", "module"), [*((core, "feature_flag") for core in wanted_cores()), (DEV, "feature_flag_info")])
def test_a_password_in_the_wrong_place(args: dict[str, t.Any], canary: Canary, core: str, module: str) -> None:
    wished = {"flags": FLAGS} if module == "feature_flag" else {"keys": ["alpha"]}
    found: list[list[Hit]] = []
    for option, suboption in (*WRONG, *FREE):
        if option != "flags" or module == "feature_flag":
            task = _misplaced({**args, **wished}, option, suboption, canary.value)
            result = run_module(module, task, python=str(programs_of(core) / "python"))
            assert result.rc == 1 or (option, suboption) in FREE, f"found {option}.{suboption} accepted: {result.out}"
            shown = {name: value for name, value in result.json.items() if name != "invocation"}
            found.append(canary.hits(json.dumps(shown) + result.err, f"the answer to a password in {option}.{suboption}"))
    hits = [hit for one in found for hit in one]
    note("B20", core, Look(len(found), hits))
    assert not hits, "\n".join(map(str, hits))


def _misplaced(task: dict[str, t.Any], option: str, suboption: str, secret: str) -> dict[str, t.Any]:
    """Put the secret where it does not belong; where it could belong it stays the password, too."""
    if (option, suboption) not in FREE:
        task = {**task, "database": {name: value for name, value in task["database"].items() if name != "password"}}
    if not suboption:
        return {**task, option: secret}
    if option == "flags":
        return {**task, "flags": [{**task["flags"][0], suboption: secret}]}
    return {**task, option: {**task[option], suboption: secret}}
