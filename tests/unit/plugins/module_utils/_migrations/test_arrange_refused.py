# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever has no place among the migrations is refused, and all files that it is about are named."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError

from .memory_folder import migrations

# id: scheme, files, what is said
WRONG: dict[str, t.Tuple[str, dict[str, str], str]] = {
    "files without a place": (
        "numbered",
        {"0001_a.sql": "", "seed.sql": "", "0002_b.SQL": "", "a/x.sql": ""},
        "files to which the scheme numbered (0001_name.sql) gives no place in the order: 0002_b.SQL, seed.sql; rename",
    ),
    "files without a place for Flyway": (
        "flyway",
        {"V1__a.sql": "", "B1__b.sql": "", "x/y.sql": ""},
        "no place in the order: B1__b.sql, x/y.sql;",
    ),
    "migrations of goose in Go": (
        "goose",
        {"1_a.sql": "-- +goose Up\n", "2_b.go": "", "3_c.go": ""},
        "no place in the order: 2_b.go, 3_c.go;",
    ),
    "numbers that two have": (
        "numbered",
        {"0001_a.sql": "", "1_b.sql": "", "0002_c.sql": "", "7_d.sql": "", "07-e.sql": ""},
        "share a number, or a name: 0001_a.sql, 07-e.sql, 1_b.sql, 7_d.sql; give",
    ),
    "versions that two have": (
        "flyway",
        {"V1__a.sql": "", "V1.0__b.sql": "", "x/V01__c.sql": ""},
        "name: V1.0__b.sql, V1__a.sql, x/V01__c.sql;",
    ),
    "names of repeatable ones that two have": ("flyway", {"R__a.sql": "", "x/R__a.sql": ""}, "a name: R__a.sql, x/R__a.sql; give"),
    "numbers of goose that two have": ("goose", {"1_a.sql": "", "001_b.sql": ""}, "a name: 001_b.sql, 1_a.sql; give"),
    "texts of dbmate that two have": ("dbmate", {"1_a.sql": "", "1_b.sql": ""}, "a name: 1_a.sql, 1_b.sql; give"),
    "numbers of golang-migrate that two have": (
        "golang-migrate",
        {"1_a.up.sql": "", "01_b.up.sql": ""},
        "a name: 01_b.up.sql, 1_a.up.sql;",
    ),
    "ways down that two have": (
        "golang-migrate",
        {"1_a.up.sql": "", "1_a.down.sql": "", "01_a.down.sql": ""},
        "a name: 01_a.down.sql, 1_a.down.sql;",
    ),
    "a number in two suffixes": ("golang-migrate", {"1_a.up.sql": "", "1_a.up.sql~": ""}, "a name: 1_a.up.sql, 1_a.up.sql~;"),
    "a version that is a description, too": (
        "flyway",
        {"V1.2__a.sql": "", "R__1.2.sql": "", "V1.3__a.sql": "", "R__1.3.sql": ""},
        "one name for more than one migration: 1.2 (R__1.2.sql, V1.2__a.sql); 1.3 (R__1.3.sql, V1.3__a.sql); rename",
    ),
    "ways down without a way up": (
        "numbered",
        {"0001_a.sql": "", "0002_b.down.sql": "", "0001_c.down.sql": ""},
        "ways down without a way up: 0001_c.down.sql, 0002_b.down.sql; add",
    ),
    "ways down without a way up for Flyway": (
        "flyway",
        {"V1__a.sql": "", "U2__b.sql": "", "U1.1__b.sql": ""},
        "way up: U1.1__b.sql, U2__b.sql;",
    ),
    "ways down without a way up for golang-migrate": ("golang-migrate", {"1_a.up.sql": "", "2_a.down.sql": ""}, "a way up: 2_a.down.sql;"),
    "settings of files that are not there": (
        "flyway",
        {"V1__a.sql": "", "V2__a.sql.conf": "", "V3__a.sql.conf": ""},
        "settings for files that are not there: V2__a.sql.conf, V3__a.sql.conf; remove",
    ),
    "marks that are missing": ("dbmate", {"2_b.sql": "A;", "1_a.sql": "A;"}, "have no line -- migrate:up: 1_a.sql, 2_b.sql; add"),
    "names that differ by case": (
        "numbered",
        {"1_a.sql": "", "1_A.sql": ""},
        "differ only by case, or by how accents are encoded: 1_A.sql, 1_a.sql;",
    ),
    "hostile names": ("numbered", {"1_a.sql": "", "-2.sql": ""}, "bytes that are no UTF-8: '-2.sql'; rename"),
    "ways down that are too long": (
        "numbered",
        {"1_a.sql": "", "1_a.down.sql": "x" * 1048577},
        "The way down in 1_a.down.sql is longer than 1 MiB",
    ),
    "a way down that says what only a way up can": (
        "numbered",
        {"1_a.sql": "", "1_a.down.sql": "-- golive: contract=down\nA;"},
        "The way down 1_a.down.sql says contract, which is no question there",
    ),
    "settings that nobody knows": (
        "flyway",
        {"V1__a.sql": "", "V1__a.sql.conf": "# why\n\nshouldExecute=false\n"},
        "The settings V1__a.sql.conf say 'shouldExecute=false' on line 3, which is not known here",
    ),
    "settings that are none": ("flyway", {"V1__a.sql": "", "V1__a.sql.conf": "no"}, "V1__a.sql.conf say 'no' on line 1"),
    "a seed that is repeatable": (
        "numbered",
        {"1_a.sql": "-- golive: kind=seed\n", "R__b.sql": "-- golive: kind=seed\n"},
        "Migration R__b.sql is said",
    ),
}


@pytest.mark.parametrize(("scheme", "files", "said"), WRONG.values(), ids=WRONG)
def test_refuses(scheme: str, files: dict[str, str], said: str) -> None:
    with pytest.raises(StackError) as refused:
        migrations(files, scheme=scheme)
    assert said in refused.value.msg
