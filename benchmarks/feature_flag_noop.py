# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What twenty flags that are as wished cost in a play, by each hand."""

from __future__ import annotations

import contextlib
import typing as t
from functools import partial

from tests.postgres import fresh_database, server

from . import marginal
from .protocol import Benchmark, Figure

FLAGS = [{"key": f"flag_{number}", "enabled": number % 2 == 0, "description": "of the bench"} for number in range(20)]
COLUMNS = {"key": "feature_key", "enabled": "is_enabled", "description": "description", "expires": "expires_on", "updated": "updated_at"}
BARS = {"psycopg": 200.0, "psql": 110.0}


@contextlib.contextmanager
def prepared() -> t.Iterator[Benchmark]:
    """Start a host, write the flags once, and give what is to be run."""
    with marginal.lab_host() as folder:
        on = server()
        name = fresh_database(on)
        tasks: dict[str, marginal.Task] = {}
        for hand in BARS:
            # The server is on the host itself: what is measured is the module, not a network.
            database = {"name": name, "host": "127.0.0.1", "user": on.user, "password": on.password, "hand": hand}
            table = {"name": "feature_flags", "columns": COLUMNS}
            tasks[hand] = {"golive.stack.feature_flag": {"database": database, "table": table, "flags": FLAGS}}
        marginal.play(folder, "write", tasks["psycopg"], 1, changes=True)
        figures = [Figure(f"{hand} above ping", "ms", partial(marginal.above, hand, "ping"), bar) for hand, bar in BARS.items()]
        yield marginal.benchmark(folder, tasks, figures, _sentence)


def _sentence(rows: t.Mapping[str, t.Any]) -> str:
    said = ", ".join(f"{rows[f'{hand} above ping']['value']:.0f} ms by {hand} (bar {bar:.0f})" for hand, bar in BARS.items())
    verdicts = {rows[f"{hand} above ping"]["verdict"] for hand in BARS}
    ping = rows["ping, marginal"]["value"]
    return f"Twenty flags that are as wished cost {said} above a ping of {ping:.0f} ms: {' and '.join(sorted(verdicts))}."
