# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be a reference, and what is said of what can't."""

from __future__ import annotations

import json
import os
import typing as t
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError
from ansible_collections.golive.stack.plugins.module_utils._schema.catalog import parse_catalog, snapshot_of
from ansible_collections.golive.stack.plugins.module_utils._schema.reference import read_reference

from tests.unit.memory_host import MemoryHost
from tests.unit.plugins.module_utils._schema.answers import answer

SNAPSHOT = snapshot_of(parse_catalog("database app", answer("a", views={"public.v": "1"})))
DUMP = "-- Dumped from database version 15.18\n"


def read(option: t.Any) -> t.Any:
    """The reference on a machine whose home is of no matter."""
    return read_reference(MemoryHost(), option)


def test_a_snapshot_comes_as_it_is_as_text_and_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    path.write_text(json.dumps(SNAPSHOT))
    path.chmod(0o644)
    assert read(SNAPSHOT) == read(json.dumps(SNAPSHOT)) == read(str(path)) == SNAPSHOT


def test_a_dump_comes_as_a_file(tmp_path: Path) -> None:
    (tmp_path / "schema.sql").write_text(DUMP)
    assert read(str(tmp_path / "schema.sql")) == DUMP


# id: the reference, what the sentence must say
REFUSED: dict[str, t.Tuple[t.Any, str]] = {
    "a list": ([], "The reference has no format: 1"),
    "a number": (5, "The reference has no format: 1"),
    "nothing in it": ({}, "has no format: 1"),
    "a later format": ({**SNAPSHOT, "format": 2}, "has no format: 1, so it is no snapshot that can be read here; give what"),
    "a strange part": ({**SNAPSHOT, "colums": {}}, "has the part 'colums', which no snapshot has"),
    "a strange part of a table": ({"format": 1, "tables": {"public.a": {"owner": "x"}}}, "has the part 'owner'"),
    "a strange part of a column": ({"format": 1, "tables": {"public.a": {"columns": {"id": {"nul": 1}}}}}, "has the part 'nul'"),
    "tables as a list": ({"format": 1, "tables": ["public.a"]}, "has something else where a snapshot has names"),
    "a table as a text": ({"format": 1, "tables": {"public.a": "x"}}, "has something else where a snapshot has names"),
    "columns as a list": ({"format": 1, "tables": {"public.a": {"columns": []}}}, "has something else"),
    "a column as a type": ({"format": 1, "tables": {"public.a": {"columns": {"id": "int"}}}}, "has something else"),
    "indexes as a list": ({"format": 1, "tables": {"public.a": {"indexes": []}}}, "has something else"),
    "views as a list": ({"format": 1, "views": []}, "has something else"),
    "no JSON": ("{canary", "The reference is neither a snapshot in JSON nor a dump in plain text"),
    "nested too deeply": ("{" + '"a":{' * 100000, "The reference is neither a snapshot in JSON"),
}


@pytest.mark.parametrize(("reference", "said"), REFUSED.values(), ids=REFUSED)
def test_refuses(reference: t.Any, said: str) -> None:
    with pytest.raises(StackError) as refused:
        read(reference)
    assert said in refused.value.msg and "canary" not in refused.value.msg
    assert refused.value.msg.endswith(", then run again.")


def test_a_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "custom.dump").write_bytes(b"PGDMP\x00\xff")
    os.mkfifo(tmp_path / "pipe")
    for name, kind, said in (
        ("nosuch", Missing, "nosuch failed: No such file or directory; correct reference"),
        ("custom.dump/below", Missing, "Not a directory; correct reference"),
        ("pipe", StackError, "pipe is no file; give what"),
        ("", StackError, "Is a directory; correct reference|is no file; give what"),
        ("custom.dump", StackError, "custom.dump is neither a snapshot in JSON nor a dump in plain text"),
    ):
        with pytest.raises(StackError, match=said) as refused:
            read(f"{tmp_path}/{name}")
        assert type(refused.value) is kind


def test_a_file_that_is_far_too_long(tmp_path: Path) -> None:
    with open(tmp_path / "long", "wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    with pytest.raises(StackError, match="long has more than 67108864 bytes, so it is no schema"):
        read(str(tmp_path / "long"))
