# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module as a process: it says which server is not there, and takes it for an empty one when told to."""

from __future__ import annotations

from tests.module_run import run_module

ARGS = {"database": {"name": "app", "host": "127.0.0.1", "port": 1}}


def test_a_server_that_is_not_there_is_named_or_assumed() -> None:
    failed = run_module("postgres_migrations_info", ARGS)
    assert failed.rc == 1 and "Connecting to database app on 127.0.0.1:1" in failed.msg
    planned = run_module("postgres_migrations_info", {**ARGS, "on_missing": "plan"}, check=True)
    assert (planned.json["migrations"], planned.json["head"], planned.json["managed"], planned.changed) == ([], None, False, False)
