# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of UCRManager's checklists that a task of a few lines proves, on tables as that system has them."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest

from tests import postgres
from tests.integration.schema_assert.asserted import There

pytestmark = pytest.mark.lab

TABLES = """
CREATE TABLE admin_users (id serial PRIMARY KEY, email text UNIQUE NOT NULL, password_hash text NOT NULL);
CREATE TABLE customer_tenants (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL);
CREATE TABLE phone_number_inventory (id serial PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES customer_tenants, number text);
CREATE TABLE feature_flags (feature_key text PRIMARY KEY, is_enabled boolean NOT NULL DEFAULT false);
CREATE TABLE tenant_3cx_credentials (tenant_id uuid PRIMARY KEY REFERENCES customer_tenants, password text NOT NULL);
CREATE TABLE connectwise_credentials (tenant_id uuid PRIMARY KEY REFERENCES customer_tenants, private_key text NOT NULL);
CREATE TABLE audit_logs (id bigserial PRIMARY KEY, actor_id int REFERENCES admin_users, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE country_codes (code char(2) PRIMARY KEY, name text NOT NULL);
CREATE INDEX ON phone_number_inventory (tenant_id);
CREATE INDEX ON audit_logs (actor_id);
"""
ACME = "'00000000-0000-0000-0000-00000000000a'"
CORE_TABLES = """
expect:
  tables: [admin_users, customer_tenants, phone_number_inventory, feature_flags, tenant_3cx_credentials, connectwise_credentials,
           audit_logs, country_codes]
"""
FOREIGN_KEYS = """
expect:
  constraints: [phone_number_inventory_tenant_id_fkey, tenant_3cx_credentials_tenant_id_fkey,
                connectwise_credentials_tenant_id_fkey, audit_logs_actor_id_fkey]
foreign_keys: {validated: true}
"""
NO_ORPHANS = "foreign_keys: {orphans: true}"
HASHES = r"""
assertions:
  - name: every password is a bcrypt hash with a cost of 10 or more
    sql: SELECT count(*) FROM admin_users WHERE password_hash !~ '^\$2[aby]\$(1[0-9]|2[0-9]|3[01])\$[./A-Za-z0-9]{53}$'
    expect: 0
"""
ENVELOPES = """
assertions:
  - name: every credential is in an envelope
    sql: |
      WITH stored AS (SELECT password AS value FROM tenant_3cx_credentials UNION ALL SELECT private_key FROM connectwise_credentials)
      SELECT count(*) FROM stored WHERE value !~ '^v1:[A-Za-z0-9+/]{16}:[A-Za-z0-9+/]+={0,2}$'
    expect: 0
  - name: no nonce occurs twice
    sql: |
      WITH stored AS (SELECT password AS value FROM tenant_3cx_credentials UNION ALL SELECT private_key FROM connectwise_credentials)
      SELECT count(*) - count(DISTINCT split_part(value, ':', 2)) FROM stored
    expect: 0
"""


@pytest.fixture
def ucrmanager(there: There) -> There:
    """The eight tables, with one tenant."""
    there.do(TABLES)
    there.do(f"INSERT INTO customer_tenants VALUES ({ACME}, 'Acme')")
    return there


@pytest.mark.row("UCR-051")
def test_the_eight_core_tables_exist_and_what_is_not_expected_is_listed(ucrmanager: There) -> None:
    assert ucrmanager.findings(CORE_TABLES) == []
    ucrmanager.do("DROP TABLE country_codes; ALTER TABLE audit_logs RENAME TO audit_log; CREATE VIEW country_codes AS SELECT 1 AS one")
    assert ucrmanager.findings(CORE_TABLES) == [
        ("missing_table", "public.audit_logs"),
        ("missing_table", "public.country_codes"),
        ("unexpected_table", "public.audit_log"),
    ]


@pytest.mark.row("UCA-061")
def test_every_declared_foreign_key_exists_and_is_validated(ucrmanager: There) -> None:
    assert ucrmanager.findings(FOREIGN_KEYS) == []
    ucrmanager.do(
        "ALTER TABLE audit_logs DROP CONSTRAINT audit_logs_actor_id_fkey;"
        " ALTER TABLE phone_number_inventory DROP CONSTRAINT phone_number_inventory_tenant_id_fkey,"
        " ADD CONSTRAINT phone_number_inventory_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES customer_tenants NOT VALID"
    )
    assert ucrmanager.findings(FOREIGN_KEYS) == [
        ("missing_constraint", "public.audit_logs_actor_id_fkey"),
        ("unvalidated_foreign_key", "public.phone_number_inventory.phone_number_inventory_tenant_id_fkey", "not validated"),
    ]


@pytest.mark.row("UCA-059")
def test_no_relation_has_rows_that_point_at_nothing(ucrmanager: There) -> None:
    assert ucrmanager.findings(NO_ORPHANS) == []
    # As a restore does, that does not look at foreign keys.
    ucrmanager.do(
        "BEGIN; SET LOCAL session_replication_role = replica; INSERT INTO audit_logs (actor_id) VALUES (7), (8), (NULL);"
        " DELETE FROM customer_tenants; INSERT INTO phone_number_inventory (tenant_id, number) VALUES (gen_random_uuid(), '1'); COMMIT"
    )
    assert ucrmanager.findings(NO_ORPHANS) == [
        ("orphans", "public.audit_logs.audit_logs_actor_id_fkey", 2),
        ("orphans", "public.phone_number_inventory.phone_number_inventory_tenant_id_fkey", 1),
    ]


@pytest.mark.row("UCA-066")
def test_every_password_is_a_bcrypt_hash_of_enough_cost(ucrmanager: There) -> None:
    insert = "INSERT INTO admin_users (email, password_hash) VALUES "
    ucrmanager.do(f"{insert} ('a', '$2b$12${'x' * 53}'), ('b', '$2y$10${'A' * 53}'), ('c', '$2a$31${'.' * 53}')")
    assert ucrmanager.findings(HASHES) == []
    for hashed in (f"$2b$09${'x' * 53}", f"$2b$12${'x' * 52}", "canary", f"$argon2id${'x' * 55}", f"$2b$12${'x' * 53}\n"):
        ucrmanager.do(f"{insert} ('d', '{hashed}')")
        assert [found for _kind, _name, found in ucrmanager.findings(HASHES)] == ["something else"], hashed
        ucrmanager.do("DELETE FROM admin_users WHERE email = 'd'")


def test_what_is_no_hash_is_told_nowhere(ucrmanager: There) -> None:
    ucrmanager.do("INSERT INTO admin_users (email, password_hash) VALUES ('a', 'canary')")
    result = ucrmanager.process(HASHES, diff=True)
    assert (result.rc, len(result.json["findings"])) == (1, 1)
    assert "canary" not in result.out + result.err


@pytest.mark.row("UCA-060")
def test_every_credential_is_in_an_envelope_with_a_nonce_of_its_own(ucrmanager: There) -> None:
    ucrmanager.do(f"INSERT INTO tenant_3cx_credentials VALUES ({ACME}, 'v1:{'a' * 16}:{'b' * 42}==')")
    ucrmanager.do(f"INSERT INTO connectwise_credentials VALUES ({ACME}, 'v1:{'b' * 16}:{'c' * 44}')")
    assert ucrmanager.findings(ENVELOPES) == []
    ucrmanager.do(f"UPDATE connectwise_credentials SET private_key = 'v1:{'a' * 16}:{'c' * 44}'")
    assert ucrmanager.findings(ENVELOPES) == [("assertion", "no nonce occurs twice", "something else")]
    ucrmanager.do("UPDATE connectwise_credentials SET private_key = 'canary'")
    assert ucrmanager.findings(ENVELOPES) == [("assertion", "every credential is in an envelope", "something else")]


@pytest.mark.parametrize("way", ["snapshot", "dump"])
def test_production_is_the_same_as_development(
    server: postgres.Server, ucrmanager: There, tmp_path: Path, way: str, dump_of: t.Callable[[There], str]
) -> None:
    development = There.fresh(server)
    reference = tmp_path / "reference"
    try:
        development.do(TABLES)
        reference.write_text(json.dumps(development.run()["snapshot"]) if way == "snapshot" else dump_of(development))
        assert ucrmanager.findings(reference=str(reference)) == []
        development.do("ALTER TABLE country_codes ADD COLUMN dial text; DROP TABLE feature_flags")
        reference.write_text(json.dumps(development.run()["snapshot"]) if way == "snapshot" else dump_of(development))
    finally:
        development.drop()
    expected = {
        "snapshot": [("unexpected_table", "public.feature_flags"), ("missing_column", "public.country_codes.dial")],
        "dump": ["CONSTRAINT public.feature_flags feature_flags_pkey", "TABLE public.feature_flags", "TABLE public.country_codes"],
    }
    found = ucrmanager.findings(reference=str(reference))
    assert (found if way == "snapshot" else [one[1] for one in found]) == expected[way]
