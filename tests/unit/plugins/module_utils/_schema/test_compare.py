# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not as expected, given what is there: one row for each rule."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._schema.catalog import snapshot_of
from ansible_collections.golive.stack.plugins.module_utils._schema.compare import compare_catalog, is_missing_table
from ansible_collections.golive.stack.plugins.module_utils._schema.model import Finding, Observed, Wish

from tests.unit.plugins.module_utils._schema.databases import column, database, table

Found = t.List[t.Tuple[t.Any, ...]]


def wish(tables: t.Any = None, **more: t.Any) -> Wish:
    """What is asserted of the schema public."""
    return Wish(("public",), tables, **more)


def of_a(**more: t.Any) -> dict[str, t.Any]:
    """One table, or what is expected of it."""
    return {"public.a": more}


ONE = database({"public.a": table()})
EXTRA = {"x": column(), "id": column()}

# id: what is wished, what is there, the findings as kind and object with, where they differ, expected and found
EXPECTED: dict[str, t.Tuple[Wish, Observed, Found]] = {
    "nothing is asked": (wish(), ONE, []),
    "a table that is there": (wish(of_a()), ONE, []),
    "a table that is missing": (wish({"public.a": {}, "public.b": {}}), ONE, [("missing_table", "public.b")]),
    "a table that nobody expects": (wish({}), ONE, [("unexpected_table", "public.a")]),
    "a partition that nobody expects": (wish({}), database({"public.a_2026": table(partition=True)}), []),
    "a partition that somebody expects": (wish({"public.a_2026": {}}), database({"public.a_2026": table(partition=True)}), []),
    "of a table that is missing nothing else is said": (
        wish(of_a(owner="x", primary_key=["y"])),
        database(),
        [("missing_table", "public.a")],
    ),
    "a schema that is missing": (Wish(("public", "app")), ONE, [("missing_schema", "app")]),
    "columns that are there": (wish(of_a(columns={"id": {}})), ONE, []),
    "a column that is missing": (wish(of_a(columns={"id": {}, "x": {}})), ONE, [("missing_column", "public.a.x")]),
    "a column that nobody expects": (
        wish(of_a(columns={"id": {}})),
        database({"public.a": table(columns=EXTRA)}),
        [("unexpected_column", "public.a.x")],
    ),
    "columns that nobody asks for": (wish(of_a()), database({"public.a": table(columns=EXTRA)}), []),
    "a type in other words": (wish(of_a(columns={"id": {"type": "int4"}})), ONE, []),
    "a type": (wish(of_a(columns={"id": {"type": "int8"}})), ONE, [("column_type", "public.a.id", "int8", "integer")]),
    "a column that may be NULL": (
        wish(of_a(columns={"id": {"nullable": True}})),
        ONE,
        [("nullable", "public.a.id", True, False)],
    ),
    "a default in other words": (
        wish(of_a(columns={"id": {"default": "'a'"}})),
        database({"public.a": table(columns={"id": column("text", default="'a'::text")})}),
        [],
    ),
    "a default that is missing": (wish(of_a(columns={"id": {"default": "0"}})), ONE, [("default", "public.a.id", "0", None)]),
    "a default that is not wanted": (
        wish(of_a(columns={"id": {"default": None}})),
        database({"public.a": table(columns={"id": column(default="0")})}),
        [("default", "public.a.id", None, "0")],
    ),
    "a primary key": (wish(of_a(primary_key=["id"])), ONE, []),
    "another primary key": (wish(of_a(primary_key=["x", "id"])), ONE, [("primary_key", "public.a", ["x", "id"], ["id"])]),
    "no primary key": (
        wish(of_a(primary_key=["id"])),
        database({"public.a": table(primary_key=[])}),
        [("primary_key", "public.a", ["id"], [])],
    ),
    "an owner": (wish(of_a(owner="postgres")), ONE, [("owner", "public.a", "postgres", "app_owner")]),
    "security that is not enabled": (
        wish(of_a(row_level_security=True)),
        ONE,
        [("row_level_security", "public.a", True, "disabled")],
    ),
    "security that is enabled": (wish(of_a(row_level_security=True)), database({"public.a": table(row_level_security="enabled")}), []),
    "security that is forced": (wish(of_a(row_level_security=True)), database({"public.a": table(row_level_security="forced")}), []),
    "security that is not wanted": (
        wish(of_a(row_level_security=False)),
        database({"public.a": table(row_level_security="forced")}),
        [("row_level_security", "public.a", False, "forced")],
    ),
    "an index": (
        wish(named={"index": ("public.i", "public.j")}),
        database({"public.a": table(indexes={"i": "..."})}),
        [("missing_index", "public.j")],
    ),
    "an index of a view": (wish(named={"index": ("public.i",)}), database(indexes={"public.i": "..."}), []),
    "an index of another schema": (
        wish(named={"index": ("public.i",)}),
        database({"app.a": table("app", indexes={"i": "..."})}),
        [("missing_index", "public.i")],
    ),
    "a constraint": (
        wish(named={"constraint": ("public.c", "public.d")}),
        database({"public.a": table(constraints={"c": "..."}, indexes={"d": "..."})}),
        [("missing_constraint", "public.d")],
    ),
    "a view": (wish(named={"view": ("public.v", "public.w")}), database(views={"public.v": "1"}), [("missing_view", "public.w")]),
    "a function by name": (
        wish(named={"function": ("public.f", "public.g")}),
        database(functions={"public.f(integer)": "1"}),
        [("missing_function", "public.g")],
    ),
    "a function by its arguments": (
        wish(named={"function": ("public.f(integer)", "public.f(text)")}),
        database(functions={"public.f(integer)": "1"}),
        [("missing_function", "public.f(text)")],
    ),
    "an extension": (
        wish(named={"extension": ("citext", "postgis")}),
        database(extensions={"citext": "installed"}),
        [("missing_extension", "postgis")],
    ),
    "what is expected by name only is among others": (wish(named={"view": ()}), database(views={"public.v": "1"}), []),
    "all of it in one run": (
        wish({"public.a": {"owner": "x", "columns": {"y": {}}}, "public.b": {}}, named={"view": ("public.v",)}),
        ONE,
        [
            ("missing_table", "public.b"),
            ("missing_column", "public.a.y"),
            ("unexpected_column", "public.a.id"),
            ("owner", "public.a", "x", "app_owner"),
            ("missing_view", "public.v"),
        ],
    ),
}


@pytest.mark.parametrize(("wished", "there", "findings"), EXPECTED.values(), ids=EXPECTED)
def test_what_is_expected(wished: Wish, there: Observed, findings: Found) -> None:
    assert [short(finding) for finding in compare_catalog(wished, there)] == findings


def short(finding: Finding) -> t.Tuple[t.Any, ...]:
    """A finding, with what is expected and found where it says so."""
    differs = () if (finding.expected, finding.found) == (None, None) else (finding.expected, finding.found)
    return (finding.kind, finding.object, *differs)


FULL = database(
    {
        "public.a": table(
            columns={"id": column(nullable=False, generated="always as identity"), "n": column("text", collation="C")},
            constraints={"c": "CHECK (true)"},
            indexes={"i": "CREATE INDEX i"},
            triggers={"t": "CREATE TRIGGER t"},
            policies={"p": "permissive"},
        )
    },
    indexes={"public.vi": "CREATE INDEX vi"},
    views={"public.v": "11"},
    functions={"public.f()": "22"},
    types={"public.mood": "enum: a"},
    sequences={"public.s": "bigint"},
    extensions={"citext": "installed"},
)
A = "public.a"


def changed(part: str, value: t.Any) -> dict[str, t.Any]:
    """The tables of FULL with another part."""
    return {A: {**FULL.tables[A], part: value}}


# id: what is there instead, the findings
OTHER: dict[str, t.Tuple[dict[str, t.Any], Found]] = {
    "the same": ({}, []),
    "another owner, and more partitions": ({"tables": {A: {**FULL.tables[A], "owner": "x"}, "public.b": table(partition=True)}}, []),
    "a table less": ({"tables": {}}, [("missing_table", A)]),
    "a table more": ({"tables": {**FULL.tables, "public.b": table()}}, [("unexpected_table", "public.b")]),
    "a column": (
        {"tables": changed("columns", {"id": column("bigint", default="0"), "x": column()})},
        [
            ("missing_column", "public.a.n"),
            ("unexpected_column", "public.a.x"),
            ("column_type", "public.a.id", "integer", "bigint"),
            ("default", "public.a.id", None, "0"),
            ("nullable", "public.a.id", False, True),
            ("generated", "public.a.id", "always as identity", None),
        ],
    ),
    "a collation": (
        {"tables": changed("columns", {**FULL.tables[A]["columns"], "n": column("text")})},
        [("collation", "public.a.n", "C", None)],
    ),
    "a primary key": ({"tables": changed("primary_key", [])}, [("primary_key", A, ["id"], [])]),
    "security": ({"tables": changed("row_level_security", "forced")}, [("row_level_security", A, "disabled", "forced")]),
    "a constraint": (
        {"tables": changed("constraints", {"c": "CHECK (true) NOT VALID", "d": "..."})},
        [("unexpected_constraint", "public.a.d"), ("constraint", "public.a.c", "CHECK (true)", "CHECK (true) NOT VALID")],
    ),
    "an index": ({"tables": changed("indexes", {})}, [("missing_index", "public.a.i")]),
    "a trigger": (
        {"tables": changed("triggers", {"t": "CREATE TRIGGER t -- disabled"})},
        [("trigger", "public.a.t", "CREATE TRIGGER t", "CREATE TRIGGER t -- disabled")],
    ),
    "a policy": ({"tables": changed("policies", {"q": "x"})}, [("missing_policy", "public.a.p"), ("unexpected_policy", "public.a.q")]),
    "others": (
        {
            "others": {
                "views": {"public.v": "12"},
                "functions": {"public.f()": "22", "public.g()": "1"},
                "types": {"public.mood": "enum: a, b"},
            }
        },
        [
            ("missing_index", "public.vi"),
            ("view", "public.v", "11", "12"),
            ("unexpected_function", "public.g()"),
            ("type", "public.mood", "enum: a", "enum: a, b"),
            ("missing_sequence", "public.s"),
            ("missing_extension", "citext"),
        ],
    ),
}


@pytest.mark.parametrize(("more", "findings"), OTHER.values(), ids=OTHER)
def test_what_is_not_as_in_a_snapshot(more: dict[str, t.Any], findings: Found) -> None:
    there = Observed(**{**vars(FULL), **more, "reference": snapshot_of(FULL)})
    assert [short(finding) for finding in compare_catalog(wish(), there)] == findings


@pytest.mark.parametrize(
    "reference",
    [{"format": 1, "views": {}}, {"format": 1, "tables": {A: {}}}, {"format": 1, "tables": {A: {"columns": {"id": {}, "n": {}}}}}],
)
def test_what_a_snapshot_leaves_out_is_not_looked_at(reference: dict[str, t.Any]) -> None:
    there = Observed(**{**vars(FULL), "others": {}, "reference": reference})
    assert list(compare_catalog(wish(), there)) == []


def test_the_statements_of_a_dump() -> None:
    wished, there = {"TABLE public.a": "1", "VIEW public.v": "2"}, {"TABLE public.a": "3", "TABLE public.b": "4"}
    findings = [short(finding) for finding in compare_catalog(wish(), database(statements=(wished, there)))]
    assert findings == [
        ("missing_statement", "VIEW public.v"),
        ("unexpected_statement", "TABLE public.b"),
        ("statement", "TABLE public.a", "1", "3"),
    ]


@pytest.mark.parametrize(
    ("finding", "missing"),
    [
        (Finding("missing_table", "public.a"), True),
        (Finding("missing_statement", "TABLE public.a"), True),
        (Finding("missing_statement", "VIEW public.v"), False),
        (Finding("unexpected_table", "public.a"), False),
        (Finding("missing_view", "TABLE public.v"), False),
    ],
)
def test_a_missing_table_is_known_whoever_misses_it(finding: Finding, missing: bool) -> None:
    assert is_missing_table(finding) is missing
