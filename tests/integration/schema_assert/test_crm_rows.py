# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of BEC CRM's checklist that a task of a few lines proves."""

from __future__ import annotations

import pytest

from tests.integration.schema_assert.asserted import There

pytestmark = pytest.mark.lab

NAMES = ("activities", "alembic_version", "attachments", "clients", "contacts", "deals", "devices", "invoices", "notes", "payments", "tags")
THIRTEEN = """
expect:
  tables: [activities, alembic_version, attachments, clients, contacts, deals, devices, invoices, notes, payments, tags, tickets, users]
"""
NEW_COLUMNS = """
unexpected: ignore
expect:
  tables:
    clients:
      columns:
        notes: text
        language: {type: varchar(5), nullable: false, default: "'de'"}
        pos_terminal_id: uuid
        pos_installed_at: timestamptz
        pos_price: {type: "numeric(10, 2)", default: 0}
"""


@pytest.fixture
def crm(there: There) -> There:
    """Thirteen tables."""
    for name in (*NAMES, "tickets", "users"):
        there.do(f"CREATE TABLE {name} (id serial PRIMARY KEY)")
    there.do(
        "ALTER TABLE clients ADD notes text, ADD language varchar(5) NOT NULL DEFAULT 'de', ADD pos_terminal_id uuid,"
        " ADD pos_installed_at timestamptz, ADD pos_price numeric(10,2) DEFAULT 0"
    )
    return there


@pytest.mark.row("BEC-047")
def test_the_names_of_the_thirteen_tables_are_the_declared_ones(crm: There) -> None:
    assert crm.findings(THIRTEEN) == []
    crm.do('ALTER TABLE users RENAME TO "Users"')
    assert crm.findings(THIRTEEN) == [("missing_table", "public.users"), ("unexpected_table", "public.Users")]


@pytest.mark.row("BEC-048")
def test_the_new_columns_exist_with_their_types(crm: There) -> None:
    assert crm.findings(NEW_COLUMNS) == []
    crm.do(
        "ALTER TABLE clients DROP notes, ALTER language DROP NOT NULL, ALTER language SET DEFAULT 'en',"
        " ALTER pos_price TYPE numeric(12,2), ALTER pos_installed_at TYPE timestamp"
    )
    assert sorted(crm.findings(NEW_COLUMNS)) == [
        ("column_type", "public.clients.pos_installed_at", "timestamp without time zone"),
        ("column_type", "public.clients.pos_price", "numeric(12,2)"),
        ("default", "public.clients.language", "'en'::character varying"),
        ("missing_column", "public.clients.notes"),
        ("nullable", "public.clients.language", True),
    ]
