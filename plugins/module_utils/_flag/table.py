# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flags in a PostgreSQL table of the application."""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import replace

from .._database import sql
from .._database.port import Database
from .._errors import StackError
from .._plan import Change
from .model import OPTIONAL, Desired, Flag, Name, Observed, Query, label
from .plan import plan_flags


class FlagTable:
    """A table with one row for each flag, or for each flag and tenant; its columns are mapped by name."""

    plan = staticmethod(plan_flags)

    def __init__(self, database: Database, table: t.Mapping[str, t.Any]) -> None:
        self._database = database
        self._title = f"{table['schema']}.{table['name']}"
        self._table = f"{sql.name(table['schema'], 'schema')}.{sql.name(table['name'], 'table')}"
        columns = table["columns"] or {"key": "key", "enabled": "enabled"}
        self._names = {role: column for role, column in columns.items() if column is not None}
        self._columns = {role: sql.name(column, f"column for {role}") for role, column in self._names.items()}
        self._versions: dict[Name, str] = {}

    def read(self, desired: Desired | Query) -> Observed:
        """Return the rows of the named keys, every tenant included, by one query."""
        keys = desired.keys
        where = (
            ""
            if keys is None
            else f"WHERE t.{self._columns['key']}::text IN (SELECT jsonb_array_elements_text({sql.document(list(keys))}))"
        )
        fields = ", ".join(f"'{role}', t.{column}" for role, column in self._columns.items() if role not in ("key", "tenant", "updated"))
        tenant = f"t.{self._columns['tenant']}::text" if "tenant" in self._columns else "NULL::text"
        rows = self._database.hand.query(
            f"SELECT coalesce(jsonb_agg(jsonb_build_object('key', t.{self._columns['key']}::text, 'tenant', {tenant}, {fields},"
            f" 'version', t.xmin::text)), '[]'::jsonb) FROM {self._table} AS t {where}"
        )
        return replace(self.nothing(), flags=self._flags(rows))

    def nothing(self) -> Observed:
        """Return the observation of a table that an earlier step is going to make."""
        return Observed(f"table {self._title}", frozenset(self._columns) & frozenset(OPTIONAL), {})

    @contextlib.contextmanager
    def exclusive(self) -> t.Iterator[None]:
        """Hold the table's advisory lock in one transaction for all changes."""
        with self._database.hand.unit(sql.lock_number("feature_flag", self._title), f"Changing flags of {self._title}"):
            yield

    def apply(self, change: Change) -> None:
        """Write one row, only if it still is the row that was observed."""
        flag = change.after or change.before or {}
        name = (flag["key"], flag["tenant"])
        statement = {"create": self._insert, "update": self._update, "remove": self._delete}[change.what](name, flag)
        self._database.hand.run(sql.must_touch_one(statement, f"the {change.what} of a flag"))

    def _insert(self, name: Name, flag: t.Mapping[str, t.Any]) -> str:
        columns = [self._columns[role] for role in self._written(flag)]
        values = [f"new.{column}" for column in columns]
        if "updated" in self._columns:
            columns, values = [*columns, self._columns["updated"]], [*values, "now()"]
        return (
            f"INSERT INTO {self._table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {self._record(flag)}"
            f" WHERE NOT EXISTS (SELECT FROM {self._table} AS old WHERE {self._same('old', name)})"
        )

    def _update(self, name: Name, flag: t.Mapping[str, t.Any]) -> str:
        roles = [role for role in self._written(flag) if role not in ("key", "tenant")]
        sets = [f"{self._columns[role]} = new.{self._columns[role]}" for role in roles]
        if "updated" in self._columns:
            sets.append(f"{self._columns['updated']} = now()")
        return f"UPDATE {self._table} AS old SET {', '.join(sets)} FROM {self._record(flag)} WHERE {self._unmoved(name)}"

    def _delete(self, name: Name, _flag: t.Mapping[str, t.Any]) -> str:
        return f"DELETE FROM {self._table} AS old WHERE {self._unmoved(name)}"

    def _record(self, flag: t.Mapping[str, t.Any]) -> str:
        """Return the values as a row of the table's own types, so that a uuid tenant or a timestamp is no special case."""
        data = {self._names[role]: value for role, value in self._written(flag).items()}
        return f"jsonb_populate_record(NULL::{self._table}, {sql.document(data)}) AS new"

    def _written(self, flag: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        return {role: flag[role] for role in ("key", "tenant", "enabled", "description", "expires") if role in self._columns}

    def _same(self, alias: str, name: Name) -> str:
        data = sql.document(list(name))
        same = f"{alias}.{self._columns['key']}::text = {data}->>0"
        if "tenant" in self._columns:
            same += f" AND {alias}.{self._columns['tenant']}::text IS NOT DISTINCT FROM {data}->>1"
        return same

    def _unmoved(self, name: Name) -> str:
        return f"{self._same('old', name)} AND old.xmin::text = {sql.document([self._versions[name]])}->>0"

    def _flags(self, rows: t.Iterable[t.Mapping[str, t.Any]]) -> dict[Name, Flag]:
        found: dict[Name, Flag] = {}
        for row in rows:
            flag = self._flag(row)
            if flag.name in found:
                raise StackError(
                    f"Table {self._title} has two rows for flag {label(flag.name)}; remove one and make the key unique, then run again."
                )
            found[flag.name] = flag
            self._versions[flag.name] = row["version"]
        return found

    def _flag(self, row: t.Mapping[str, t.Any]) -> Flag:
        enabled = row["enabled"]
        if not isinstance(enabled, bool):
            raise StackError(
                f"Flag {label((row['key'], row['tenant']))} in {self._title} has {self._names['enabled']} ="
                f" {'NULL' if enabled is None else type(enabled).__name__}, not true or false; make the column boolean not null."
            )
        expires = row.get("expires")
        return Flag(row["key"], row["tenant"], enabled, row.get("description"), expires and expires[:10])
