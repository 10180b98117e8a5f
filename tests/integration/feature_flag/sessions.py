# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other sessions on the server, and moments of a run at which they act."""

from __future__ import annotations

import contextlib
import os
import signal
import time
import typing as t
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from ansible_collections.golive.stack.plugins.module_utils._flag.table import FlagTable

from tests.integration.feature_flag.tables import Schema

OURS = "datname = current_database() AND application_name = 'golive.stack feature_flag'"
WAITING = f"SELECT pid FROM pg_stat_activity WHERE {OURS} AND wait_event_type = 'Lock'"
TERMINATE = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {OURS}"
COUNT = f"SELECT count(*) FROM pg_stat_activity WHERE {OURS}"


def after_read(monkeypatch: pytest.MonkeyPatch, number: int, act: Callable[[], t.Any], store: type = FlagTable) -> None:
    """Let somebody act when a run has read the store for the number-th time: 1 plans, 2 plans under the lock, 3 proves."""
    read, seen = store.read, []  # type: ignore[attr-defined]

    def and_act(self: t.Any, desired: t.Any) -> t.Any:
        observed = read(self, desired)
        seen.append(observed)
        if len(seen) == number:
            act()
        return observed

    monkeypatch.setattr(store, "read", and_act)


@contextlib.contextmanager
def locked_out(schema: Schema, statements: str) -> Iterator[psycopg.Connection[t.Any]]:
    """Hold the locks that some uncommitted statements take; leaving commits them and what else was done by then."""
    with schema.server.connect(schema.database) as other:
        other.execute(f"SET search_path = {schema.name}; BEGIN; {statements}")  # type: ignore[arg-type]
        yield other
        other.execute("COMMIT")


def wait_until(question: Callable[[], t.Any], what: str, seconds: float = 10) -> t.Any:
    """Return the answer as soon as there is one."""
    deadline = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < deadline, f"waited {seconds:g} s in vain for {what}"
        time.sleep(0.02)
    return answer


def wait_until_it_waits(schema: Schema) -> None:
    """Return when a run waits for a lock."""
    wait_until(lambda: schema.rows(WAITING), "a run that waits for a lock")


def terminate(schema: Schema) -> None:
    """End every connection of a run from the server's side."""
    assert schema.rows(TERMINATE)


def kill_psql() -> None:
    """Kill the psql that a run of this process has started."""
    children = [Path(path).read_text().split() for path in Path("/proc/self/task").glob("*/children")]
    ours = [int(pid) for pids in children for pid in pids if Path(f"/proc/{pid}/comm").read_text().strip() == "psql"]
    assert ours, "no psql is running"
    for pid in ours:
        os.kill(pid, signal.SIGKILL)


def no_session_is_left(schema: Schema) -> None:
    """Return when the server has no connection of a run any more."""
    wait_until(lambda: schema.rows(COUNT) == [(0,)], "the end of all sessions")
