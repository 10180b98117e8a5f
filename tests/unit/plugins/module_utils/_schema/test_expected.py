# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people write of tables, and what it becomes."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._schema.expected import bounds_of, full_name, tables_of
from ansible_collections.golive.stack.plugins.module_utils._schema.model import Bounds

SCHEMAS = ("public", "app")


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("clients", "public.clients"),
        ("app.clients", "app.clients"),
        ("other.clients", "public.other.clients"),
        ("app", "public.app"),
        ("f(int,text)", "public.f(integer, text)"),
        ("app.f( )", "app.f()"),
        ("f(app.mood)", "public.f(app.mood)"),
        ("f ()", "public.f()"),
    ],
)
def test_a_name_without_a_schema_is_of_the_first(name: str, full: str) -> None:
    assert full_name(name, SCHEMAS) == full


# id: what is written, what it becomes
TABLES: dict[str, t.Tuple[t.Any, dict[str, t.Any]]] = {
    "a list": (["a", "app.b"], {"public.a": {}, "app.b": {}}),
    "an empty list": ([], {}),
    "names with nothing": ({"a": None, "b": {}}, {"public.a": {}, "public.b": {}}),
    "columns by name": ({"a": {"columns": ["id", "at"]}}, {"public.a": {"columns": {"id": {}, "at": {}}}}),
    "columns by type": ({"a": {"columns": {"id": "int", "x": None}}}, {"public.a": {"columns": {"id": {"type": "int"}, "x": {}}}}),
    "all of a column": (
        {"a": {"columns": {"id": {"type": "int", "nullable": False, "default": 0}}}},
        {"public.a": {"columns": {"id": {"type": "int", "nullable": False, "default": "0"}}}},
    ),
    "no default": ({"a": {"columns": {"id": {"default": None}}}}, {"public.a": {"columns": {"id": {"default": None}}}}),
    "a default that is a yes": ({"a": {"columns": {"id": {"default": True}}}}, {"public.a": {"columns": {"id": {"default": "true"}}}}),
    "what a template made of a no": (
        {"a": {"columns": {"id": {"nullable": "False"}}, "row_level_security": "True"}},
        {"public.a": {"columns": {"id": {"nullable": False}}, "row_level_security": True}},
    ),
    "a primary key": ({"a": {"primary_key": ["x", "y"]}}, {"public.a": {"primary_key": ["x", "y"]}}),
    "a primary key of one column": ({"a": {"primary_key": "x"}}, {"public.a": {"primary_key": ["x"]}}),
    "an owner": ({"a": {"owner": "app"}}, {"public.a": {"owner": "app"}}),
    "rows": (
        {"a": {"rows": {"min": 1}}, "b": {"rows": {"exactly": "0"}}, "c": {"rows": {"min": 1, "max": 9}}},
        {"public.a": {"rows": Bounds(1)}, "public.b": {"rows": Bounds(0, 0)}, "public.c": {"rows": Bounds(1, 9)}},
    ),
}


@pytest.mark.parametrize(("written", "becomes"), TABLES.values(), ids=TABLES)
def test_tables(written: t.Any, becomes: dict[str, t.Any]) -> None:
    assert tables_of(written, SCHEMAS) == becomes


# id: what is written, what the sentence must say
REFUSED: dict[str, t.Tuple[t.Any, str]] = {
    "a text": ("a", "expect.tables is neither a list of names nor names with what is expected"),
    "a table twice": ({"a": {}, "public.a": {}}, "names a table once with its schema and once without"),
    "a table that is a type": ({"a": "text"}, "Table a of expect is no mapping"),
    "a misspelled part": ({"a": {"colums": []}}, "Table a of expect has the unknown word 'colums'; use columns, primary_key, owner"),
    "columns that are a text": ({"a": {"columns": "id"}}, "Table a of expect has columns that are neither"),
    "a misspelled part of a column": ({"a": {"columns": {"x": {"null": True}}}}, "Column a.x of expect has the unknown word 'null'"),
    "a column that is a number": ({"a": {"columns": {"x": 5}}}, "Column a.x of expect is no mapping"),
    "a type that is a number": ({"a": {"columns": {"x": {"type": 5}}}}, "Column a.x of expect has a type that is no text"),
    "neither yes nor no": ({"a": {"columns": {"x": {"nullable": "maybe"}}}}, "Column a.x of expect has a nullable that is neither"),
    "security neither on nor off": ({"a": {"row_level_security": "forced"}}, "Table a of expect has a row_level_security that is neither"),
    "a default that is a list": ({"a": {"columns": {"x": {"default": []}}}}, "Column a.x of expect has a default that is no expression"),
    "a primary key of numbers": ({"a": {"primary_key": [1]}}, "Table a of expect has a primary_key that is no list of columns"),
    "rows that are a number": ({"a": {"rows": 5}}, "Table a of expect, rows, is no mapping"),
    "rows without bounds": ({"a": {"rows": {}}}, "Table a of expect, rows, has neither min nor max"),
    "rows that are words": ({"a": {"rows": {"min": "many"}}}, "rows, has a min that is no number"),
    "rows that are a yes": ({"a": {"rows": {"min": True}}}, "rows, has a min that is no number"),
    "rows without end": ({"a": {"rows": {"max": "inf"}}}, "rows, has a max that is no number"),
    "half a row": ({"a": {"rows": {"min": 0.5}}}, "Table a of expect has rows that can't be counted"),
    "fewer rows than none": ({"a": {"rows": {"exactly": -1}}}, "Table a of expect has rows that can't be counted"),
    "more than at most": ({"a": {"rows": {"min": 5, "max": 4}}}, "rows, has a min above its max"),
    "exactly and at least": ({"a": {"rows": {"exactly": 5, "min": 4}}}, "rows, has the unknown word 'exactly'"),
}


@pytest.mark.parametrize(("written", "said"), REFUSED.values(), ids=REFUSED)
def test_refuses(written: t.Any, said: str) -> None:
    with pytest.raises(StackError) as refused:
        tables_of(written, SCHEMAS)
    assert said in refused.value.msg
    assert "; " in refused.value.msg, "the sentence must say what to do next"


@pytest.mark.parametrize(
    ("written", "bounds"), [({"min": 0.5}, Bounds(0.5)), ({"max": "7"}, Bounds(most=7)), ({"min": 1, "max": None}, Bounds(1))]
)
def test_bounds(written: t.Any, bounds: Bounds) -> None:
    assert bounds_of("The assertion a", written, ("min", "max")) == bounds
