# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a file is sent, and what can't be."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._migrations.scan import look_through, own_statements

from tests.unit.plugins.module_utils._migrations.words import migration

OWN = {
    "statements as they are": ("SELECT 1; SELECT 2;", ["SELECT 1;", " SELECT 2;"]),
    "without the transaction around them": ("BEGIN;\nSELECT 1;\nCOMMIT;\n", ["\nSELECT 1;"]),
    "with START TRANSACTION and END": ("START TRANSACTION;SELECT 1;END;", ["SELECT 1;"]),
    "a savepoint within": ("SAVEPOINT a;ROLLBACK TO a;RELEASE a;", ["SAVEPOINT a;", "ROLLBACK TO a;", "RELEASE a;"]),
    "nothing but a transaction": ("BEGIN;COMMIT;", []),
}
TROUBLES = {
    "a commit in the middle": ("SELECT 1;\nCOMMIT;\nSELECT 2;", 2, "holds COMMIT amid"),
    "a transaction in the middle": ("SELECT 1;\nBEGIN;\nSELECT 2;", 2, "holds BEGIN amid"),
    "a rollback at the end": ("SELECT 1;\nROLLBACK", 2, "holds ROLLBACK amid"),
    "a command of psql": ("\n\\set x 1\n", 2, "holds \\set, a command of psql that no server knows"),
    "what runs in no transaction": ("SELECT 1;\nVACUUM t;", 2, "holds VACUUM, which can't run in a transaction: say -- golive: tr"),
    "something that is not closed": ("SELECT 1;\n/* never", 2, "can't be told into statements: The comment that begins in line 2"),
}


@pytest.mark.parametrize(("text", "sent"), OWN.values(), ids=list(OWN))
def test_what_is_sent(text: str, sent: list[str]) -> None:
    assert look_through(migration("1"), [text], 1).trouble is None
    assert [statement.text for statement in own_statements([text], 1)] == sent


@pytest.mark.parametrize(("text", "line", "what"), TROUBLES.values(), ids=list(TROUBLES))
def test_what_can_not_be_sent(text: str, line: int, what: str) -> None:
    found = look_through(migration("1"), [text], 1).trouble
    assert found is not None and found.line == line and what in found.what


def test_lines_are_those_of_the_file() -> None:
    found = look_through(migration("1"), ["SELECT 1;\nCOMMIT;\nSELECT 2;"], 10).trouble
    assert found is not None and found.line == 11


def test_the_advice_fits_the_file() -> None:
    with_one = look_through(migration("1"), ["SELECT 1; COMMIT; SELECT 2;"], 1).trouble
    without = look_through(migration("1", transaction=False), ["SELECT 1; COMMIT; SELECT 2;"], 1).trouble
    assert with_one is not None and without is not None
    assert with_one.what.endswith("each file is one transaction") and without.what.endswith("the file has no transaction")
