# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server's answer becomes, and what of it makes two databases the same."""

from __future__ import annotations

import json

from ansible_collections.golive.stack.plugins.module_utils._schema.catalog import parse_catalog, snapshot_of
from ansible_collections.golive.stack.plugins.module_utils._schema.model import ForeignKey, Observed

from tests.unit.plugins.module_utils._schema.answers import KEY, NOTHING, answer
from tests.unit.plugins.module_utils._schema.databases import table


def test_what_is_empty_is_no_null() -> None:
    there = parse_catalog("database app", {**NOTHING, "version": 13})
    assert (there.title, there.version, there.schemas, there.tables, there.foreign_keys) == ("database app", 13, (), {}, ())
    assert there.others == {noun: {} for noun in ("indexes", "views", "functions", "types", "sequences", "extensions")}
    of_a = parse_catalog("database app", answer("a")).tables["public.a"]
    assert (of_a["primary_key"], of_a["constraints"], of_a["policies"]) == ([], {}, {})


def test_a_foreign_key() -> None:
    (found,) = parse_catalog("database app", answer("a", "b", foreign_keys=[KEY])).foreign_keys
    pairs = (("a", "id", "OPERATOR(pg_catalog.=)"),)
    assert found == ForeignKey("public.b", "b_fk", ("a",), True, False, "ONLY public.b", "ONLY public.a", pairs)


def test_two_snapshots_are_the_same_text_whatever_the_order_and_the_server() -> None:
    found = answer("b", "a", views={"public.w": "1", "public.v": "2"})
    other = answer("a", "b", views={"public.v": "2", "public.w": "1"})
    for one in other["tables"].values():
        one["owner"] = "somebody else"
    texts = [json.dumps(snapshot_of(parse_catalog(title, one))) for title, one in (("here", found), ("there", other))]
    assert texts[0] == texts[1]
    assert "somebody" not in texts[1] and '"sql"' not in texts[1]


def test_a_partition_is_not_in_a_snapshot() -> None:
    there = Observed("database app", tables={"public.a": table(), "public.a_2026": table(partition=True)})
    assert list(snapshot_of(there)["tables"]) == ["public.a"]
