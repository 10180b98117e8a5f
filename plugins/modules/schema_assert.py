#!/usr/bin/python

# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: schema_assert
short_description: Fail where a PostgreSQL database is not as asserted
version_added: 1.0.0
description:
  - Compares the schema and the data of a PostgreSQL database with what is asserted, changes nothing, and tells all that is not the same
    in one run. What is asserted may be tables with their columns, a snapshot or a dump of another database, that foreign keys
    hold, or values that statements of yours must give.
  - The catalog is read by one query, with a pinned C(search_path), in a read-only transaction. Objects that belong to an extension
    are not looked at on their own, nor are partitions that nobody names.
  - Data are never shown. Names of objects, types, defaults and numbers of rows are.
  - Rows that row-level security would hide from the user of O(database) are a failure, since a count without them would prove nothing.
    Log in as the owner of the tables, or as a role with C(BYPASSRLS).
author:
  - The golive.stack contributors (@golive-stack)
requirements:
  - PostgreSQL 13 or later
  - pg_dump of the server's version or a later one, only when O(reference) is a dump
extends_documentation_fragment:
  - golive.stack.attributes
  - golive.stack.attributes.info
  - golive.stack.stack
  - golive.stack.database
options:
  database:
    required: true
  schemas:
    description: The schemas that are looked at. A name in O(expect) without a schema is of the first. One that does not exist is a finding.
    type: list
    elements: str
    default: [public]
  expect:
    description: What must be there.
    type: dict
    suboptions:
      tables:
        description:
          - All tables of O(schemas), as a list of names, or as names with what is expected of each. What is left out is not looked at.
          - C(columns) are all columns of the table, as a list of names, or each with its type, or with C(type), C(nullable) and C(default).
            Types may be written as in SQL, such as V(varchar(40)) or V(timestamptz). A default is written as in SQL, V(null) for none.
          - C(primary_key) is a list of columns in their order, C(owner) a role, C(row_level_security) whether it is enabled.
          - C(rows) has C(exactly), or C(min) or C(max) or both; no more rows are counted than needed to know.
        type: raw
      indexes:
        description: Indexes that must be there, among others. One that was built halfway is there.
        type: list
        elements: str
      constraints:
        description: Constraints that must be there, among others.
        type: list
        elements: str
      extensions:
        description: Extensions that must be there, among others.
        type: list
        elements: str
      views:
        description: Views, materialized ones included, that must be there, among others.
        type: list
        elements: str
      functions:
        description: Functions and procedures that must be there, among others, by name or as V(name(integer, text\)).
        type: list
        elements: str
  reference:
    description:
      - What the database must be the same as. The absolute path of a file on the target, or what stands in it.
      - A snapshot is what this module returned as RV(snapshot) for another database, as JSON. Parts that are taken out of it are not
        looked at. Compared are tables with columns, constraints, indexes, triggers and policies, and views, functions, types,
        sequences and extensions; not the order of columns, owners, rights, comments, or versions of extensions.
      - A dump is the text of C(pg_dump --schema-only) from a server of the same major version, compared with one that is made now by
        the C(pg_dump) beside psql. Its order, owners, rights and settings do not matter; the order of columns, comments and partitions do.
        Give its path. Extensions are not compared.
    type: raw
  unexpected:
    description:
      - Whether tables and columns that O(expect) does not name, and anything that O(reference) does not have, are a failure,
        a warning, or nothing.
      - What is missing or different is a failure in any case.
    type: str
    choices: [fail, warn, ignore]
    default: fail
  foreign_keys:
    description: What must be true of every foreign key of the tables in O(schemas).
    type: dict
    suboptions:
      validated:
        description: No foreign key is C(NOT VALID) or C(NOT ENFORCED).
        type: bool
        default: false
      indexed:
        description:
          - Every foreign key has a valid index whose first columns are those of the key, in any order. A partial index serves
            when it leaves out no more than NULL.
        type: bool
        default: false
      orphans:
        description:
          - No row points at nothing. It is counted for every foreign key, one that is C(NOT VALID) included; only the number is told.
        type: bool
        default: false
  assertions:
    description: Statements of yours, each with the value that it must give. All of them are run, each in a transaction of its own.
    type: list
    elements: dict
    suboptions:
      name:
        description: What is asserted, for people; each name once.
        type: str
        required: true
      sql:
        description:
          - One statement that returns one row with one column, run as it is with O(schemas) as C(search_path). Several statements,
            and those that control transactions or settings, are refused by the server.
          - A statement that fails is a finding. What the server says is told when it is about the statement and not about data.
        type: str
        required: true
      expect:
        description:
          - The value, such as V(0), V(true), V(null) for NULL, or a text, or C(min) and C(max), or C(sqlstate) for the error that it
            must fail with, such as V(23505) for a key that is there already.
        type: raw
        required: true
      write:
        description:
          - Run it in a transaction that may write and is always undone, in check mode, too, such as C(INSERT … RETURNING).
          - Sequences that it draws from keep their next value, and what a trigger does outside of the database is not undone.
        type: bool
        default: false
      show_found:
        description: Tell the value that was found. Left out, a finding says only that it was something else.
        type: bool
        default: false
seealso:
  - module: golive.stack.feature_flag_info
"""

EXAMPLES = r"""
- name: The eight core tables are there, and no other
  golive.stack.schema_assert:
    database: {name: ucrmanager}
    expect:
      tables: [admin_users, customer_tenants, phone_number_inventory, feature_flags, tenant_3cx_credentials, connectwise_credentials,
               audit_logs, country_codes]
  become: true
  become_user: postgres

- name: The new columns have their types, whatever else is there
  golive.stack.schema_assert:
    database: {name: crm, host: db1.example.com, user: deploy, password: "{{ crm_db_password }}"}
    unexpected: ignore
    expect:
      tables:
        clients:
          columns:
            notes: text
            language: {type: varchar(5), nullable: false, default: "'de'"}
          primary_key: [id]
          rows: {min: 1}

- name: No row points at nothing, and every foreign key is validated and has its index
  golive.stack.schema_assert:
    database: {name: ucrmanager}
    foreign_keys: {validated: true, indexed: true, orphans: true}

- name: Passwords and credentials are stored as they must be
  golive.stack.schema_assert:
    database: {name: ucrmanager}
    assertions:
      - name: every password is a bcrypt hash with a cost of 10 or more
        sql: SELECT count(*) FROM admin_users WHERE password_hash !~ '^\$2[aby]\$(1[0-9]|2[0-9]|3[01])\$[./A-Za-z0-9]{53}$'
        expect: 0
      - name: every credential is in an envelope
        sql: SELECT count(*) FROM connectwise_credentials WHERE private_key !~ '^v1:[A-Za-z0-9+/]{16}:[A-Za-z0-9+/=]+$'
        expect: 0
      - name: no tenant can be there twice
        sql: INSERT INTO customer_tenants SELECT * FROM customer_tenants LIMIT 1 RETURNING 1
        write: true
        expect: {sqlstate: "23505"}

- name: Take a snapshot of the development database
  golive.stack.schema_assert:
    database: {name: ucrmanager}
  register: development
  delegate_to: dev1

- name: Production is the same
  golive.stack.schema_assert:
    database: {name: ucrmanager}
    reference: "{{ development.snapshot }}"

- name: Production is the same as the dump that came with the release
  golive.stack.schema_assert:
    database: {name: ucrmanager, psql: [docker, compose, exec, -T, db, psql]}
    reference: /srv/app/schema.sql
"""

RETURN = r"""
findings:
  description:
    - All that is not as asserted. The task fails if there is any, except for what is not expected where O(unexpected=warn).
  returned: when the database was reached
  type: list
  elements: dict
  contains:
    kind:
      description:
        - What it is. V(missing_table), V(unexpected_table), and so on for C(schema), C(column), C(constraint), C(index), C(trigger),
          C(policy), C(view), C(function), C(type), C(sequence), C(extension) and C(statement) of a dump, where the noun alone
          means that it is defined in another way. A sum stands for the definition of a view, a function or a statement.
        - Of a column V(column_type), V(nullable), V(default), V(generated) or V(collation). Of a table V(primary_key), V(owner),
          V(row_level_security) or V(rows). Of a foreign key V(unvalidated_foreign_key), V(unindexed_foreign_key) or V(orphans).
          And V(assertion).
      type: str
    object:
      description: The object with its schema, or the name of the assertion.
      type: str
    expected:
      description: What is asserted.
      type: raw
    found:
      description: What is there; for an assertion only with O(assertions[].show_found).
      type: raw
  sample:
    - {kind: missing_table, object: public.audit_logs, expected: null, found: null}
    - {kind: column_type, object: public.clients.language, expected: varchar(5), found: text}
    - {kind: orphans, object: public.orders.orders_customer_fkey, expected: 0, found: 17}
snapshot:
  description: The schema, in a form that is the same for two databases that are. To be kept as JSON, and given as O(reference).
  returned: success
  type: dict
assumed:
  description: What was not there yet and is provided by an earlier step, with O(on_missing=plan) in check mode.
  returned: when something was assumed
  type: str
  sample: The database app on the local socket:5432 has no table in public, though public.a is expected; run the migrations.
"""

from ansible_collections.golive.stack.plugins.module_utils._main import run_module
from ansible_collections.golive.stack.plugins.module_utils._schema.spec import ARGUMENT_SPEC
from ansible_collections.golive.stack.plugins.module_utils._schema.work import assert_schema


def main() -> None:
    """Run the module."""
    run_module(ARGUMENT_SPEC, ("findings", "snapshot"), assert_schema)


if __name__ == "__main__":
    main()
