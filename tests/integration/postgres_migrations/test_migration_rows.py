# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of UCRManager's guide and assessment that its seven files prove."""

from __future__ import annotations

import hashlib

import pytest

from tests.integration.postgres_migrations.project import Project
from tests.integration.postgres_migrations.test_life import ORDER, UCRMANAGER, VERSIONS

MADE = {
    VERSIONS[1]: "feature_flags",
    VERSIONS[2]: "tenant_3cx_credentials",
    VERSIONS[3]: "country_codes",
    VERSIONS[6]: "connectwise_credentials",
}
COUNTRIES = 10


@pytest.fixture
def migrated(project: Project) -> Project:
    """UCRManager's database with all seven."""
    project.folder, project.options = UCRMANAGER, {"order": ORDER}
    project.applied()
    return project


@pytest.mark.row("UCR-043", "UCR-044", "UCR-045", "UCR-046", "UCR-047", "UCR-049", "UCR-050", "UCA-049")
def test_the_ledger_has_each_with_its_checksum_and_the_database_what_it_makes(migrated: Project) -> None:
    found = migrated.ask("SELECT jsonb_object_agg(version, digest) FROM golive_migrations WHERE state = 'applied'")
    assert found == {version: hashlib.sha256((UCRMANAGER / f"{version}.sql").read_bytes()).hexdigest() for version in VERSIONS}
    assert {version for version, table in MADE.items() if table in migrated.tables()} == set(MADE)
    assert migrated.applied() == migrated.applied(check=True) == []


@pytest.mark.row("UCR-048")
def test_the_seed_stands_between_0004_and_0005_and_its_names_read_as_they_are_written(migrated: Project) -> None:
    order = migrated.ask("SELECT array_agg(version || ' ' || kind ORDER BY rank) FROM golive_migrations WHERE rank BETWEEN 4 AND 6")
    assert order == ["0004_country_codes versioned", "add_country_codes seed", "0005_manual_phone_entry versioned"]
    assert migrated.ask("SELECT count(*) FROM country_codes") == COUNTRIES
    names = migrated.ask("SELECT array_agg(name ORDER BY name) FROM country_codes WHERE iso_code IN ('AT', 'CI', 'ES', 'TR')")
    assert sorted(names) == sorted(["Österreich", "Côte d’Ivoire", "España", "Türkiye"])
