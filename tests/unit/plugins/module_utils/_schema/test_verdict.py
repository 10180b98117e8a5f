# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which findings fail, and what is said of them."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._schema.model import Finding
from ansible_collections.golive.stack.plugins.module_utils._schema.verdict import complaint, counted, failing, say, warnings_of

MISSING, EXTRA = Finding("missing_table", "public.a"), Finding("unexpected_table", "public.b")


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (MISSING, "table public.a is missing"),
        (EXTRA, "table public.b is not expected"),
        (Finding("missing_schema", "app"), "schema app is missing"),
        (Finding("column_type", "public.a.x", "text", "integer"), "column public.a.x is integer instead of text"),
        (Finding("nullable", "public.a.x", False, True), "nullable of public.a.x is true instead of false"),
        (Finding("default", "public.a.x", None, "'ä'"), "default of public.a.x is 'ä' instead of null"),
        (Finding("primary_key", "public.a", ["x"], []), 'primary key of public.a is [] instead of ["x"]'),
        (Finding("owner", "public.{a}", "x", "y"), "owner of public.{a} is y instead of x"),
        (Finding("row_level_security", "public.a", True, "disabled"), "row level security of public.a is disabled instead of true"),
        (Finding("rows", "public.a", {"min": 1}, 0), 'number of rows of table public.a is 0 instead of {"min": 1}'),
        (Finding("unvalidated_foreign_key", "public.a.k"), "foreign key public.a.k is not validated"),
        (Finding("unindexed_foreign_key", "public.a.k"), "foreign key public.a.k has no index that begins with its columns"),
        (Finding("orphans", "public.a.k", 0, 17), "number of orphans of foreign key public.a.k is 17 instead of 0"),
        (Finding("assertion", "hashes", 0, "something else"), "assertion hashes found something else instead of 0"),
        (Finding("constraint", "public.a.c", "long", "longer"), "constraint public.a.c differs"),
        (Finding("statement", "VIEW public.v", "1", "2"), "statement VIEW public.v differs"),
    ],
)
def test_a_finding_is_a_part_of_a_sentence(finding: Finding, said: str) -> None:
    assert say(finding) == said


@pytest.mark.parametrize(
    ("unexpected", "told", "failed", "warnings"),
    [("fail", [MISSING, EXTRA], [MISSING, EXTRA], 0), ("warn", [MISSING, EXTRA], [MISSING], 1), ("ignore", [MISSING], [MISSING], 0)],
)
def test_what_nobody_expects_fails_or_warns_or_is_nothing(
    unexpected: str, told: list[Finding], failed: list[Finding], warnings: int
) -> None:
    found = counted([MISSING, EXTRA], unexpected)
    assert (list(found), failing(found, unexpected)) == (told, failed)
    assert len(warnings_of(found, unexpected, "database app")) == warnings


def test_the_same_finding_is_told_once() -> None:
    assert counted([MISSING, EXTRA, MISSING], "fail") == (MISSING, EXTRA)


def test_one_sentence_says_what_and_what_to_do() -> None:
    assert complaint("database app", [MISSING]) == (
        "The database app is not as asserted (1 finding): table public.a is missing; mend it by a migration, or correct what is asserted,"
        " then run again."
    )


def test_the_sentence_ends_before_it_gets_long() -> None:
    said = complaint("database app", [Finding("missing_table", f"public.t{number}") for number in range(9)])
    assert "(9 findings)" in said and "public.t4 is missing; and 4 more, all in findings;" in said and "public.t5" not in said


def test_a_warning_names_what_nobody_expects() -> None:
    findings = [MISSING, *(Finding("unexpected_table", f"public.t{number}") for number in range(7))]
    (said,) = warnings_of(findings, "warn", "database app")
    assert said.startswith("The database app has what nobody expects: public.t0, ") and "public.t4 and 2 more, all in findings" in said
