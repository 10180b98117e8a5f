# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of schema_assert, and what they become."""

from __future__ import annotations

import re
import typing as t

from .._database.settings import DATABASE_SPEC
from .._errors import StackError
from .._texts import UNSTORABLE
from .expected import bounds_of, full_name, tables_of
from .model import FAIL, IGNORE, WARN, Assertion, Failure, Wish

# What is expected by name only, by the noun of one; what else is there is no finding.
NAMED = {
    "indexes": "index",
    "constraints": "constraint",
    "extensions": "extension",
    "views": "view",
    "functions": "function",
}
KEYS = ("validated", "indexed", "orphans")
ASSERTION: dict[str, t.Any] = {
    "name": {"type": "str", "required": True},
    "sql": {"type": "str", "required": True},
    "expect": {"type": "raw", "required": True},
    "write": {"type": "bool", "default": False},
    "show_found": {"type": "bool", "default": False},
}
ARGUMENT_SPEC: dict[str, t.Any] = {
    "database": {**DATABASE_SPEC, "required": True},
    "schemas": {"type": "list", "elements": "str", "default": ["public"]},
    "expect": {
        "type": "dict",
        "options": {"tables": {"type": "raw"}, **{name: {"type": "list", "elements": "str"} for name in NAMED}},
    },
    "reference": {"type": "raw"},
    "unexpected": {"type": "str", "choices": [FAIL, WARN, IGNORE], "default": FAIL},
    "foreign_keys": {"type": "dict", "no_log": False, "options": {name: {"type": "bool", "default": False} for name in KEYS}},
    "assertions": {"type": "list", "elements": "dict", "options": ASSERTION},
}


def wish(params: t.Mapping[str, t.Any]) -> Wish:
    """Turn the options into what is asserted."""
    schemas = tuple(dict.fromkeys(params["schemas"]))
    if not schemas or any(not schema or UNSTORABLE.search(schema) for schema in schemas):
        raise StackError("The option schemas names no schema, or one without a name; name at least one, such as public.")
    expect = {name: value for name, value in (params["expect"] or {}).items() if value is not None}
    named = {one: tuple(_named(one, name, schemas) for name in expect[many]) for many, one in NAMED.items() if many in expect}
    return Wish(
        schemas,
        tables=tables_of(expect["tables"], schemas) if "tables" in expect else None,
        named=named,
        reference=_reference(params["reference"]),
        unexpected=params["unexpected"],
        foreign_keys=frozenset(name for name in KEYS if (params["foreign_keys"] or {}).get(name)),
        assertions=_assertions(params["assertions"] or ()),
    )


def _named(noun: str, name: str, schemas: t.Sequence[str]) -> str:
    return name if noun == "extension" else full_name(name, schemas)


def _reference(option: t.Any) -> t.Any:
    if isinstance(option, str) and not option.lstrip().startswith(("/", "~", "$", "{")):
        # Not repeated: what is no path may be anything.
        raise StackError("The option reference is neither an absolute path nor a snapshot; write the path from the root on.")
    return option


def _assertions(items: t.Iterable[t.Mapping[str, t.Any]]) -> tuple[Assertion, ...]:
    found: dict[str, Assertion] = {}
    for item in items:
        name = item["name"]
        if not name or name in found:
            raise StackError(f"The option assertions has {name or 'an empty name'} more than once or without a name; name each once.")
        if not item["sql"].strip() or UNSTORABLE.search(item["sql"]):
            raise StackError(f"The assertion {name} has no statement in sql, or one with NUL or broken Unicode; correct it.")
        found[name] = Assertion(name, item["sql"], _expectation(name, item["expect"]), item["write"], item["show_found"])
    return tuple(found.values())


def _expectation(name: str, expect: t.Any) -> t.Any:
    """Return the one value, the bounds or the failure that is expected."""
    if isinstance(expect, dict) and set(expect) == {"sqlstate"}:
        if not re.fullmatch("[0-9A-Z]{5}", str(expect["sqlstate"])):
            raise StackError(f"The assertion {name} expects an sqlstate that is none; write the five characters, such as '23505'.")
        return Failure(str(expect["sqlstate"]))
    if isinstance(expect, dict):
        return bounds_of(f"The assertion {name}", expect, ("min", "max"))
    if isinstance(expect, (list, tuple)):
        raise StackError(f"The assertion {name} expects a list, but a statement gives one value; expect a value, or min and max.")
    return expect
