# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules for statements other than ALTER TABLE, and which of them can't run in a transaction; pure."""

from __future__ import annotations

import re
import typing as t

from .clauses import Clause, plain
from .hazard import Before, Hazard, dropping, hazard
from .recipes import DELETE, INDEX, UPDATE

CREATED = re.compile(
    r" create (?:(?:global|local|temp|temporary|unlogged|foreign) )*(?:table|materialized view|type) (?:if not exists )?(\S+) "
)
CREATE_INDEX = re.compile(
    r" create (?:unique )?index (?P<how>concurrently )?(?:if not exists )?(?:(?!on )(?P<index>\S+) )?on (?P<only>only )?(?P<table>\S+) "
)
DROP_INDEX = re.compile(r" drop index (?!concurrently )(?:if exists )?")
REINDEX = re.compile(r" reindex (\( [^)]*\) )?(\w+) (concurrently )?(\S*)")
DROP_TABLE = re.compile(r" drop (table|schema) (?:if exists )?")
TRUNCATE = re.compile(r" truncate (?:table )?(?:only )?")
VERB = re.compile(r" (?:select|insert|merge|values|(?P<update>update)|(?P<delete>delete from)) (?:only )?(?P<table>\S+) ")
IN_NO_TRANSACTION = {
    "CREATE INDEX CONCURRENTLY": r"create (?:unique )?index concurrently ",
    "DROP INDEX CONCURRENTLY": r"drop index concurrently ",
    "REINDEX CONCURRENTLY": r"reindex (?:\( [^)]* \) )?\w+ concurrently |reindex \( (?:[^)]* )?concurrently (?!false|off)[^)]*\) ",
    "REINDEX of a whole database": r"reindex (?:\( [^)]* \) )?(?:schema|database|system) ",
    "DETACH PARTITION CONCURRENTLY": r"alter table .* detach partition \S+ concurrently ",
    "VACUUM": r"vacuum ",
    "ALTER SYSTEM": r"alter system ",
    "CREATE DATABASE": r"create database ",
    "DROP DATABASE": r"drop database ",
    "CREATE TABLESPACE": r"create tablespace ",
    "DROP TABLESPACE": r"drop tablespace ",
    "ALTER DATABASE ... SET TABLESPACE": r"alter database \S+ set tablespace ",
}
ALONE = tuple((name, re.compile(f" (?:{pattern})")) for name, pattern in IN_NO_TRANSACTION.items())


def alone(found: t.Sequence[Clause]) -> str | None:
    """Return the name of a statement that can't run in a transaction, None for one that can."""
    return next((name for name, pattern in ALONE if pattern.match(found[0].whole)), None)


def made_by(found: t.Sequence[Clause]) -> list[str]:
    """Return what a statement makes."""
    created, index = CREATED.match(found[0].outer), CREATE_INDEX.match(found[0].outer)
    name = created[1] if created else index["index"] if index else None
    return [name] if name else []


def index_hazards(found: t.Sequence[Clause], _before: Before) -> t.Iterator[Hazard]:
    """Yield indexes that are made, dropped or made anew while others wait."""
    created, again = CREATE_INDEX.match(found[0].outer), REINDEX.match(found[0].whole)
    # Of a partitioned table ONLY makes nothing yet.
    if created and not created["how"] and not created["only"]:
        what = f"builds an index on {plain(created['table'])} while nobody can write to it"
        yield hazard(INDEX, what, created["table"], found[0].line)
    if again and again[4] and not again[3] and "concurrently" not in (again[1] or ""):
        yield hazard(INDEX, f"builds {again[2]} {plain(again[4])} anew while nobody can write to it", again[4], found[0].line)
    for name, line in _listed(DROP_INDEX.match(found[0].outer), found):
        yield hazard(INDEX, f"drops the index {plain(name)} while nobody can use its table", name, line)


def data_hazards(found: t.Sequence[Clause], before: Before) -> t.Iterator[Hazard]:
    """Yield what goes with its data."""
    dropped = DROP_TABLE.match(found[0].outer)
    for name, line in _listed(dropped, found):
        yield dropping(f"drops the {dropped[1] if dropped else ''} {plain(name)}", name, line, before.migration)
    for name, line in _listed(TRUNCATE.match(found[0].outer), found):
        yield dropping(f"empties {plain(name)}", name, line, before.migration)


def row_hazards(found: t.Sequence[Clause], _before: Before) -> t.Iterator[Hazard]:
    """Yield what changes all rows at once."""
    outer = " , ".join(clause.outer for clause in found)
    verb = VERB.search(outer)
    if verb is None or not (verb["update"] or verb["delete"]) or " where " in outer[verb.end() - 1 :]:
        return
    doing = "changes" if verb["update"] else "deletes"
    what = f"{doing} all rows of {plain(verb['table'])} at once, and nobody else can change them until it is done"
    yield hazard(UPDATE if verb["update"] else DELETE, what, verb["table"], found[0].line)


def _listed(head: re.Match[str] | None, found: t.Sequence[Clause]) -> t.Iterator[tuple[str, int]]:
    """Yield the names of a list with their lines."""
    if head is None:
        return
    for number, clause in enumerate(found):
        words = clause.outer[0 if number else head.end() - 1 :].split()
        name = next((word for word in words if word != "only"), None)
        if name:
            yield name, clause.line
