# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the name of a file means in each scheme, in the words of the ledger of its tool."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._migrations.schemes import (
    BY_NAME,
    EXAMPLES,
    SCHEMES,
    Naming,
    may_matter,
    roles_by_name,
)

from .memory_folder import migrations

# scheme: name, what the ledger calls it and what people call it; None: no place
MEANINGS: dict[str, list[t.Any]] = {
    "numbered": [
        ("0001_initial_schema.sql", ("0001", "initial schema")),
        ("20260101120000-add-users.sql", ("20260101120000", "add-users")),
        ("7 spoken name.sql", ("7", "spoken name")),
        ("0001.sql", ("0001", "0001")),
        ("0001.first.sql", ("0001", "first")),
        ("0001_.sql", ("0001", "0001_")),
        ("00_a.sql", ("00", "a")),
        ("R__all_views.sql", ("all views", "all views")),
        ("R__.sql", None),
        ("1.2_x.sql", None),
        ("0001a_x.sql", None),
        ("add_country_codes.sql", None),
        ("V1__x.sql", None),
        ("٣_x.sql", None),
        ("0001_x.SQL", None),
    ],
    "flyway": [
        ("V1__first.sql", ("1", "first")),
        ("V1_2__add_users.sql", ("1.2", "add users")),
        ("V1.2__add_users.sql", ("1.2", "add users")),
        ("V01__x.sql", ("01", "x")),
        ("V2026.01.02__x__y.sql", ("2026.01.02", "x  y")),
        ("V7.sql", ("7", "V7")),
        ("2026/V8__x.sql", ("8", "x")),
        ("R__My_view.sql", ("My view", "My view")),
        ("R___My_view_.sql", (" My view ", "My view")),  # to the letter, as Flyway's ledger has it
        ("views/R__My_view.sql", ("My view", "My view")),
        ("V__x.sql", None),
        ("V1a__x.sql", None),
        ("v1__x.sql", None),
        ("B5__all.sql", None),
        ("afterMigrate.sql", None),
        ("1__x.sql", None),
        ("R__.sql", None),
        ("R___.sql", None),
    ],
    "dbmate": [
        ("20260101000001_create_users.sql", ("20260101000001", "create users")),
        ("0001_x.sql", ("0001", "x")),
        ("0001.sql", ("0001", "0001")),
        ("0001a_x.sql", ("0001", "a x")),
        ("x_0001.sql", None),
    ],
    "goose": [
        ("00003_add_users.sql", ("3", "add users")),
        ("20260101000001_x.sql", ("20260101000001", "x")),
        ("3_.sql", ("3", "3")),
        ("0_x.sql", None),
        ("3-x.sql", None),
        ("00004_fill.go", None),
    ],
    "golang-migrate": [
        ("000003_add_users.up.sql", ("3", "add users")),
        ("0_x.up.sql", ("0", "x")),
        ("3_x.up.pgsql", ("3", "x")),
        ("3_x.sql", None),
        ("3-x.up.sql", None),
    ],
}
CASES = [(scheme, *case) for scheme, cases in MEANINGS.items() for case in cases]


@pytest.mark.parametrize(("scheme", "name", "meaning"), CASES, ids=[f"{case[1]} in {case[0]}" for case in CASES])
def test_a_name_means(scheme: str, name: str, meaning: t.Tuple[str, str] | None) -> None:
    role = roles_by_name(scheme, Naming(), [name])[name]
    assert (role and (role.version, role.title)) == meaning


# scheme, names that no tool of that scheme looks at
PASSED_OVER = {
    "a folder below": ("numbered", "archive/0001_x.sql"),
    "a folder below, for dbmate": ("dbmate", "archive/0001_x.sql"),
    "a folder below, for golang-migrate": ("golang-migrate", "archive/1_x.up.sql"),
    "a text": ("numbered", "README.md"),
    "what an editor leaves": ("numbered", "0001_x.sql~"),
    "a test of goose's migrations in Go": ("goose", "00004_fill_test.go"),
    "other code of goose": ("goose", "main.go"),
    "settings beside files of another scheme": ("numbered", "0001_x.sql.conf"),
}


@pytest.mark.parametrize(("scheme", "name"), PASSED_OVER.values(), ids=PASSED_OVER)
def test_passes_over(scheme: str, name: str) -> None:
    assert roles_by_name(scheme, Naming(), [name]) == {}


# scheme: names in the order in which they belong
ORDERS = {
    "numbered": ["9_i.sql", "010_j.sql", "11_k.sql", "20260101120000_l.sql", "R__a.sql", "R__b.sql"],
    "flyway": ["V1__a.sql", "V1.2__b.sql", "V1_10__c.sql", "V2__d.sql", "V2.0.1__e.sql", "V10__f.sql", "R__a.sql", "x/R__b.sql"],
    "dbmate": ["10_b.sql", "1_a.sql", "2_c.sql"],  # as texts, as dbmate has it
    "goose": ["00002_a.sql", "10_b.sql", "20260101000001_c.sql"],
    "golang-migrate": ["1_a.up.sql", "02_b.up.sql", "10_c.up.sql"],
}
TEXT = {"dbmate": "-- migrate:up\nA;\n", "goose": "-- +goose Up\nA;\n"}


@pytest.mark.parametrize(("scheme", "names"), ORDERS.items(), ids=ORDERS)
def test_order(scheme: str, names: list[str]) -> None:
    found = migrations(dict.fromkeys(reversed(names), TEXT.get(scheme, "A;\n")), scheme=scheme)
    assert [migration.file for migration in found] == names


def test_a_file_without_a_number_that_the_option_calls_repeatable_comes_last() -> None:
    found = migrations(["views_a.sql", "0001_a.sql", "R__z.sql"], scheme="numbered", repeatable=("views_*.sql",))
    assert [(migration.version, migration.kind) for migration in found] == [
        ("0001", "versioned"),
        ("views_a", "repeatable"),
        ("z", "repeatable"),
    ]


def test_a_name_that_says_repeatable_keeps_its_meaning_when_the_option_says_so_too() -> None:
    (found,) = migrations(["R__all_views.sql"], scheme="numbered", repeatable=("*.sql",))
    assert (found.version, found.kind) == ("all views", "repeatable")


def test_a_file_with_a_number_that_the_option_calls_repeatable_keeps_number_and_place() -> None:
    found = migrations(["0001_a.sql", "0002_views.sql", "0003_c.sql"], scheme="numbered", repeatable=("*_views.sql",))
    assert [(migration.version, migration.kind) for migration in found] == [
        ("0001", "versioned"),
        ("0002", "repeatable"),
        ("0003", "versioned"),
    ]


def test_every_scheme_has_an_example_for_sentences() -> None:
    assert set(EXAMPLES) == {*SCHEMES} - {"auto"} and {*BY_NAME} < {*SCHEMES}


@pytest.mark.parametrize(("name", "answer"), {"a.sql": True, "1_a.up.pgsql": True, "order.txt": False, "a.sql.conf": False}.items())
def test_names_that_may_matter(name: str, answer: bool) -> None:
    assert may_matter(name) is answer
