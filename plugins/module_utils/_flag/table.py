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
from .model import DAY, OPTIONAL, Desired, Flag, Name, Observed, Query, label
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
        self._observed_rows = ""
        self._asserted = False

    def read(self, desired: Desired | Query) -> Observed:
        """Return the rows of the named keys, every tenant included, by one query."""
        keys = desired.keys
        where = (
            ""
            if keys is None
            else f"WHERE t.{self._columns['key']}::text IN (SELECT jsonb_array_elements_text({sql.document(list(keys))}))"
        )
        self._observed_rows = f"{self._table} AS t {where}"
        fields = ", ".join(f"'{role}', t.{column}" for role, column in self._columns.items() if role not in ("key", "tenant", "updated"))
        tenant = f"t.{self._columns['tenant']}::text" if "tenant" in self._columns else "NULL::text"
        row = f"jsonb_build_object('key', t.{self._columns['key']}::text, 'tenant', {tenant}, {fields}, 'version', t.xmin::text)"
        found = self._database.hand.query(
            f"SELECT jsonb_build_object('type', {self._type_of('enabled')}, 'rows', coalesce(jsonb_agg({row}), '[]'::jsonb))"
            f" FROM {self._observed_rows}"
        )
        self._refuse_type(found["type"])
        return replace(self.nothing(), flags=self._flags(found["rows"]))

    def _type_of(self, role: str) -> str:
        """Ask for a column's type, that of its domain's base: a table without rows shows it no other way."""
        return (
            "(SELECT format_type(coalesce(nullif(c.typbasetype, 0), c.oid), NULL) FROM pg_type AS c"
            f" WHERE c.oid = pg_typeof((NULL::{self._table}).{self._columns[role]}))"
        )

    def _refuse_type(self, found: str) -> None:
        """Text would take 'true' from us, and what the application makes of it nobody knows."""
        if found != "boolean":
            raise StackError(
                f"Column {self._names['enabled']} of table {self._title} has the type {found}; map one of type boolean as"
                " table.columns.enabled, or make it boolean by a migration."
            )

    def nothing(self) -> Observed:
        """Return the observation of a table that an earlier step is going to make."""
        return Observed(f"table {self._title}", frozenset(self._columns) & frozenset(OPTIONAL), {})

    @contextlib.contextmanager
    def exclusive(self) -> t.Iterator[None]:
        """Hold the table's advisory lock in one transaction for all changes."""
        with self._database.hand.unit(sql.lock_number("feature_flag", self._title), f"Changing flags of {self._title}"):
            self._asserted = False
            yield

    def apply(self, change: Change) -> None:
        """Write one row, only if all rows still are those that were observed."""
        if not self._asserted:
            self._database.hand.run(self._assert_unmoved())
            self._asserted = True
        before, after = change.before or {}, change.after or {}
        flag = after or before
        name = (flag["key"], flag["tenant"])
        if change.what == "create":
            # A description that nobody gave is left to its column; a tenant or day that nobody gave is none.
            values = {role: value for role, value in after.items() if value is not None or role in ("tenant", "expires")}
        else:
            values = {role: value for role, value in after.items() if value != before[role]}
        values = {role: value for role, value in values.items() if role in self._columns}
        statement = {"create": self._insert, "update": self._update, "remove": self._delete}[change.what](name, values)
        self._database.hand.run(sql.must_touch_one(statement, f"the {change.what} of a flag", self._declared(values)))

    def _assert_unmoved(self) -> str:
        """Assert what the plan rests on: psql lets go of the lock between reading and writing, and max_tenants counts other rows, too."""
        expected = sql.document(sorted(self._versions.values(), key=int))
        found = "coalesce(jsonb_agg(t.xmin::text ORDER BY t.xmin::text::int8), '[]'::jsonb)"
        return sql.must_hold(f"(SELECT {found} FROM {self._observed_rows}) = {expected}", "other rows than those that were read")

    def _insert(self, name: Name, values: t.Mapping[str, t.Any]) -> str:
        written = self._written(values)
        # Compared as the column's type writes it: a uuid in capitals is the same tenant, and may not become a second row.
        spelled = self._same(name, "golive.key_", "golive.tenant_")
        there = self._same(name, f"old.{self._columns['key']}", f"old.{self._columns.get('tenant')}")
        return (
            f"INSERT INTO {self._table} ({', '.join(written)}) SELECT {', '.join(written.values())}"
            f" WHERE {spelled} AND NOT EXISTS (SELECT FROM {self._table} AS old WHERE {there})"
        )

    def _update(self, name: Name, values: t.Mapping[str, t.Any]) -> str:
        sets = ", ".join(f"{column} = {value}" for column, value in self._written(values).items())
        return f"UPDATE {self._table} AS old SET {sets} WHERE {self._unmoved(name)}"

    def _delete(self, name: Name, _values: t.Mapping[str, t.Any]) -> str:
        return f"DELETE FROM {self._table} AS old WHERE {self._unmoved(name)}"

    def _declared(self, values: t.Mapping[str, t.Any]) -> str:
        """Declare the values with the types of their columns, so that a uuid tenant or a timestamp is no special case."""
        data = sql.document(values)
        return "".join(f"  {role}_ {self._table}.{self._columns[role]}%TYPE := {data}->>'{role}';\n" for role in values)

    def _written(self, values: t.Mapping[str, t.Any]) -> dict[str, str]:
        """Return what stands in each column that is written; no description is what its column has for none, such as ''."""
        written = {self._columns[role]: f"golive.{role}_" for role in values}
        if values.get("description", "") is None:
            written[self._columns["description"]] = "DEFAULT"
        return {**written, self._columns["updated"]: "now()"} if "updated" in self._columns else written

    def _same(self, name: Name, key: str, tenant: str) -> str:
        data = sql.document(list(name))
        same = f"{key}::text = {data}->>0"
        return f"{same} AND {tenant}::text IS NOT DISTINCT FROM {data}->>1" if "tenant" in self._columns else same

    def _unmoved(self, name: Name) -> str:
        same = self._same(name, f"old.{self._columns['key']}", f"old.{self._columns.get('tenant')}")
        return f"{same} AND old.xmin::text = {sql.document([self._versions[name]])}->>0"

    def _flags(self, rows: t.Iterable[t.Mapping[str, t.Any]]) -> dict[Name, Flag]:
        found: dict[Name, Flag] = {}
        self._versions = {}
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
        if enabled is None:
            raise StackError(
                f"Flag {label((row['key'], row['tenant']))} in {self._title} has {self._names['enabled']} = NULL, not true or false; make"
                " the column boolean not null."
            )
        return Flag(row["key"], row["tenant"], enabled, row.get("description") or None, self._day(row))

    def _day(self, row: t.Mapping[str, t.Any]) -> str | None:
        """Return the last day of a row; a day that can't be compared would be a flag that never expires."""
        day = row.get("expires")
        if day is None or day == "infinity":
            return None
        if not isinstance(day, str) or DAY.match(day) is None:
            raise StackError(
                f"Flag {label((row['key'], row['tenant']))} in {self._title} has {self._names['expires']} = {type(day).__name__}, no ISO"
                " day; map a column of type date or timestamptz."
            )
        return day[:10]
