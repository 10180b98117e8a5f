# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The question about the catalog; what a server answers to it is tested with a server."""

from __future__ import annotations

import json
import re

import pytest
from ansible_collections.golive.stack.plugins.module_utils._schema.question import catalog_question

HOSTILE = '$g0$ $g1$\'; DROP TABLE flags; -- "x" \\ %s {}'
DOCUMENT = re.compile(r"\$g(\d+)\$(.*?)\$g\1\$::pg_catalog\.jsonb", re.DOTALL)


@pytest.mark.parametrize("schemas", [["public"], ["public", "app"], [HOSTILE, "ü"]])
def test_a_name_stands_nowhere_but_in_a_document(schemas: list[str]) -> None:
    question = catalog_question(schemas)
    (found,) = DOCUMENT.finditer(question)
    assert json.loads(found.group(2)) == schemas
    assert DOCUMENT.sub("?", question) == DOCUMENT.sub("?", catalog_question(["public"]))


def test_it_is_one_statement_that_only_reads() -> None:
    question = catalog_question(["public"])
    assert ";" not in question and question.startswith("WITH ")
    assert not re.search(r"\b(INSERT INTO|UPDATE \w|DELETE FROM|CREATE|ALTER|DROP|SET)\b", question.replace("'INSERT'", ""))
