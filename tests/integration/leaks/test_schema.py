# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""schema_assert with the secret as its database's password and in the data: at no step that fails, and in no option, is it told."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._schema.spec import ARGUMENT_SPEC

from tests.canary import Canary
from tests.integration.leaks.asked import Modules, searched
from tests.integration.leaks.cores import DEV, wanted_cores
from tests.integration.leaks.table import note
from tests.module_run import run_module
from tests.postgres import Server

pytestmark = pytest.mark.lab

FEWEST = 60  # steps that a task takes
EXPECT = {"tables": {"feature_flags": {"columns": {"feature_key": "text"}, "rows": {"min": 1}}}}


@pytest.fixture
def args(server: Server, login: Server, database: str, canary: Canary) -> dict[str, t.Any]:
    """A task that is right, on tables with the secret in them."""
    with server.connect(database) as connection:
        connection.execute("INSERT INTO feature_flags (feature_key, is_enabled) VALUES (%s, true)", [canary.value])
    snapshot = {"format": 1, "tables": {"public.feature_flags": {"primary_key": ["feature_key"]}}}
    statements = ["SELECT count(*) FROM feature_flags", "SELECT 1", "SELECT feature_key::int FROM feature_flags"]
    expected = [1, {"min": 1}, {"sqlstate": "22P02"}]
    return {
        "database": login.option(database, sslmode="require", sslrootcert=None),
        "expect": {**EXPECT, "constraints": ["feature_flags_pkey"]},
        "reference": snapshot,
        "unexpected": "ignore",
        "foreign_keys": {"validated": True, "indexed": True, "orphans": True},
        "assertions": [
            {"name": str(number), "sql": sql, "expect": expect} for number, (sql, expect) in enumerate(zip(statements, expected))
        ],
    }


@pytest.mark.parametrize(("core", "hand"), [*((core, "psycopg") for core in wanted_cores()), (DEV, "psql")])
def test_an_error_at_any_step_of_an_assertion(args: dict[str, t.Any], canary: Canary, core: str, hand: str) -> None:
    kinds = 2 if (core, hand) == (DEV, "psycopg") else 1
    sound, *broken = Modules(core).broken("schema_assert", {**args, "database": {**args["database"], "hand": hand}}, canary, kinds=kinds)
    assert sound["rc"] == 0, sound["out"]
    assert [one["step"] for one in broken if not one["notes"].startswith("reached")] == []
    assert len({one["step"] for one in broken}) >= FEWEST
    found = searched([sound, *broken], canary)
    note("B19", core, found)
    assert not found.hits, "\n".join(map(str, found.hits))
    silent = [f"{one['step']} raised {one['kind']}: rc {one['rc']}, {one['out'][-200:]}" for one in broken if one["rc"] != 1]
    assert not silent, "\n".join(silent)


@pytest.mark.parametrize("core", wanted_cores())
def test_a_secret_in_the_wrong_option_of_an_assertion(args: dict[str, t.Any], canary: Canary, core: str) -> None:
    found = Modules(core).refused("schema_assert", ARGUMENT_SPEC, args, canary)
    note("B20", core, found)
    assert not found.hits, "\n".join(map(str, found.hits))


@pytest.mark.parametrize("hand", ["psycopg", "psql"])
def test_data_of_every_finding(args: dict[str, t.Any], canary: Canary, hand: str) -> None:
    wrong = [
        {"name": "the value", "sql": "SELECT feature_key FROM feature_flags", "expect": "x"},
        {"name": "cast", "sql": "SELECT feature_key::int FROM feature_flags", "expect": 1},
        {"name": "raised", "sql": "SELECT (SELECT feature_key FROM feature_flags)::date", "expect": {"sqlstate": "23505"}},
        {
            "name": "twice",
            "sql": "INSERT INTO feature_flags SELECT * FROM feature_flags RETURNING feature_key",
            "expect": "x",
            "write": True,
        },
        {"name": "rows", "sql": "SELECT feature_key FROM feature_flags UNION ALL SELECT 'y'", "expect": "x"},
    ]
    result = run_module("schema_assert", {**args, "database": {**args["database"], "hand": hand}, "assertions": wrong}, diff=True)
    assert (result.rc, len(result.json["findings"])) == (1, 5), result.out
    assert not canary.hits(result.out + result.err, "the findings")
