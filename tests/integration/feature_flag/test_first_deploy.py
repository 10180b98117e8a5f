# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode on a host where nothing is set up yet: what an earlier step provides is assumed, and said; a real run fails."""

from __future__ import annotations

import sys
import typing as t
from collections.abc import Callable
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError

from tests.integration.feature_flag.endpoints import closed_port
from tests.integration.feature_flag.stores import Store
from tests.integration.feature_flag.tables import Schema

pytestmark = pytest.mark.lab

ON = {"key": "ui", "enabled": True}
OFF = {"key": "api", "enabled": False}
PLANNED = [("create", "ui", "planned"), ("create", "api", "planned")]


def assumes(store: Store, said: str) -> None:
    """In check mode with on_missing: plan all is planned as new; everything else fails, and says why."""
    predicted = store.run(ON, OFF, check=True, on_missing="plan")
    assert [(action["what"], action["id"], action["status"]) for action in predicted["actions"]] == PLANNED
    assert said in predicted["assumed"]
    assert predicted["assumed"].endswith("then run again.")
    asked = store.ask(check=True, on_missing="plan")
    assert (asked["flags"], said in asked["assumed"]) == ([], True)
    for how in ({"check": True}, {"on_missing": "plan"}, {}):
        with pytest.raises(Missing, match="run again") as refused:
            store.run(ON, OFF, **how)
        assert said in refused.value.msg
    for how in ({"check": True}, {"on_missing": "plan"}, {}):
        with pytest.raises(Missing):
            store.ask(**how)


Change = Callable[[Store], Store]
NOT_THERE: dict[str, tuple[Change, str]] = {
    "server": (lambda store: store.reached(host="127.0.0.1", port=closed_port()), "Connection refused"),
    "name": (lambda store: store.reached(host="db.invalid"), "db.invalid"),
    "database": (lambda store: store.reached(name="not_there"), 'database "not_there" does not exist'),
    "schema": (lambda store: Store({**store.place, "table": {**store.place["table"], "schema": "not_there"}}), "does not exist"),
    "table": (lambda store: Store({**store.place, "table": {**store.place["table"], "name": "not_there"}}), "does not exist"),
}


@pytest.mark.parametrize(("change", "said"), NOT_THERE.values(), ids=NOT_THERE)
def test_without_its(schema: Schema, table: Store, change: Change, said: str) -> None:
    before = schema.snapshot()
    assumes(change(table), said)
    assert schema.snapshot() == before


def without_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take psycopg out of this Python's sight."""
    monkeypatch.setitem(sys.modules, "psycopg", None)


def test_without_psql(schema: Schema, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assumes(schema.store("psql"), "psql; install python3-psycopg or postgresql-client")
    without_driver(monkeypatch)
    assumes(schema.store("auto"), "this host has neither psycopg 3.1 nor psql; install python3-psycopg or postgresql-client")


def test_without_psycopg(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    without_driver(monkeypatch)
    assumes(schema.store("psycopg"), "this Python does not have it; install python3-psycopg or say hand: psql")
    assert schema.store("auto").run(ON)["changed"]


@pytest.mark.parametrize(
    "psql", [["golive-no-such-program", "psql"], ["/golive/no/such/psql"], ["docker", "exec", "-i", "golive-none", "psql"]]
)
def test_without_what_leads_to_psql(schema: Schema, psql: list[str]) -> None:
    store = Store({**schema.store("psql").place, "database": {"name": "app", "psql": psql}})
    assumes(store, psql[0])


@pytest.mark.parametrize("kind", ["json", "dotenv"])
def test_without_its_folder(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "not" / "there" / "flags"
    assumes(Store({"file": {"path": str(path), "format": kind}}), f"The folder {path.parent} of {path} does not exist")
    assert list(tmp_path.iterdir()) == []


def test_a_fault_is_never_assumed_away(schema: Schema, table: Store, tmp_path: Path) -> None:
    (tmp_path / "flags").write_text("{")
    (tmp_path / "flags").chmod(0o600)
    torn = Store({"file": {"path": str(tmp_path / "flags")}})
    schema.do("CREATE TABLE twice (key text, enabled boolean); INSERT INTO twice SELECT 'ui', true FROM generate_series(1, 2)")
    twice = schema.store("psycopg", "twice", {"key": "key", "enabled": "enabled"})
    wrong = table.reached(password="wrong but long")
    strange = table.reached(sslmode="verify-full", sslrootcert=str(tmp_path / "flags"))
    faults = [
        (wrong, "password authentication failed"),
        (strange, "certificate"),
        (table.having(key="not_there"), "column t.not_there does not exist"),
        (torn, "is no json file"),
        (twice, "has two rows"),
    ]
    for store, said in faults:
        with pytest.raises(StackError, match=said):
            store.run(ON, check=True, on_missing="plan")


def test_a_wish_that_can_not_come_true_is_refused_before_anything_is_there(table: Store) -> None:
    nowhere = table.reached(name="not_there")
    wishes: list[dict[str, t.Any]] = [{**ON, "tenant": "acme"}, {**ON, "only_from": "disabled"}, {**ON, "expires": "2020-01-01"}]
    for wish in wishes:
        with pytest.raises(StackError, match="has no place|only from disabled but is absent|was to be gone"):
            nowhere.run(wish, check=True, on_missing="plan")
