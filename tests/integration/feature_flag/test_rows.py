# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the checklists that feature flags fulfil, proven with the flags that the demo declares."""

from __future__ import annotations

import time
import typing as t
from dataclasses import dataclass

import pytest
import yaml
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError

from tests.integration.feature_flag.flagged_app import serving
from tests.integration.feature_flag.stores import Options, Store
from tests.integration.feature_flag.tables import Schema
from tests.module_run import ROOT

pytestmark = pytest.mark.lab

DECLARED = yaml.safe_load((ROOT / "inventories/demo/group_vars/ucrmanager/flags.yml").read_text())["feature_flags_stores"]
PILOT = "connectwise_integration"
WITHIN = 60.0
VERSIONS = "SELECT feature_key, xmin::text FROM feature_flags"


@dataclass(frozen=True)
class Demo:
    """The demo's two tables in a schema of a test's own: one for everybody, one for pilot tenants."""

    schema: Schema
    hand: str

    def store(self, number: int) -> Store:
        """Return one of the declared stores."""
        option = self.schema.server.option(self.schema.database, hand=self.hand)
        return Store({"database": option, "table": {**DECLARED[number]["table"], "schema": self.schema.name}})

    def expose(self) -> list[dict[str, t.Any]]:
        """Make every store what is declared."""
        return [self.store(number).run(*declared["flags"]) for number, declared in enumerate(DECLARED)]

    def do(self, statement: str, *values: t.Any) -> None:
        """Change something behind the task's back."""
        self.schema.connection.execute(statement, values)  # type: ignore[arg-type]

    def rows(self, question: str, *values: t.Any) -> list[t.Any]:
        """Ask the server itself."""
        return sorted(self.schema.connection.execute(question, values).fetchall())  # type: ignore[arg-type]


@pytest.fixture
def demo(schema: Schema, hand: str) -> Demo:
    """Empty tables."""
    return Demo(schema, hand)


def declared(key: str) -> Options:
    """Return what is declared of a flag for everybody."""
    return next(flag for flag in DECLARED[0]["flags"] if flag["key"] == key)


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("connectwise_integration", marks=pytest.mark.row("UCR-088")),
        pytest.param("3cx_integration", marks=pytest.mark.row("UCR-089")),
        pytest.param("allow_manual_phone_entry", marks=pytest.mark.row("UCR-090")),
    ],
)
def test_setting_a_flag_touches_one_row_and_reads_it_back(demo: Demo, key: str) -> None:
    wish = declared(key)
    keys = [flag["key"] for flag in DECLARED[0]["flags"]]
    demo.do("INSERT INTO feature_flags SELECT unnest(%s::text[]), %s", keys, not wish["enabled"])
    before = demo.rows(VERSIONS)
    done = demo.store(0).run(wish)
    assert [flag for flag, version in set(before) ^ set(demo.rows(VERSIONS))] == [key, key]
    assert done["flags"][0]["enabled"] == wish["enabled"]
    assert demo.store(0).ask(keys=[key])["flags"][0]["enabled"] == wish["enabled"]
    assert demo.rows("SELECT is_enabled FROM feature_flags WHERE feature_key = %s", key) == [(wish["enabled"],)]
    demo.store(0).run(*done["undo"])
    assert demo.rows("SELECT is_enabled FROM feature_flags WHERE feature_key = %s", key) == [(not wish["enabled"],)]


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("connectwise_integration", marks=pytest.mark.row("UCA-055")),
        pytest.param("3cx_integration", marks=pytest.mark.row("UCA-056")),
        pytest.param("3cx_grafana", marks=pytest.mark.row("UCA-057")),
        pytest.param("allow_manual_phone_entry", marks=pytest.mark.row("UCA-058")),
    ],
)
def test_the_stored_state_is_the_declared_one(demo: Demo, key: str) -> None:
    demo.do("INSERT INTO feature_flags VALUES (%s, true)", key)
    demo.expose()
    assert demo.rows("SELECT is_enabled FROM feature_flags WHERE feature_key = %s", key) == [(declared(key)["enabled"],)]
    tenants = [(flag["tenant"], flag["enabled"]) for flag in DECLARED[1]["flags"] if flag["key"] == key]
    assert demo.rows("SELECT tenant_id, is_enabled FROM feature_flag_overrides WHERE feature_key = %s", key) == sorted(tenants)
    assert not any(done["changed"] for done in demo.expose())


@pytest.mark.row("UCA-057")
def test_the_future_feature_stays_off(demo: Demo) -> None:
    for _ in range(2):
        demo.expose()
        assert demo.rows("SELECT is_enabled FROM feature_flags WHERE feature_key = '3cx_grafana'") == [(False,)]
        assert demo.rows("SELECT FROM feature_flag_overrides WHERE feature_key = '3cx_grafana' AND is_enabled") == []
        demo.do("UPDATE feature_flags SET is_enabled = true WHERE feature_key = '3cx_grafana'")
    assert any(action["id"] == "3cx_grafana" for action in demo.expose()[0]["actions"])


@pytest.mark.row("UCA-055", "UCA-120")
def test_a_pilot_is_one_to_three_tenants_and_no_other(demo: Demo) -> None:
    demo.expose()
    pilots = [flag["tenant"] for flag in DECLARED[1]["flags"] if flag["key"] == PILOT and flag["enabled"]]
    asked = "SELECT tenant_id FROM feature_flag_overrides WHERE feature_key = 'connectwise_integration' AND is_enabled"
    assert 1 <= len(pilots) <= 3
    assert demo.rows(asked) == [(tenant,) for tenant in sorted(pilots)]
    assert demo.rows("SELECT is_enabled FROM feature_flags WHERE feature_key = 'connectwise_integration'") == [(False,)]
    for tenant in ("stranger-1", "stranger-2"):
        demo.do("INSERT INTO feature_flag_overrides VALUES ('connectwise_integration', %s, true)", tenant)
    with pytest.raises(StackError, match="more than its max_tenants of 3"):
        demo.expose()


@pytest.mark.row("UCA-137")
def test_rolling_a_feature_back_hides_its_route(demo: Demo) -> None:
    tenants = [flag["tenant"] for flag in DECLARED[1]["flags"] if flag["key"] == PILOT]
    back = [{**flag, "enabled": False} for flag in DECLARED[1]["flags"] if flag["key"] == PILOT]
    with serving(demo.schema) as app:
        assert {app.status(PILOT, tenant) for tenant in tenants} == {404}
        demo.expose()
        assert {app.status(PILOT, tenant) for tenant in tenants} == {200}
        assert app.status(PILOT, "stranger") == 404
        started = time.monotonic()
        done = demo.store(1).run(*back)
        assert {app.status(PILOT, tenant) for tenant in tenants} == {404}
        assert time.monotonic() - started < WITHIN
        assert demo.rows("SELECT DISTINCT is_enabled FROM feature_flag_overrides WHERE feature_key = %s", PILOT) == [(False,)]
        demo.store(1).run(*done["undo"])
        assert {app.status(PILOT, tenant) for tenant in tenants} == {200}
