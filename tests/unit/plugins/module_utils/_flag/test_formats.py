# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flags in the text of a dotenv file: one line changes, no other byte does."""

from __future__ import annotations

import io
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._flag.formats import Dotenv
from ansible_collections.golive.stack.plugins.module_utils._flag.model import Flag
from dotenv import dotenv_values
from hypothesis import example, given
from hypothesis import strategies as st

LF = "\n"
KEY = "-----BEGIN KEY-----\nNEW_UI=false\n-----END KEY-----"

WORDS = {"true": True, "on": True, "1": True, "yes": True, "false": False, "off": False, "0": False, "no": False}


def changed(text: str, flag: Flag | str) -> str:
    """The text after one flag was put, or (given by its key) dropped."""
    content = Dotenv(text)
    content.flags()
    if isinstance(flag, str):
        content.drop((flag, None))
    else:
        content.put(flag)
    return content.text()


ON, OFF = Flag("NEW_UI", None, True), Flag("NEW_UI", None, False)

# id: text before, flag to put or key to drop, text after
DOTENV: dict[str, t.Tuple[str, Flag | str, str]] = {
    "a new flag is a new line": ("A=1\n", ON, "A=1\nNEW_UI=true\n"),
    "a new flag in an empty file": ("", OFF, "NEW_UI=false\n"),
    "a last line without an end gets one": ("A=1", ON, "A=1\nNEW_UI=true\n"),
    "the words of the line are kept: on, off": ("NEW_UI=on\n", OFF, "NEW_UI=off\n"),
    "the words of the line are kept: 1, 0": ("NEW_UI=0\n", ON, "NEW_UI=1\n"),
    "the words of the line are kept: yes, no": ("NEW_UI=no\n", ON, "NEW_UI=yes\n"),
    "upper case is kept": ("NEW_UI=TRUE\n", OFF, "NEW_UI=FALSE\n"),
    "a capital is kept, for whoever compares with Python's True": ("NEW_UI=True\n", OFF, "NEW_UI=False\n"),
    "quotes are kept": ("NEW_UI=\"true\"\nA='1'\n", OFF, "NEW_UI=\"false\"\nA='1'\n"),
    "single quotes are kept": ("NEW_UI='on'\n", OFF, "NEW_UI='off'\n"),
    "spaces and export are kept": ("  export NEW_UI = true \nA=1\n", OFF, "  export NEW_UI = false \nA=1\n"),
    "the comment behind it is kept": ("NEW_UI=true # see 12\n", OFF, "NEW_UI=false # see 12\n"),
    "the same word in the comment is kept": ("NEW_UI=on # on since May, keep it on\n", OFF, "NEW_UI=off # on since May, keep it on\n"),
    "a digit in the comment is kept": ("NEW_UI=1 # ticket 101\n", OFF, "NEW_UI=0 # ticket 101\n"),
    "comments and blank lines are kept": ("# NEW_UI=true\n\n  # on\nNEW_UI=true\n\n", OFF, "# NEW_UI=true\n\n  # on\nNEW_UI=false\n\n"),
    "CRLF is kept": ("A=1\r\nNEW_UI=true\r\n", OFF, "A=1\r\nNEW_UI=false\r\n"),
    "a new line ends as the others": ("A=1\r\n", ON, "A=1\r\nNEW_UI=true\r\n"),
    "a key inside of a multi-line value is no flag": (f'K="{KEY}"\n', ON, f'K="{KEY}"\nNEW_UI=true\n'),
    "a multi-line value before the flag is kept": (f"K='{KEY}'\nNEW_UI=false\n", ON, f"K='{KEY}'\nNEW_UI=true\n"),
    "an escaped quote does not end a value": ('K="a\\"\nNEW_UI=false\n"\n', ON, 'K="a\\"\nNEW_UI=false\n"\nNEW_UI=true\n'),
    "a backslash in single quotes is one": ("K='C:\\app'\nNEW_UI=false\n", ON, "K='C:\\app'\nNEW_UI=true\n"),
    "an escaped backslash does not escape the quote": ('K="C:\\\\"\nNEW_UI=false\n', ON, 'K="C:\\\\"\nNEW_UI=true\n'),
    "a form feed does not end a line": ("K=a\x0cNEW_UI=false\n", ON, "K=a\x0cNEW_UI=false\nNEW_UI=true\n"),
    "U+2028 does not end a line": ("K=a\u2028NEW_UI=false\n", ON, "K=a\u2028NEW_UI=false\nNEW_UI=true\n"),
    "a longer name is another variable": ("NEW_UI_2=true\nXNEW_UI=true\n", OFF, "NEW_UI_2=true\nXNEW_UI=true\nNEW_UI=false\n"),
    "other case is another variable": ("new_ui=true\n", OFF, "new_ui=true\nNEW_UI=false\n"),
    "a dropped flag takes its line along": ("A=1\nNEW_UI=true # why\nB=2", "NEW_UI", "A=1\nB=2"),
    "after the last flag the file is not empty": ("NEW_UI=true\n", "NEW_UI", "# feature flags\n"),
}


@pytest.mark.parametrize(("before", "flag", "after"), DOTENV.values(), ids=DOTENV)
def test_dotenv(before: str, flag: Flag | str, after: str) -> None:
    assert changed(before, flag) == after


def read_as(text: str) -> dict[str, str | None]:
    """What an application reads in the file."""
    return dotenv_values(stream=io.StringIO(text), interpolate=False)


@pytest.mark.parametrize(("before", "flag", "after"), DOTENV.values(), ids=DOTENV)
def test_an_application_reads_the_same_in_dotenv(before: str, flag: Flag | str, after: str) -> None:
    others = {name: value for name, value in read_as(before).items() if name != "NEW_UI"}
    found = read_as(after)
    word = found.pop("NEW_UI", None)
    assert found == others
    assert WORDS.get((word or "").lower()) is (None if isinstance(flag, str) else flag.enabled)


def test_dotenv_finds_the_flags_and_leaves_the_rest() -> None:
    text = f'A=1\nexport B="off"\nC=Yes # since May\nURL=postgres://x\nEMPTY=\nD=2\nE="true story"\nF=true#no\nK="{KEY}"\n'
    assert {name[0]: flag.enabled for name, flag in Dotenv(text).flags().items()} == {"A": True, "B": False, "C": True}


# id: text, what is wrong with it
NO_DOTENV = {
    "a cut-off value": ('A=1\nK="-----BEGIN', "a quoted value does not end"),
    "a backslash at the end of single quotes, which python-dotenv takes for more": ("K='C:\\'\nA=1\n", "programs read differently"),
    "a cut-off name": ("A=1\nNEW_", "line 2 is no assignment"),
    "a line that is no assignment, counted behind a multi-line value": (f'K="{KEY}"\nhello\n', "line 4 is no assignment"),
    "JSON": ('{"a": 1}\n', "line 1 is no assignment"),
    "a flag twice": ("NEW_UI=true\nA=1\nNEW_UI=false\n", "it assigns NEW_UI twice"),
    "a flag behind another value of its name": ("NEW_UI=maybe\nNEW_UI=true\n", "it assigns NEW_UI twice"),
    "another value behind a flag of its name": ("NEW_UI=true\nNEW_UI=maybe\n", "it assigns NEW_UI twice"),
}


@pytest.mark.parametrize(("text", "said"), NO_DOTENV.values(), ids=NO_DOTENV)
def test_is_no_dotenv(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Dotenv(text).flags()


def test_other_variables_may_stand_twice() -> None:
    assert Dotenv("URL=a\nURL=b\nNEW_UI=true\n").flags() == {("NEW_UI", None): ON}


@pytest.mark.parametrize("key", ["new-ui", "A=1\nB", "", "1A", "ä", "A B", "A\n", "$(id)", "A#"])
def test_a_key_that_is_no_variable_is_refused(key: str) -> None:
    with pytest.raises(StackError, match="can't stand in a dotenv file"):
        Dotenv("A=1\n").refuse_unfit(key)


@pytest.mark.parametrize("line", ["NEW_UI=postgres://x", "NEW_UI=", "NEW_UI=2", "NEW_UI='true story'", f'NEW_UI="{KEY}"'])
def test_a_variable_that_is_no_flag_is_refused(line: str) -> None:
    with pytest.raises(StackError, match="Variable NEW_UI of the dotenv file is no flag"):
        Dotenv(f"A=1\n{line}\n").refuse_unfit("NEW_UI")


NAMES = st.sampled_from(["A", "B_2", "_C", "DEBUG", "PATH_TO", "lower"])
PLAIN = st.text("ab=#:/$\\\u2028\x0c\x85é \t", max_size=8).map(str.strip)
INSIDE = st.text("ab=#$\n NEW_UI=true\u2028", max_size=20)
QUOTED = st.builds("{0}{1}{0}".format, st.sampled_from("\"'"), INSIDE)
VALUES = PLAIN | QUOTED | st.sampled_from(["on", "false", "1", "'no'"])
ASSIGNMENTS = st.builds("{}{}{}{}".format, st.sampled_from(["", "export ", "  "]), NAMES, st.sampled_from(["=", " = "]), VALUES)
LINES = st.one_of(ASSIGNMENTS, st.sampled_from(["", "# NEW_UI=true", "   ", "#"]))
FLAG_LINES = st.sampled_from(["NEW_UI=true", "NEW_UI=off # off", "export NEW_UI='1'", 'NEW_UI = "No"'])


@st.composite
def dotenv_files(draw: t.Any) -> t.Tuple[list[str], str, list[str], str]:
    """Lines before the flag, its line or nothing, lines after it, and how lines end; each variable once."""
    lines = draw(st.lists(LINES, max_size=8, unique_by=lambda line: line.replace("export", "").split("=")[0].strip()))
    middle = draw(st.integers(0, len(lines)))
    return lines[:middle], draw(st.one_of(st.just(""), FLAG_LINES)), lines[middle:], draw(st.sampled_from(["\n", "\r\n"]))


def joined(lines: list[str], end: str) -> str:
    """Lines as the text of a file."""
    return "".join(line.replace("\n", end) + end for line in lines)


@given(dotenv_files(), st.booleans())
@example(([f'A="{KEY}"'], "NEW_UI=off # off", ["DEBUG=1"], "\r\n"), True)
def test_one_flag_never_changes_another_line(file: t.Tuple[list[str], str, list[str], str], enabled: bool) -> None:
    before, own, after, end = file
    text = joined([*before, *([own] if own else []), *after], end)
    head, tail = joined(before, end), joined(after, end)
    put = changed(text, Flag("NEW_UI", None, enabled))
    if own:
        assert put.startswith(head) and put.endswith(tail)
        assert changed(text, "NEW_UI") == (head + tail or f"# feature flags{end}")
    else:
        assert put == f"{text}NEW_UI={'true' if enabled else 'false'}{end if text else LF}"
    assert Dotenv(put).flags()["NEW_UI", None].enabled is enabled
    others = {name: value for name, value in read_as(text).items() if name != "NEW_UI"}
    assert {name: value for name, value in read_as(put).items() if name != "NEW_UI"} == others
