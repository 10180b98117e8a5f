# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules for ALTER TABLE; pure."""

from __future__ import annotations

import re
import typing as t

from .clauses import Clause, plain
from .hazard import Before, Hazard, dropping, hazard
from .recipes import COLUMN, CONSTRAINT, NOT_NULL_COLUMN, RENAME, SET_NOT_NULL, TYPE

HEAD = re.compile(r" alter table (?:if exists )?(?:only )?(\S+) (?:\* )?")
ADD_CONSTRAINT = re.compile(r" add (?:constraint \S+ )?(foreign key|check|not null|primary key|unique|exclude) ")
ADD_COLUMN = re.compile(r" add (?:column )?(?:if not exists )?(?!constraint )(\S+) ((?:(?:small|big)?serial[248]? )?)")
SET_TYPE = re.compile(r" alter (?:column )?(\S+) (?:set data )?type (.*)")
# Without a length; from any other text that is only another name.
TO_TEXT = re.compile(r"(?:pg_catalog\.)?(?:text|varchar|character varying)(?: collate \S+)? \Z")
NOT_NULL = re.compile(r" alter (?:column )?(\S+) set not null ")
DROP_COLUMN = re.compile(r" drop (?:column )?(?:if exists )?(?!constraint )(\S+) ")
RENAMES = re.compile(r" rename (?:(?:column )?(\S+) )?to (\S+) | set schema (\S+) ")
USING_INDEX = re.compile(r" using index (?!tablespace )")
VOLATILE = re.compile(
    r"[ .](?:random|random_normal|gen_random_uuid|gen_random_bytes|uuid_generate_v\w+|uuidv[47]|nextval|clock_timestamp|timeofday) \( "
)
WITH_INDEX = "build the index CONCURRENTLY in a file of its own, then add the constraint USING INDEX"
LATER = "add the column first, then the constraint NOT VALID, and VALIDATE CONSTRAINT in the next file"
QUIET_HOUR = "nothing makes it shorter: do it in a quiet hour, and allow it"


def table_hazards(found: t.Sequence[Clause], before: Before) -> t.Iterator[Hazard]:
    """Yield what an ALTER TABLE does."""
    head = HEAD.match(found[0].outer)
    if head is None:
        return
    whole = found[0].whole[head.end() - 1 :]
    for clause in (Clause(found[0].outer[head.end() - 1 :], whole, found[0].line), *found[1:]):
        for rule in (_constraint, _column, _type, _not_null, _drop, _rename):
            yield from rule(head[1], clause, before)


def _constraint(table: str, clause: Clause, before: Before) -> t.Iterator[Hazard]:
    if clause.outer.startswith(" validate constraint "):
        if before.migration.transaction and table in before.unproved:
            what = f"validates a constraint of {plain(table)} in the transaction that added it, whose lock is held all the while"
            yield hazard(CONSTRAINT, what, table, clause.line, "move VALIDATE CONSTRAINT to the next file")
        before.validated.add(table)
    added = ADD_CONSTRAINT.match(clause.outer)
    if added is None:
        return
    if added[1] in ("primary key", "unique", "exclude"):
        yield from _index_constraint(table, clause, added[1])
    elif " not valid " in clause.outer:
        before.unproved.add(table)
    else:
        barred = "write to" if added[1] == "foreign key" else "use"
        kind = {"foreign key": "a foreign key", "check": "a CHECK"}.get(added[1], "NOT NULL")
        what = f"adds {kind} to {plain(table)} and looks through all rows while nobody can {barred} it"
        yield hazard(CONSTRAINT, what, table, clause.line)


def _index_constraint(table: str, clause: Clause, kind: str) -> t.Iterator[Hazard]:
    if not USING_INDEX.search(clause.outer):
        what = f"builds the index of {kind.upper()} on {plain(table)} while nobody can use it"
        yield hazard(CONSTRAINT, what, table, clause.line, QUIET_HOUR if kind == "exclude" else WITH_INDEX)


def _column(table: str, clause: Clause, _before: Before) -> t.Iterator[Hazard]:
    added = None if ADD_CONSTRAINT.match(clause.outer) else ADD_COLUMN.match(clause.outer)
    if added is None:
        return
    outer, column = clause.outer, f"adds the column {plain(added[1])} to {plain(table)}"
    stored = " generated " in outer and (" identity " in outer or " stored " in outer)
    default = clause.whole.partition(" default ")[2]
    if added[2] or stored or VOLATILE.search(f" {default}"):
        what = f"{column} with a value of its own for each row, which rewrites the table while nobody can use it"
        yield hazard(COLUMN, what, table, clause.line)
        return
    needed = " not null " in outer or " primary key " in outer
    if needed and " default " not in outer and " generated " not in outer:
        yield hazard(NOT_NULL_COLUMN, f"{column} as NOT NULL without a DEFAULT, which fails where there are rows", table, clause.line)
    yield from _column_constraint(table, column, clause)


def _column_constraint(table: str, column: str, clause: Clause) -> t.Iterator[Hazard]:
    outer = clause.outer
    if " unique " in outer or " primary key " in outer:
        what = f"{column} and builds an index while nobody can use the table"
        yield hazard(CONSTRAINT, what, table, clause.line, f"add the column first, {WITH_INDEX}")
    # A foreign key of what is NULL everywhere is not looked up.
    filled = " default " in outer and " default null " not in outer
    if " check ( " in outer or (" references " in outer and filled):
        what = f"{column} with a constraint and looks through all rows while nobody can use it"
        yield hazard(CONSTRAINT, what, table, clause.line, LATER)


def _type(table: str, clause: Clause, _before: Before) -> t.Iterator[Hazard]:
    found = SET_TYPE.match(clause.outer)
    if found and not TO_TEXT.match(found[2]):
        what = f"changes the type of {plain(found[1])} in {plain(table)}, which rewrites the table while nobody can use it"
        yield hazard(TYPE, what, table, clause.line)


def _not_null(table: str, clause: Clause, before: Before) -> t.Iterator[Hazard]:
    found = NOT_NULL.match(clause.outer)
    if found and table not in before.validated:
        what = f"makes {plain(found[1])} in {plain(table)} NOT NULL and looks through all rows while nobody can use it"
        yield hazard(SET_NOT_NULL, what, table, clause.line)


def _drop(table: str, clause: Clause, before: Before) -> t.Iterator[Hazard]:
    if found := DROP_COLUMN.match(clause.outer):
        yield dropping(f"drops the column {plain(found[1])} of {plain(table)}", table, clause.line, before.migration)


def _rename(table: str, clause: Clause, before: Before) -> t.Iterator[Hazard]:
    found = RENAMES.match(clause.outer)
    if found is None:
        return
    column = f"the column {plain(found[1])} of " if found[1] else ""
    what = f"moves {plain(table)} to the schema {plain(found[3])}" if found[3] else f"renames {column}{plain(table)}"
    yield hazard(RENAME, f"{what}, which breaks the release that is still running", table, clause.line)
    if not found[1] and table in before.names:
        before.make(found[2] or f"{found[3]}.{table.rpartition('.')[2]}")
