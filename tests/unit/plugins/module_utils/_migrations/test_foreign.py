# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of another tool's ledger, and what that tool would say of a file."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._migrations.foreign import answered, flyway_sum, question, sqitch_sum
from ansible_collections.golive.stack.plugins.module_utils._migrations.keepers import KEEPERS

from tests.unit.plugins.module_utils._migrations.words import migration

ONE = migration("1")


@pytest.mark.parametrize("tool", KEEPERS)
def test_each_ledger_is_one_question(tool: str) -> None:
    asked = question(tool)
    assert asked.startswith("SELECT jsonb_build_object('rows', ") and f'"{KEEPERS[tool].schema}"."{KEEPERS[tool].table}"' in asked
    assert ("'lock', " in asked) == (KEEPERS[tool].lock is not None)


@pytest.mark.parametrize(
    ("content", "checksum"),
    [
        ([b"CREATE TABLE a (\n  i int\n);\n"], "-967669785"),
        ([b"\xef\xbb\xbfCREATE TABLE b (\r\n  i int\r\n);"], "-1312008937"),
        ([b"\xef\xbb", b"\xbfCREATE TABLE b (\r", b"\n  i int\n);"], "-1312008937"),
        (["SELECT 'Côte d’Ivoire';\n\n\n".encode()], "-1291195597"),
        ([], "0"),
    ],
    ids=["plain", "byte order mark and CRLF", "in pieces", "not only ASCII", "empty"],
)
def test_flyways_checksum_is_what_flyway_11_has_written(content: list[bytes], checksum: str) -> None:
    assert flyway_sum("V1__a.sql", content) == checksum


def test_sqitchs_digest_is_of_the_bytes() -> None:
    assert sqitch_sum("users.sql", [b"a", b"bc"]) == "a9993e364706816aba3e25717850c26c9cd0d89d"


def test_files_are_read_only_for_what_needs_their_digests() -> None:
    assert answered("sqitch", {"rows": [{}]}, (ONE,), lambda _of: [b"abc"]).sums == {"1": "a9993e364706816aba3e25717850c26c9cd0d89d"}
    assert answered("sqitch", {"rows": []}, (ONE,), lambda _of: [b"abc"]).sums == {}
    assert answered("knex", {"rows": [{}], "lock": [{"is_locked": 0}]}, (ONE,), lambda _of: [b"abc"]).sums == {}
    assert answered("knex", None, (ONE,), lambda _of: [b"abc"]).rows is None
