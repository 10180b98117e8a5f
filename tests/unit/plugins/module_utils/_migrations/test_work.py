# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules do, by psql on a machine in memory."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._database.settings import DATABASE_SPEC
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._execute import Run
from ansible_collections.golive.stack.plugins.module_utils._host import Completed
from ansible_collections.golive.stack.plugins.module_utils._migrations.spec import ARGUMENT_SPEC
from ansible_collections.golive.stack.plugins.module_utils._migrations.work import list_migrations, migrate

from tests.unit.memory_host import MemoryHost

ROW = {"version": "1", "title": "one", "kind": "versioned", "digest": "", "state": "applied", "rank": 1}


class Answering(MemoryHost):
    """Every question to psql has the same answer."""

    def __init__(self, answer: t.Any) -> None:
        super().__init__(programs=["psql"], check=True)
        self._answer = json.dumps(answer)

    def run_read(self, argv: t.Sequence[str], **how: t.Any) -> Completed:
        """Answer."""
        return Completed(0, self._answer, "")


def options(**given: t.Any) -> dict[str, t.Any]:
    """The module's options, with what was left out filled in."""
    database = {**{name: option.get("default") for name, option in DATABASE_SPEC["options"].items()}, "name": "app", "hand": "psql"}
    left_out = {name: option.get("default") for name, option in ARGUMENT_SPEC.items()}
    return {**left_out, "database": database, "ledger": {"schema": "public", "name": "done"}, **given}


def test_what_is_pending_is_foretold(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}_a.sql").write_text("SELECT 1;")
    found = migrate(options(path=str(tmp_path)), Run(check=True), Answering({"revision": 1, "rows": [ROW]}))
    assert found["changed"] and [(action["what"], action["id"], action["status"]) for action in found["actions"]] == [
        ("apply", "2", "planned")
    ]
    assert [(one["version"], one["state"]) for one in found["migrations"]] == [("1", "applied"), ("2", "applied")]


def test_the_ledger_is_listed() -> None:
    again = {**ROW, "version": "view", "kind": "repeatable", "rank": 2}
    found = list_migrations(options(), Run(), Answering({"revision": 2, "rows": [ROW, again]}))
    assert (found["changed"], found["head"], found["managed"]) == (False, "1", True)
    assert [one["version"] for one in found["migrations"]] == ["1", "view"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StackError, match="folder .*nowhere of migrations is not there"):
        migrate(options(path=str(tmp_path / "nowhere")), Run(), Answering({}))
