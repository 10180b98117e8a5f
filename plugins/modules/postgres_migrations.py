#!/usr/bin/python

# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: postgres_migrations
short_description: Bring a PostgreSQL database to the state that its migration files describe
version_added: 1.0.0
description:
  - Applies the SQL files of a folder in their order, each once, and writes down in a ledger in the database which of them it has.
  - A file and its row in the ledger are one transaction, so that whatever is killed at any moment, the ledger tells the truth. What
    needs to run outside of one, such as C(CREATE INDEX CONCURRENTLY), says C(-- golive{:} transaction=none) in its first lines.
  - Files keep the names they have, as numbered, of Flyway, dbmate, goose, golang-migrate or sqitch, or in an order that is listed.
  - Runs at the same time wait for each other, and the later ones find nothing left to do.
  - A database that another tool has brought up is taken over from that tool's ledger by O(adopt).
  - What was edited, is gone, comes late or did not end is a failure that names both sides, before anything is applied.
author:
  - The golive.stack contributors (@golive-stack)
extends_documentation_fragment:
  - golive.stack.attributes
  - golive.stack.stack
  - golive.stack.database
  - golive.stack.ledger
options:
  database:
    required: true
  path:
    description: The folder with the files, or a zip file of it, on the host where the task runs.
    type: str
  src:
    description:
      - The folder with the files, on the controller. It is sent in one piece, and removed again.
      - Looked for as C(files) of a role or beside the playbook.
    type: str
  scheme:
    description:
      - How the files are named. By V(auto) it is told from the files, and what fits two schemes is a failure.
      - V(order) is what O(order) or O(order_file) list.
    type: str
    choices: [auto, order, numbered, flyway, dbmate, goose, golang-migrate, sqitch]
    default: auto
  order:
    description: The files in their order, where their names do not give it. Every file of the folder stands in it.
    type: list
    elements: str
  order_file:
    description: A file in the folder that lists them, one in each line.
    type: str
  repeatable:
    description: Names or patterns of files that are run again, after all others, whenever their text is another.
    type: list
    elements: str
    default: []
  seeds:
    description: Names or patterns of files that bring data. They are applied once, in their place.
    type: list
    elements: str
    default: []
  target:
    description: The last version to apply. Left out, all are.
    type: str
  walk_back:
    description:
      - Undo what was applied after O(target), the last one first, by the way down that each brought when it was applied.
      - Where one of them brought none nothing is undone.
    type: bool
    default: false
  out_of_order:
    description: Apply a file that belongs before others that were applied already.
    type: bool
    default: false
  unmanaged:
    description: Whether a database that has tables and no ledger is refused.
    type: str
    choices: [refuse, ignore]
    default: refuse
  baseline:
    description: The database has everything up to this version already. That is only written down, as long as the ledger is empty.
    type: str
  adopt:
    description:
      - The tool that has migrated this database so far. As long as the ledger has no row, that tool's own is read, where it keeps it
        when it is told nothing, and what stands there is written down as adopted, in one transaction. That ledger is left as it is.
      - Of V(flyway), V(dbmate), V(goose), V(golang-migrate) and V(sqitch) each file is compared, by checksum where there is one. What was
        edited, has no file or did not end is a failure that names both sides.
      - Of the others only the version they are at is kept, since their files are not SQL to be applied. O(path) holds what comes after.
      - Once the ledger has a row this says nothing any more, and may stay.
    type: str
    choices: [flyway, dbmate, goose, golang-migrate, sqitch, alembic, liquibase, knex, node-pg-migrate, sequelize, drizzle, prisma]
  repair:
    description:
      - Versions at which a person has looked. One whose file was edited since it was applied gets a row that says so; one that began
        without a transaction and did not end goes on after the last statement that is done.
      - What needs no repair is left alone.
    type: list
    elements: str
    default: []
  search_path:
    description: The schemas in which the files' names are looked for, and things without a schema are made.
    type: list
    elements: str
    default: [public]
  statement_timeout:
    description: Seconds that one statement of a file may take. V(0) is for ever.
    type: int
    default: 3600
  wait:
    description: Seconds to wait for another run that is at the same database.
    type: int
    default: 300
  release:
    description: The name of the release, for the ledger.
    type: str
  show_detail:
    description: Show the server's DETAIL in failures. It may quote what stands in rows.
    type: bool
    default: false
  lint:
    description:
      - What becomes of statements in files to be applied that would lock a table for long, lose data or break the release that is running.
      - By V(warn) each is a warning that says what to do instead, by V(fail) all of them are one failure before anything is applied.
      - A line C(-- golive{:} allow=RULE) right above a statement lets it pass. What is made in the same run is in nobody's use.
    type: str
    choices: [warn, fail, ignore]
    default: warn
seealso:
  - module: golive.stack.postgres_migrations_info
"""

EXAMPLES = r"""
- name: Apply what is new
  golive.stack.postgres_migrations:
    database: {name: app}
    path: /srv/app/current/migrations

- name: Apply files whose names do not give the order
  golive.stack.postgres_migrations:
    database: {name: app, host: db1.example.com, user: app_owner, passfile: /etc/app/pgpass}
    path: /srv/app/current/migrations
    order: [0001_schema.sql, 0002_codes.sql, add_codes.sql, 0003_flags.sql]
    seeds: [add_codes.sql]
    release: "2027.1"

- name: Apply files that lie beside the playbook
  golive.stack.postgres_migrations:
    database: {name: app}
    src: migrations

- name: Go on where Flyway was
  golive.stack.postgres_migrations:
    database: {name: app}
    path: /srv/app/current/db/migration
    adopt: flyway

- name: Take the last two back
  golive.stack.postgres_migrations:
    database: {name: app}
    path: /srv/app/current/migrations
    target: "0005"
    walk_back: true
"""

RETURN = r"""
migrations:
  description: Every migration as it is after the task, in order; in check mode as it would be.
  returned: success
  type: list
  elements: dict
  sample:
    - version: "0001"
      title: initial schema
      kind: versioned
      state: applied
      file: 0001_initial_schema.sql
      digest: 6a09e667f3bcc908b2fb1366ea957d3e3adec17512775099da2f590b0667322a
      ms: 41
      applied_at: "2027-01-31T02:00:00.123456+00:00"
      contract: null
file:
  description: The file that failed.
  returned: failure of a file
  type: str
  sample: 0003_flags.sql
line:
  description: The line of that file.
  returned: failure of a file
  type: int
  sample: 12
statement:
  description: Which of its statements that is.
  returned: failure of a file
  type: int
  sample: 3
sqlstate:
  description: The server's code for the reason.
  returned: failure of a file
  type: str
  sample: 42P07
hint:
  description: The server's hint.
  returned: failure of a file
  type: str
  sample: Perhaps you meant to reference the column "t.id".
findings:
  description: What the linter says of the files that were applied, or in check mode would be.
  returned: success, and failure of O(lint=fail)
  type: list
  elements: dict
  sample:
    - file: 0003_orders.sql
      line: 4
      rule: index-not-concurrent
      what: builds an index on orders while nobody can write to it
      recipe: "give it a file of its own with -- golive: transaction=none and say CONCURRENTLY"
actions:
  description: What was done, or in check mode would be, in order.
  returned: success
  type: list
  elements: dict
  sample:
    - {what: apply, id: "0002", before: null, after: {state: applied, digest: 6a09e667}, status: done}
assumed:
  description: What was not there yet and is provided by an earlier step, with O(on_missing=plan) in check mode.
  returned: when something was assumed
  type: str
  sample: The folder /srv/app/current/migrations does not exist; create it, then run again.
"""

from ansible_collections.golive.stack.plugins.module_utils._main import run_module
from ansible_collections.golive.stack.plugins.module_utils._migrations.spec import ARGUMENT_SPEC, CONSTRAINTS
from ansible_collections.golive.stack.plugins.module_utils._migrations.work import migrate


def main() -> None:
    """Run the module."""
    run_module(ARGUMENT_SPEC, ("migrations", "file", "line", "statement", "sqlstate", "hint", "findings"), migrate, **CONSTRAINTS)


if __name__ == "__main__":
    main()
