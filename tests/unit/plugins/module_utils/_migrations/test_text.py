# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a file is the same however it was saved and however its bytes were cut."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._migrations.text import lines_between, read_text
from hypothesis import example, given
from hypothesis import strategies as st

# id: bytes, text
TEXTS = {
    "nothing": (b"", ""),
    "plain text": (b"a\nb", "a\nb"),
    "a byte order mark": (b"\xef\xbb\xbfa\n", "a\n"),
    "a byte order mark and nothing else": (b"\xef\xbb\xbf", ""),
    "a byte order mark in the middle, which is text": (b"a\xef\xbb\xbfb", "a\ufeffb"),
    "a second byte order mark, which is text": (b"\xef\xbb\xbf\xef\xbb\xbfb", "\ufeffb"),
    "a byte order mark before a lone CR": (b"\xef\xbb\xbf\ra", "\na"),
    "lines that end as on Windows": (b"a\r\nb\r\n", "a\nb\n"),
    "lines that end as long ago": (b"a\rb\r", "a\nb\n"),
    "all ends of lines in one file": (b"a\r\r\nb\n\rc\r\n\r\n", "a\n\nb\n\nc\n\n"),
    "nothing but CR": (b"\r\r\r", "\n\n\n"),
    "what else may end a line elsewhere": ("a\x0b\x0c\x85\u2028b".encode(), "a\x0b\x0c\x85\u2028b"),
    "letters of two, three and four bytes": ("é€😀\r\n".encode(), "é€😀\n"),
}


def cuts(data: bytes, size: int) -> t.Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
@pytest.mark.parametrize(("data", "text"), TEXTS.values(), ids=TEXTS)
def test_reads(data: bytes, text: str, size: int) -> None:
    assert "".join(read_text("a.sql", cuts(data, size))) == text


# id: bytes, what is said of them
REFUSED = {
    "Latin-1": (b"-- ok\nSELECT 'caf\xe9';\n", "on line 2, at offset 17, bytes that are no UTF-8 (0xe9)"),
    "Latin-1 behind lines that end in all ways": (b"a\r\nb\rc\n\xfc", "on line 4, at offset 7, bytes that are no UTF-8 (0xfc)"),
    "Latin-1 behind a byte order mark": (b"\xef\xbb\xbf\xe4", "on line 1, at offset 3, bytes that are no UTF-8 (0xe4)"),
    "a letter that is cut off at the end": (b"\n\xe2\x82", "on line 2, at offset 1, bytes that are no UTF-8 (0xe2)"),
    "half of a pair of UTF-16 in UTF-8": (b"x\xed\xa0\x80", "on line 1, at offset 1, bytes that are no UTF-8 (0xed)"),
    "one letter in two bytes too many": (b"\xc0\x80", "on line 1, at offset 0, bytes that are no UTF-8 (0xc0)"),
    "NUL": (b"a\nb\r\nc\0d", "a NUL byte on line 3"),
    "NUL at once": (b"\0", "a NUL byte on line 1"),
    "UTF-16 of Windows": ("SELECT 1;".encode("utf-16-le").join([b"\xff\xfe", b""]), "the byte order mark of UTF-16"),
    "UTF-16 the other way round": (b"\xfe\xff\0S", "the byte order mark of UTF-16"),
    "UTF-16 without its mark": ("SELECT 1;".encode("utf-16-le"), "a NUL byte on line 1"),
}


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
@pytest.mark.parametrize(("data", "said"), REFUSED.values(), ids=REFUSED)
def test_refuses(data: bytes, said: str, size: int) -> None:
    with pytest.raises(StackError) as refused:
        list(read_text("0001_a.sql", cuts(data, size)))
    assert f"Reading migration 0001_a.sql found {said}" in refused.value.msg


LINES = st.lists(st.sampled_from(["a", "é", "😀", "\r", "\n", "\r\n", "\ufeff", ";"]), max_size=12).map("".join)


@given(LINES, st.lists(st.integers(0, 30), max_size=6))
@example("\ufeff\r\n\r", [0, 1, 2, 3, 4])
def test_any_cut_gives_the_text_of_the_whole(text: str, places: list[int]) -> None:
    data = text.encode()
    ends = sorted({min(place, len(data)) for place in places} | {0, len(data)})
    cut = [data[start:end] for start, end in zip(ends, ends[1:])]
    assert "".join(read_text("a.sql", cut)) == text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


@given(st.binary(max_size=12), st.integers(1, 12))
def test_any_cut_refuses_what_the_whole_refuses(data: bytes, size: int) -> None:
    def outcome(pieces: t.Iterable[bytes]) -> str:
        try:
            return "".join(read_text("a.sql", pieces))
        except StackError as error:
            return error.msg

    whole, cut = outcome([data]), outcome(cuts(data, size))
    # Which is found first of a NUL and of bytes that are no text is a question of where they are cut.
    assert whole == cut or (b"\0" in data and "found" in whole and "found" in cut)


# id: pieces, first line, the line that is no more part of it, text
BETWEEN = {
    "all of it": (["a\nb\n"], 1, None, "a\nb\n"),
    "from a line on": (["a\nb\nc"], 2, None, "b\nc"),
    "before a line": (["a\nb\nc"], 1, 3, "a\nb\n"),
    "one line": (["a\nb\nc"], 2, 3, "b\n"),
    "no line": (["a\nb\nc"], 2, 2, ""),
    "behind the end": (["a\nb"], 3, None, ""),
    "a last line that is empty": (["a\n"], 2, None, ""),
    "cut in the line before": (["aa", "a\nb"], 2, None, "b"),
    "cut behind the line before": (["a\n", "b\nc"], 2, 3, "b\n"),
    "cut in the line itself": (["a\nb", "b", "b\nc"], 2, 3, "bbb\n"),
    "cut before the end": (["a\nb\n", "c\nd"], 1, 3, "a\nb\n"),
    "cut in the line that is no more part of it": (["a\nb\nc", "c\nd"], 1, 3, "a\nb\n"),
}


@pytest.mark.parametrize(("pieces", "first", "end", "text"), BETWEEN.values(), ids=BETWEEN)
def test_lines_between(pieces: list[str], first: int, end: int | None, text: str) -> None:
    rest = iter(pieces)
    assert "".join(lines_between(rest, first, end)) == text
    assert next(rest, None) is None


@given(st.lists(st.sampled_from(["a", "b\n", "\n", "cc"]), max_size=10), st.integers(1, 6), st.integers(1, 6))
def test_lines_between_wherever_the_pieces_are_cut(pieces: list[str], first: int, end: int) -> None:
    lines = "".join(pieces).splitlines(keepends=True)
    assert "".join(lines_between(pieces, first, end)) == "".join(lines[first - 1 : max(end, first) - 1])
