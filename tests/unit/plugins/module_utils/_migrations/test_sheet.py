# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one file says of itself, wherever its text was cut."""

from __future__ import annotations

import hashlib
import tracemalloc
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._migrations import sheet as sheets
from ansible_collections.golive.stack.plugins.module_utils._migrations.sheet import LONGEST_DOWN, Mark, Sheet, read_sheet
from hypothesis import given
from hypothesis import strategies as st

CUTS = [1, 2, 7, 10_000]


def read(text: str, size: int = 10_000, whole: bool = False) -> Sheet:
    return read_sheet("0001_a.sql", (text[start : start + size] for start in range(0, len(text), size)), whole)


# id: text, directives
DIRECTIVES: dict[str, t.Tuple[str, dict[str, str]]] = {
    "nothing is said": ("SELECT 1;\n", {}),
    "no transaction": ("-- golive: transaction=none\n", {"transaction": "none"}),
    "a contract": ("-- golive: contract=refuse\nSELECT 1;", {"contract": "refuse"}),
    "a kind": ("-- golive: kind=seed\nSELECT 1;", {"kind": "seed"}),
    "two on a line": ("-- golive: kind=repeatable contract=down\n", {"kind": "repeatable", "contract": "down"}),
    "two on a line with a comma": ("-- golive: kind=seed, contract=compatible\n", {"kind": "seed", "contract": "compatible"}),
    "two on two lines": ("-- golive: kind=seed\n-- golive: contract=restore\n", {"kind": "seed", "contract": "restore"}),
    "the same twice": ("-- golive: kind=seed\n-- golive: kind=seed\n", {"kind": "seed"}),
    "behind other comments and blank lines": ("\n-- Users.\n\n  \t\n--\n -- golive: kind=seed\nSELECT 1;", {"kind": "seed"}),
    "without spaces": ("--golive:kind=seed\n", {"kind": "seed"}),
    "in capitals": ("-- GoLive: kind=seed\n", {"kind": "seed"}),
    "on a last line without an end": ("-- a\n-- golive: kind=seed", {"kind": "seed"}),
    "behind the line of another tool": ("-- migrate:up\n-- golive: kind=seed\nSELECT 1;", {"kind": "seed"}),
    "a rule that is allowed": ("-- golive: allow=drop\nDROP TABLE a;", {}),
    "rules that are allowed anywhere": ("SELECT 1;\n-- golive: allow=drop, rename\nDROP TABLE a;\n-- golive: allow=rename", {}),
    "rules beside another directive": ("-- golive: allow=drop,rename kind=seed, allow=type-rewrite\n", {"kind": "seed"}),
    "a word that is no directive": ("-- golive is fine\nSELECT 'golive: kind=seed';\n", {}),
}


@pytest.mark.parametrize("size", CUTS)
@pytest.mark.parametrize(("text", "said"), DIRECTIVES.values(), ids=DIRECTIVES)
def test_directives(text: str, said: dict[str, str], size: int) -> None:
    assert read(text, size).directives == said


# id: text, what is said of it
UNKNOWN = {
    "another key": ("\n-- golive: lock=none\n", "on line 2 the unknown directive 'lock=none'"),
    "another value": ("-- golive: kind=sead\n", "on line 1 the unknown directive 'kind=sead'"),
    "no value": ("-- golive: transaction\n", "on line 1 the unknown directive 'transaction'"),
    "an empty value": ("-- golive: kind=\n", "on line 1 the unknown directive 'kind='"),
    "spaces around the sign": ("-- golive: kind = seed\n", "on line 1 the unknown directive 'kind'"),
    "a remark behind it": ("-- golive: transaction=none for the index\n", "on line 1 the unknown directive 'for'"),
    "one thing and another": ("-- golive: kind=seed\n-- golive: kind=repeatable\n", "on line 2 another kind than before"),
    "a rule nobody knows": ("\n-- golive: allow=dorp\n", "allows on line 2 the unknown rule 'dorp'; known are index-not-concurrent, col"),
    "a rule nobody knows, later": ("SELECT 1;\n-- golive: allow=drop dorp\n", "allows on line 2 the unknown rule 'dorp'"),
    "no rule": ("-- golive: allow=\n", "allows on line 1 the unknown rule ''"),
    "nothing at all, later": ("SELECT 1;\n-- golive:\n", "a directive on line 2, where it has no effect"),
    "another directive beside a rule": ("SELECT 1;\n-- golive: allow=drop kind=seed\n", "a directive on line 2, where it has no effect"),
    "a directive behind a rule": ("SELECT 1;\n-- golive: allow=drop\n-- golive: kind=seed\n", "a directive on line 3, where it has no"),
    "a directive behind a statement": ("SELECT 1;\n-- golive: kind=seed\n", "a directive on line 2, where it has no effect"),
    "a directive behind a statement and far away": ("SELECT 1;\n" * 9 + "  --golive: kind=seed", "a directive on line 10, where it has no"),
}


@pytest.mark.parametrize("size", CUTS)
@pytest.mark.parametrize(("text", "said"), UNKNOWN.values(), ids=UNKNOWN)
def test_refuses_a_directive_with_its_file_and_line(text: str, said: str, size: int) -> None:
    with pytest.raises(StackError) as refused:
        read(text, size)
    assert refused.value.msg.startswith("Migration 0001_a.sql") and said in refused.value.msg


def test_the_sentence_about_an_unknown_directive_says_which_are_known() -> None:
    with pytest.raises(StackError, match=r"transaction=none, contract=compatible\|down\|restore\|refuse, kind=seed\|repeatable\.$"):
        read("-- golive: x=y\n")


# id: text, marks, the line of the first statement, the text of the way down and where it begins
MARKS: dict[str, t.Tuple[str, list[t.Any], int | None, str, int]] = {
    "no marks": ("-- a\nSELECT 1;\n", [], 2, "", 1),
    "nothing at all": ("", [], None, "", 1),
    "comments only": ("-- a\n\n  -- b", [], None, "", 1),
    "a comment in another way is a statement here": ("/* a */\n", [], 1, "", 1),
    "dbmate up and down": (
        "-- migrate:up\nA;\n-- migrate:down\nB;\n",
        [Mark(1, "dbmate", "up"), Mark(3, "dbmate", "down")],
        2,
        "B;\n",
        4,
    ),
    "dbmate with options": (
        "-- migrate:up transaction:false\nA;\n--migrate:down  transaction:false \nB;",
        [Mark(1, "dbmate", "up", "transaction:false"), Mark(3, "dbmate", "down", "transaction:false")],
        2,
        "B;",
        4,
    ),
    "goose": (
        "-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose StatementBegin\nA;\n-- +goose StatementEnd\n--+goose down\nB;",
        [
            Mark(1, "goose", "no transaction"),
            Mark(2, "goose", "up"),
            Mark(3, "goose", "statementbegin"),
            Mark(5, "goose", "statementend"),
            Mark(6, "goose", "down"),
        ],
        4,
        "B;",
        7,
    ),
    "a way down that is empty": ("-- migrate:up\nA;\n-- migrate:down", [Mark(1, "dbmate", "up"), Mark(3, "dbmate", "down")], 2, "", 4),
    "words that only begin so": ("-- migrate:upwards\n-- +goosebumps\n-- migrate: up\nmigrate:up\n", [], 4, "", 1),
    "a mark in the middle of a line": ("SELECT '-- migrate:down';\n", [], 1, "", 1),
    "a second way down is part of the first": (
        "-- migrate:up\n-- migrate:down\nA;\n-- migrate:down\nB;",
        [Mark(1, "dbmate", "up"), Mark(2, "dbmate", "down"), Mark(4, "dbmate", "down")],
        3,
        "A;\n-- migrate:down\nB;",
        3,
    ),
}


@pytest.mark.parametrize("size", CUTS)
@pytest.mark.parametrize(("text", "marks", "statement", "down", "begins"), MARKS.values(), ids=MARKS)
def test_marks(text: str, marks: list[t.Any], statement: int | None, down: str, begins: int, size: int) -> None:
    found = read(text, size)
    assert (found.marks, found.statement, found.text, found.begins) == (marks, statement, down, begins)


@pytest.mark.parametrize("size", CUTS)
@pytest.mark.parametrize("text", ["", "A;", "A;\n", "\n\n", "-- migrate:down\nA;\n"])
def test_a_file_that_is_read_whole_keeps_its_text(text: str, size: int) -> None:
    assert read(text, size, whole=True).text == text


# text of a way down: whether it does something
DOWNS = {"": False, "\n \t\n": False, "-- nothing\n  -- to do": False, "DROP TABLE a;": True, "-- why\nDROP TABLE a;\n": True}


@pytest.mark.parametrize(("text", "does"), DOWNS.items(), ids=map(repr, DOWNS))
def test_a_way_down_that_does_nothing_is_none(text: str, does: bool) -> None:
    assert read(text, whole=True).way_down == (text if does else None)


@pytest.mark.parametrize("size", [999, LONGEST_DOWN])
@pytest.mark.parametrize("end", ["", "\n"])
def test_a_way_down_is_kept_up_to_its_limit_and_known_to_be_too_long(end: str, size: int) -> None:
    full = "x" * (LONGEST_DOWN - len(end)) + end
    for before, whole in (("", True), ("-- migrate:up\n-- migrate:down\n", False)):
        assert read(before + full, size, whole).text == full
        assert not read(before + full, size, whole).is_too_long
        assert read(f"{before}y{full}", size, whole).is_too_long


def test_the_digest_is_of_the_whole_text() -> None:
    text = "-- migrate:up\né;\n-- migrate:down\nB;"
    for size in CUTS:
        assert read(text, size).digest == hashlib.sha256(text.encode()).hexdigest()


def test_a_line_without_an_end_is_read_in_little_memory() -> None:
    piece = "x" * (1024 * 1024)
    tracemalloc.start()
    found = read_sheet("a.sql", (piece for _ in range(30)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.statement == 1 and peak < 12 * 1024 * 1024


def test_marks_behind_a_line_that_is_too_long_to_be_kept_have_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LONGEST_LINE", 20)
    found = read("-- migrate:up\n" + "x" * 100 + "\n-- migrate:down\nB;\n", 7)
    assert [mark.line for mark in found.marks] == [1, 3] and found.text == "B;\n"


PARTS = st.sampled_from(
    ["-- migrate:up\n", "-- migrate:down\n", "-- +goose Down\n", "-- golive: kind=seed\n", "-- a\n", "\n", "A;\n", " ", "b"]
)


@given(st.lists(PARTS, max_size=8).map("".join), st.integers(1, 40))
def test_any_cut_says_what_the_whole_says(text: str, size: int) -> None:
    def outcome(of: int) -> Sheet | str:
        try:
            return read(text, of)
        except StackError as error:
            return error.msg

    assert outcome(size) == outcome(10_000)
