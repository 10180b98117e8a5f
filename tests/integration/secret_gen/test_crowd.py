# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many ask for one secret at the same time: one value, made once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

from tests.integration.secret_gen.stores import Store, done

PROCESSES = 50


def test_fifty_processes_and_one_secret(store: Store) -> None:
    with ThreadPoolExecutor(PROCESSES) as pool:
        results = list(pool.map(lambda _: done(store.make({"name": "KEY"})), range(PROCESSES)))
    assert [result.changed for result in results].count(True) == 1
    assert len({json.dumps(result.json["secrets"]) for result in results}) == 1
    assert len(store.values()) == 1
