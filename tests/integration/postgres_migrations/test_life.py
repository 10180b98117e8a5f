# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a team does with its migrations, from the first one to the way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.postgres_migrations.project import Project
from tests.module_run import ROOT, run_module

UCRMANAGER = ROOT / "tests" / "apps" / "ucrmanager" / "migrations"
ORDER = [
    "0001_initial_schema.sql",
    "0002_feature_flags.sql",
    "0003_3cx_integration.sql",
    "0004_country_codes.sql",
    "add_country_codes.sql",
    "0005_manual_phone_entry.sql",
    "0006_connectwise_integration.sql",
]
VERSIONS = [Path(name).stem for name in ORDER]
TABLES = [
    "admin_users",
    "audit_logs",
    "connectwise_credentials",
    "country_codes",
    "customer_tenants",
    "feature_flag_overrides",
    "feature_flags",
    "phone_number_inventory",
    "tenant_3cx_credentials",
]


@pytest.fixture
def ucrmanager(project: Project) -> Project:
    """The seven files of UCRManager, one of which has no number."""
    project.folder = UCRMANAGER
    project.options = {"order": ORDER, "release": "2027.1"}
    return project


def test_seven_files_are_foretold_applied_once_and_left_alone(ucrmanager: Project) -> None:
    foretold = ucrmanager.applied(check=True)
    assert foretold == [f"apply {version}" for version in VERSIONS] and ucrmanager.tables() == [] and ucrmanager.ledger() == {}
    assert ucrmanager.applied() == foretold
    assert ucrmanager.tables() == TABLES
    assert ucrmanager.ledger() == dict.fromkeys(VERSIONS, "applied")
    assert ucrmanager.ask("SELECT name FROM country_codes WHERE iso_code = 'CI'") == "Côte d’Ivoire"
    kinds = "SELECT array_agg(DISTINCT kind || ' ' || release || ' ' || (digest ~ '^[0-9a-f]{64}$')) FROM golive_migrations"
    assert sorted(ucrmanager.ask(kinds)) == ["seed 2027.1 true", "versioned 2027.1 true"]
    before = ucrmanager.ask("SELECT jsonb_agg(l ORDER BY rank) FROM (SELECT xmin::text, * FROM golive_migrations) AS l")
    assert ucrmanager.applied() == ucrmanager.applied(check=True) == []
    assert ucrmanager.ask("SELECT jsonb_agg(l ORDER BY rank) FROM (SELECT xmin::text, * FROM golive_migrations) AS l") == before


def test_the_result_names_each_with_its_time(ucrmanager: Project) -> None:
    done = ucrmanager.run().json["migrations"]
    assert [(one["version"], one["state"], one["kind"]) for one in done][4] == ("add_country_codes", "applied", "seed")
    assert all(isinstance(one["ms"], int) and one["applied_at"] for one in done)
    args = {"database": ucrmanager.args()["database"]}
    found = run_module("postgres_migrations_info", args).json
    assert (found["head"], found["managed"], found["changed"]) == (VERSIONS[-1], True, False)
    assert [one["version"] for one in found["migrations"]] == VERSIONS
    assert [one["version"] for one in found["migrations"] if one["has_down"]] == [VERSIONS[5], VERSIONS[6]]


def test_the_way_back_is_walked_by_what_the_ledger_kept(ucrmanager: Project, tmp_path: Path) -> None:
    ucrmanager.applied()
    old = tmp_path / "old release"
    old.mkdir()
    for name in ORDER[:5]:
        (old / name).write_bytes((UCRMANAGER / name).read_bytes())
    ucrmanager.folder = old
    ucrmanager.options = {"order": ORDER[:5]}
    assert "have no file: 0005_manual_phone_entry, 0006_connectwise_integration; deploy the release" in ucrmanager.refused(
        target=VERSIONS[4]
    )
    wish = {"target": VERSIONS[4], "walk_back": True}
    assert ucrmanager.applied(check=True, **wish) == ["undo 0006_connectwise_integration", "undo 0005_manual_phone_entry"]
    assert "connectwise_credentials" in ucrmanager.tables()
    ucrmanager.applied(**wish)
    assert "connectwise_credentials" not in ucrmanager.tables()
    assert ucrmanager.applied(**wish) == []
    ucrmanager.folder, ucrmanager.options = UCRMANAGER, {"order": ORDER}
    assert ucrmanager.applied() == [f"apply {version}" for version in VERSIONS[5:]]
    assert ucrmanager.tables() == TABLES


def test_where_there_is_no_way_back_nothing_is_undone(ucrmanager: Project) -> None:
    ucrmanager.applied()
    said = ucrmanager.refused(target=VERSIONS[1], walk_back=True)
    assert "no way back over 0003_3cx_integration, 0004_country_codes, add_country_codes" in said and "restore the backup" in said
    assert ucrmanager.tables() == TABLES


def test_a_database_that_is_there_already_is_taken_over(ucrmanager: Project) -> None:
    for name in ORDER[:4]:
        ucrmanager.do((UCRMANAGER / name).read_text())
    assert "but has public.admin_users, public.audit_logs" in ucrmanager.refused()
    done = ucrmanager.applied(baseline=VERSIONS[3])
    assert done == [*(f"record {version}" for version in VERSIONS[:4]), *(f"apply {version}" for version in VERSIONS[4:])]
    assert list(ucrmanager.ledger().values()) == ["baseline"] * 4 + ["applied"] * 3
    assert ucrmanager.applied(baseline=VERSIONS[3]) == ucrmanager.applied() == []


def test_what_is_repeatable_is_repeated_when_its_text_is_another(project: Project) -> None:
    project.write(_1_table="CREATE TABLE t (a int, b int);", R__view="CREATE OR REPLACE VIEW v AS SELECT a FROM t;")
    assert project.applied() == ["apply 1", "apply view"]
    assert project.applied() == []
    project.write(R__view="CREATE OR REPLACE VIEW v AS SELECT a, b FROM t;")
    assert project.applied() == ["apply view"]
    assert project.ask("SELECT count(*) FROM pg_attribute WHERE attrelid = 'v'::regclass AND attnum > 0") == 2
    assert project.applied() == []


def test_what_was_edited_is_refused_until_a_person_says_that_only_the_text_matters(project: Project) -> None:
    project.write(_1_a="CREATE TABLE a ();", _2_b="CREATE TABLE b ();")
    project.applied()
    project.write(_1_a="-- better said\nCREATE TABLE a ();", _3_c="CREATE TABLE c ();")
    assert "edited after ledger public.golive_migrations says they were applied: 1 (1_a.sql is " in project.refused()
    assert project.tables() == ["a", "b"]
    assert project.applied(repair=["1"]) == ["repair 1", "apply 3"]
    assert project.applied() == []


def test_line_ends_and_a_byte_order_mark_are_no_edit(project: Project) -> None:
    project.write(_1_a="CREATE TABLE a (\n  i int\n);\n")
    project.applied()
    project.write(_1_a=b"\xef\xbb\xbfCREATE TABLE a (\r\n  i int\r\n);\r\n")
    assert project.applied() == []


def test_what_is_late_is_refused_until_it_is_said_to_fit(project: Project) -> None:
    project.write(_1_a="CREATE TABLE a ();", _3_c="CREATE TABLE c ();")
    project.applied()
    project.write(_2_b="CREATE TABLE b ();")
    assert "2_b.sql; give them later numbers" in project.refused()
    assert project.applied(out_of_order=True) == ["apply 2"]
    assert project.applied() == []


def test_the_ledger_may_be_elsewhere(project: Project) -> None:
    project.write(_1_a="CREATE TABLE a ();")
    elsewhere = {"schema": "go live", "name": 'the "ledger"'}
    assert project.applied(ledger=elsewhere) == ["apply 1"]
    assert project.applied(ledger=elsewhere) == []
    assert project.ask('SELECT count(*) FROM "go live"."the ""ledger"""') == 1
