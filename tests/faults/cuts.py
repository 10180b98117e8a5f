# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire to the server, cut at every message that a run sends, before and after the server has got it."""

from __future__ import annotations

import contextlib
import functools
import typing as t
from dataclasses import replace

from tests.faults.experiment import Bench
from tests.faults.group import Outcome
from tests.faults.stores import TableStore
from tests.faults.wire import Cut, Wire, wire_to

LOST = "onnection"


def cuts_of(bench: Bench) -> list[tuple[str, t.Callable[[], Outcome]]]:
    """Return title and experiment of every cut."""
    assert isinstance(bench.store, TableStore)
    with _wired(bench.store) as wire:
        bench.store.reset()
        bench.run()
        messages = list(wire.messages)
    cuts = [Cut(number, after) for number in range(1, len(messages) + 1) for after in (False, True)]
    return [
        (f"cut {'after' if cut.after else 'before'} {cut.nth:02} {messages[cut.nth - 1]}", functools.partial(_carry_out, bench, cut))
        for cut in cuts
    ]


def _carry_out(bench: Bench, cut: Cut) -> Outcome:
    assert isinstance(bench.store, TableStore)
    store = bench.store
    with _wired(store) as wire:
        store.reset()
        wire.cut = cut
        outcome = bench.judge(bench.run, LOST, doing=lambda: store.doing.get(wire.messages[cut.nth - 1], store.otherwise))
        if not wire.was_cut:
            outcome = replace(outcome, violations=[*outcome.violations, f"did not find that the wire was cut {cut}"])
    return outcome


@contextlib.contextmanager
def _wired(store: TableStore) -> t.Iterator[Wire]:
    """Let the store be reached by a wire of its own."""
    login, option, place = store.database.login, dict(store.args["database"]), store.place
    with wire_to(login.host, login.port) as wire:
        store.args["database"].update(host="127.0.0.1", port=wire.port)
        store.place = f"database {store.database.name} on 127.0.0.1:{wire.port}"
        try:
            yield wire
        finally:
            store.args["database"], store.place = option, place
