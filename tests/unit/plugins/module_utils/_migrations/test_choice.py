# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder whose scheme nobody has named: found when only one fits, asked for when not."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._migrations.choice import choose
from ansible_collections.golive.stack.plugins.module_utils._migrations.schemes import Naming
from ansible_collections.golive.stack.plugins.module_utils._migrations.sheet import Sheet, read_sheet

from .memory_folder import migrations

GOOSE, DBMATE = "-- +goose Up\nA;\n-- +goose Down\nB;\n", "-- migrate:up\nA;\n-- migrate:down\nB;\n"


def chosen(files: dict[str, str], naming: Naming) -> str:
    def read(name: str, whole: bool) -> Sheet:
        return read_sheet(name, [files[name]], whole)

    return choose(naming, frozenset(files), read, "db")


# id: files, scheme
FOUND = {
    "numbers": ({"0001_a.sql": "A;", "0002_b.sql": "B;", "README.md": ""}, "numbered"),
    "numbers with a way down": ({"0001_a.sql": "A;", "0001_a.down.sql": "B;"}, "numbered"),
    "numbers with something repeatable": ({"0001_a.sql": "A;", "R__views.sql": "B;"}, "numbered"),
    "numbers with a folder of old ones": ({"0001_a.sql": "A;", "archive/x.sql": "B;"}, "numbered"),
    "times": ({"20260101120000-a.sql": "A;"}, "numbered"),
    "versions": ({"V1__a.sql": "A;", "U1__a.sql": "B;", "R__c.sql": "C;"}, "flyway"),
    "versions in folders": ({"2026/V1__a.sql": "A;", "2026/V1__a.sql.conf": "", "views/R__c.sql": "C;"}, "flyway"),
    "up and down in two files": ({"1_a.up.sql": "A;", "1_a.down.sql": "B;"}, "golang-migrate"),
    "up only": ({"000001_a.up.sql": "A;", "000002_b.up.sql": "B;"}, "golang-migrate"),
    "marks of goose": ({"00001_a.sql": GOOSE, "00002_b.sql": GOOSE}, "goose"),
    "marks of goose beside migrations in Go": ({"00001_a.sql": GOOSE, "00002_b.go": "package x"}, "goose"),
    "marks of goose in some files": ({"00001_a.sql": GOOSE, "00002_b.sql": "B;"}, "goose"),
    "marks of dbmate": ({"20260101000001_a.sql": DBMATE}, "dbmate"),
    "marks of dbmate and names that only dbmate reads": ({"20260101000001a.sql": DBMATE}, "dbmate"),
    "a plan of sqitch": ({"sqitch.plan": "", "deploy/a.sql": "A;", "revert/a.sql": "B;"}, "sqitch"),
}


@pytest.mark.parametrize(("files", "scheme"), FOUND.values(), ids=FOUND)
def test_finds_the_scheme_by(files: dict[str, str], scheme: str) -> None:
    assert chosen(files, Naming()) == scheme


# id: files, what is said
ASKED = {
    "repeatable files only": ({"R__a.sql": "A;"}, "fit the schemes flyway and numbered alike; say which in option scheme"),
    "marks of two tools": ({"1_a.sql": GOOSE, "2_b.sql": DBMATE}, "fit the schemes dbmate and goose alike; say which in option scheme"),
    "a plan and numbers": ({"sqitch.plan": "", "1_a.sql": "A;"}, "fit the schemes numbered and sqitch alike; say which"),
    "numbers and one without": (
        {"0001_a.sql": "A;", "seed.sql": "B;", "extra.sql": "C;"},
        "fit no scheme: numbered (0001_name.sql) has no place for extra.sql, seed.sql; name the scheme in option scheme, or the files in",
    ),
    "numbers and versions in equal parts": (
        {"0001_a.sql": "A;", "V2__b.sql": "B;"},
        "(0001_name.sql) has no place for V2__b.sql; flyway (V1__name.sql, U1__name.sql and R__name.sql) has no place for 0001_a.sql; name",
    ),
    "names of no scheme": ({"b.sql": "A;", "a.sql": "B;"}, "fit no scheme: none has a place for a.sql, b.sql; name the scheme"),
    "ways down only": ({"1_a.down.sql": "A;"}, "fit no scheme: none has a place for 1_a.down.sql"),
    "a suffix in capitals": ({"0001_a.sql": "A;", "0002_b.SQL": "B;"}, "numbered (0001_name.sql) has no place for 0002_b.SQL"),
    "nothing": ({}, "The folder db of migrations holds no .sql file; correct its path"),
    "nothing that is a migration": ({"README.md": "", "0001_a.sql~": ""}, "The folder db of migrations holds no .sql file"),
}


@pytest.mark.parametrize(("files", "sentence"), ASKED.values(), ids=ASKED)
def test_asks_when_there_are(files: dict[str, str], sentence: str) -> None:
    with pytest.raises(StackError) as refused:
        chosen(files, Naming())
    assert sentence in refused.value.msg


def test_the_option_counts_when_two_fit() -> None:
    for scheme in ("flyway", "numbered"):
        assert chosen({"R__a.sql": "A;"}, Naming(scheme)) == scheme


def test_an_order_with_another_scheme_is_refused() -> None:
    with pytest.raises(StackError, match="have an order and the scheme goose, too; leave out one"):
        chosen({"a.sql": "A;"}, Naming("goose", order=("a.sql",)))


@pytest.mark.parametrize("scheme", ["numbered", "flyway", "dbmate", "goose", "golang-migrate"])
def test_an_empty_folder_has_nothing_of_any_scheme(scheme: str) -> None:
    with pytest.raises(StackError, match=rf"The folder db holds no migration of the scheme {scheme} \("):
        migrations({"README.md": ""}, scheme=scheme)
