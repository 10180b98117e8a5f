# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module as a process: what it refuses before it asks a server, and what it says of a server that is not there."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from tests.module_run import run_module

NOBODY = {"name": "app", "host": "127.0.0.1", "port": 1}


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A folder with one migration."""
    (tmp_path / "1_a.sql").write_text("SELECT 1;")
    return str(tmp_path)


@pytest.mark.parametrize("hand", ["psycopg", "psql"])
def test_a_server_that_is_not_there_is_named_or_assumed(folder: str, hand: str) -> None:
    args = {"database": {**NOBODY, "hand": hand}, "path": folder}
    failed = run_module("postgres_migrations", args)
    assert failed.rc == 1 and "Connecting to database app on 127.0.0.1:1" in failed.msg and "start the server" in failed.msg
    planned = run_module("postgres_migrations", {**args, "on_missing": "plan"}, check=True)
    assert planned.changed and "Connection refused" in planned.json["assumed"]
    assert [action["id"] for action in planned.json["actions"]] == ["1"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"order": ["1_a.sql"], "order_file": "order"}, "mutually exclusive"),
        ({"scheme": "alembic"}, "scheme"),
        ({"path": None}, "path is '', which leads elsewhere"),
        ({"path": "migrations"}, "path is 'migrations', which leads elsewhere"),
        ({"wait": -1}, "wait is -1"),
    ],
)
def test_what_is_refused_before_a_server_is_asked(folder: str, wrong: dict[str, t.Any], sentence: str) -> None:
    result = run_module("postgres_migrations", {"database": NOBODY, "path": folder, **wrong})
    assert result.rc == 1 and sentence in result.msg
