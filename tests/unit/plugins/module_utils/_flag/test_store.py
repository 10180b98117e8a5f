# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which store the options lead to, and that nothing is opened before it is asked."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing
from ansible_collections.golive.stack.plugins.module_utils._flag.file import FlagFile
from ansible_collections.golive.stack.plugins.module_utils._flag.model import Query
from ansible_collections.golive.stack.plugins.module_utils._flag.store import open_store
from ansible_collections.golive.stack.plugins.module_utils._flag.table import FlagTable

from tests.unit.memory_host import MemoryHost
from tests.unit.plugins.module_utils._database.options import database

TABLE = {"schema": "public", "name": "flags", "columns": None}
FILE = {"path": "/etc/app/flags", "format": "json", "lock_timeout": 1}


@pytest.mark.parametrize(
    ("params", "kind"),
    [
        ({"file": FILE, "database": None, "table": None}, FlagFile),
        ({"file": None, "database": database(hand="psql"), "table": TABLE}, FlagTable),
    ],
    ids=["a file", "a table"],
)
def test_a_store_is_opened_without_a_look_at_the_machine(params: dict[str, t.Any], kind: type) -> None:
    host = MemoryHost()
    with open_store(params, host, "feature_flag") as store:
        assert isinstance(store, kind)
    host.finish()


def test_a_host_without_driver_and_program_is_noticed_on_reading() -> None:
    host = MemoryHost(family="windows")
    with open_store({"file": None, "database": database(), "table": TABLE}, host, "feature_flag") as store, pytest.raises(Missing):
        store.read(Query(None))
