# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Marks of goose and dbmate: where the way up stands, what it asks for, and what is not understood."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._migrations.sheet import read_sheet
from ansible_collections.golive.stack.plugins.module_utils._migrations.ways import Way, refuse_marks, way_of

# id: scheme, text, way
WAYS = {
    "a file without marks": ("numbered", "A;\n", Way((1, None))),
    "marks of another tool, which are comments": ("numbered", "-- migrate:up\nA;\n", Way((1, None))),
    "dbmate": ("dbmate", "-- migrate:up\nA;\n\n-- migrate:down\nB;\n", Way((2, 4), has_down=True)),
    "dbmate without a way down": ("dbmate", "-- Users.\n\n-- migrate:up\nA;", Way((4, None))),
    "dbmate without a transaction": ("dbmate", "-- migrate:up transaction:false\nA;\n-- migrate:down\nB;", Way((2, 3), False, True, True)),
    "dbmate without a transaction down": (
        "dbmate",
        "-- migrate:up\nA;\n-- migrate:down transaction:false\n",
        Way((2, 3), True, False, True),
    ),
    "dbmate with a transaction": ("dbmate", "-- migrate:up transaction:true\n", Way((2, None))),
    "goose": (
        "goose",
        "-- +goose Up\n-- +goose StatementBegin\nA;\n-- +goose StatementEnd\n-- +goose Down\nB;",
        Way((2, 5), has_down=True),
    ),
    "goose without a transaction": (
        "goose",
        "-- +goose NO TRANSACTION\n-- +goose Up\nA;\n-- +goose Down\n",
        Way((3, 4), False, False, True),
    ),
    "goose with nothing to fill in": ("goose", "-- +goose ENVSUB OFF\n-- +goose Up\nA;", Way((3, None))),
}


@pytest.mark.parametrize(("scheme", "text", "way"), WAYS.values(), ids=WAYS)
def test_the_way_of(scheme: str, text: str, way: Way) -> None:
    assert way_of(scheme, read_sheet("1_a.sql", [text])) == way


# id: scheme, text, what is said
WRONG = {
    "two ways up": ("dbmate", "-- migrate:up\nA;\n-- migrate:up\n", "on line 3 goes up or down a second time; make another"),
    "two ways down": ("goose", "-- +goose Up\n-- +goose Down\n-- +goose Down\n", "on line 3 goes up or down a second time"),
    "down before up": ("dbmate", "-- migrate:down\n-- migrate:up\n", "on line 1 goes down before it goes up"),
    "SQL before the way up": ("goose", "-- a\nA;\n-- +goose Up\nB;\n", "on line 2 has SQL before -- +goose Up, which would never run"),
    "an option that nobody knows": ("dbmate", "-- migrate:up env:NAME\n", "on line 1 has the option 'env:NAME', which is not known"),
    "an option down that nobody knows": ("dbmate", "-- migrate:up\n-- migrate:down x\n", "on line 2 has the option 'x'"),
    "variables of the environment": (
        "goose",
        "-- +goose ENVSUB ON\n-- +goose Up\n",
        "on line 1 wants variables of the environment filled in",
    ),
    "a mark that nobody knows": ("goose", "-- +goose Up\n-- +goose Sideways\n", "on line 2 says +goose sideways, which is not done here"),
}


@pytest.mark.parametrize(("scheme", "text", "said"), WRONG.values(), ids=WRONG)
def test_refuses(scheme: str, text: str, said: str) -> None:
    with pytest.raises(StackError) as refused:
        way_of(scheme, read_sheet("1_a.sql", [text]))
    assert f"Migration 1_a.sql {said}" in refused.value.msg


# id: scheme, texts of a.sql, b.sql and c.sql, what is said
MARKS = {
    "dbmate's mark is missing": (
        "dbmate",
        ("A;", "-- migrate:up\n", "-- migrate:down\n"),
        "dbmate have no line -- migrate:up: a.sql, c.sql; add",
    ),
    "goose's mark is missing": ("goose", ("-- migrate:up\n", "-- +goose Up\n", ""), "goose have no line -- +goose Up: a.sql, c.sql; add"),
    "another tool's way down would be run": (
        "numbered",
        ("-- +goose Up\nA;\n-- +goose Down\nB;\n", "A;", "-- +goose Down\n"),
        "hold the way down of goose, which the scheme numbered would run as part of the way up: a.sql, c.sql; say scheme: goose",
    ),
    "one tool's way down in another's": (
        "dbmate",
        ("-- migrate:up\n-- +goose Down\n", "-- migrate:up\n", "-- migrate:up\n-- migrate:down\n"),
        "hold the way down of goose, which the scheme dbmate would run as part of the way up: a.sql; say",
    ),
}


@pytest.mark.parametrize(("scheme", "texts", "said"), MARKS.values(), ids=MARKS)
def test_refuses_all_files_of_which(scheme: str, texts: tuple[str, ...], said: str) -> None:
    with pytest.raises(StackError) as refused:
        refuse_marks(scheme, [read_sheet(f"{name}.sql", [text]) for name, text in zip("abc", texts)])
    assert said in refused.value.msg


def test_marks_that_mean_the_same_are_taken() -> None:
    refuse_marks("goose", [read_sheet("a.sql", ["-- +goose Up\n-- +goose Down\n"])])
    refuse_marks("numbered", [read_sheet("a.sql", ["-- +goose Up\nA;"])])
