# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task costs, counted and not timed: connections, statements, processes, bytes of source sent."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import typing as t
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import postgres
from tests.module_run import TREE, run_module

PASSWORD = "counted"
MOST_BYTES = 120 * 1024
FLAGS = [{"key": f"flag_{number:02}", "enabled": True} for number in range(20)]
COLUMNS = {"key": "feature_key", "enabled": "is_enabled", "description": "description", "updated": "updated_at"}
STATEMENT = re.compile(r"LOG:  (?:statement|execute [^:]*): ")


@dataclass(frozen=True)
class Cost:
    """What the server saw of one run."""

    connections: int
    statements: int


@pytest.fixture
def login(server: postgres.Server) -> t.Iterator[postgres.Server]:
    """A login by which the log tells this test's lines."""
    made = postgres.fresh_login(server, PASSWORD)
    yield made
    postgres.drop(server, made.user)


@pytest.fixture
def own_database(server: postgres.Server) -> t.Iterator[str]:
    """A database with empty tables."""
    made = postgres.fresh_database(server)
    yield made
    postgres.drop(server, made)


@pytest.fixture
def cost(server: postgres.Server, login: postgres.Server, own_database: str, hand: str) -> t.Callable[..., Cost]:
    """Run a task on 20 flags, and return what the server saw of it."""

    def run(*, changed: bool, check: bool = False) -> Cost:
        database = login.option(own_database, hand=hand)
        log = postgres.Log(server)
        args = {"database": database, "table": {"name": "feature_flags", "columns": COLUMNS}, "flags": FLAGS}
        result = run_module("feature_flag", args, check=check, env={"PATH": os.environ["PATH"]})
        assert (result.rc, result.changed) == (0, changed), result.out
        lines = [line for line in log.text().splitlines() if f" {login.user}@{own_database} " in line]
        return Cost(sum("connection authorized" in line for line in lines), len(list(filter(STATEMENT.search, lines))))

    return run


def test_a_task_with_nothing_to_do(cost: t.Callable[..., Cost]) -> None:
    cost(changed=True)
    found = cost(changed=False)
    assert found.connections == 1
    assert 1 <= found.statements <= 3


def test_a_prediction(cost: t.Callable[..., Cost]) -> None:
    found = cost(changed=True, check=True)
    assert found.connections == 1
    assert 1 <= found.statements <= 3


def test_a_task_that_changes_everything(cost: t.Callable[..., Cost], hand: str) -> None:
    """By the driver one connection for all; by the program one each to read, to read again, to write, and to prove."""
    found = cost(changed=True)
    assert found.connections == {"psycopg": 1, "psql": 4}[hand]
    # Three readings, begin, lock, the assertion that nothing moved, commit, and one for each row.
    assert found.statements <= len(FLAGS) + 8


@pytest.mark.parametrize("module", ["feature_flag", "feature_flag_info"])
def test_the_source_that_is_sent(tmp_path: Path, module: str) -> None:
    args = {"file": {"path": str(tmp_path / "none.json")}, **({} if module.endswith("_info") else {"flags": []})}
    command = [str(Path(sys.executable).parent / "ansible"), "localhost", "-i", "localhost,", "-c", "local", "-m", f"golive.stack.{module}"]
    env = {
        "HOME": str(tmp_path),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "ANSIBLE_COLLECTIONS_PATH": str(TREE),
        "ANSIBLE_KEEP_REMOTE_FILES": "true",
        "ANSIBLE_REMOTE_TEMP": str(tmp_path),
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
    }
    subprocess.run([*command, "-a", json.dumps(args)], env=env, cwd=tmp_path, capture_output=True, check=True)
    payloads = list(tmp_path.rglob(f"AnsiballZ_{module}.py"))
    assert len(payloads) == 1, f"found {payloads} in {tmp_path}"
    subprocess.run([sys.executable, str(payloads[0]), "explode"], env=env, capture_output=True, check=True)
    files = [path for path in payloads[0].parent.rglob("ansible_collections/golive/**/*.py") if path.is_file()]
    sizes = {str(path).partition("golive/stack/")[2]: path.stat().st_size for path in files}
    assert f"plugins/modules/{module}.py" in sizes
    print(f"{module}: {sum(sizes.values())} bytes in {len(sizes)} files")
    assert sum(sizes.values()) <= MOST_BYTES, f"found {sum(sizes.values())} bytes in {sizes}"
