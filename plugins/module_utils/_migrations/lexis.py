# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How PostgreSQL's words, quotes and comments look, as patterns; pure."""

from __future__ import annotations

import re
import string
import typing as t

FIRST_WORDS = 6
END_OF_DATA = "\\.\n"
CAPITALS = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
WORD_SIGNS = f"{string.ascii_letters}{string.digits}_"

_LETTER = r"A-Za-z_\x80-\U0010ffff"
_SPACE = r" \t\n\r\f\v"
# What can be read in one way only leaves nothing to try again when the rest does not match.
_WORD = rf"[{_LETTER}][{_LETTER}0-9$]*(?![{_LETTER}0-9$])"
_NUMBER = rf"[0-9]+(?:\.[0-9]*|(?!\.))(?:[{_LETTER}][{_LETTER}0-9]*)?(?![{_LETTER}0-9])"
_COMMENT = r"--[^\n]*(?![^\n])"
_PLAIN = r"""[^'"$;()\\/\-]"""
_NO_WORD = rf"""[^'"$;()\\/\-{_LETTER}0-9]"""
# These letters belong to the quote behind them and are no words.
_PREFIX = r"""[bBxXnNeE](?=')|[uU](?=&['"])"""
# Behind an e a quote may begin a string with backslashes, which goes on behind a line end.
_ESCAPED = rf"(?<=[^{_LETTER}0-9$][eE])'[^'\\]*(?:(?:\\.|'')[^'\\]*){{0,100}}'(?=[,;:)])"
_CLOSED = rf"""(?<![eE])'[^']*'|"[^"]*"|{_ESCAPED}|-(?!-)|/(?!\*)"""

WORD = re.compile(_WORD)
WORDS = re.compile(rf"(?:[{_SPACE},.]*(?!{_PREFIX}){_WORD}){{1,{FIRST_WORDS}}}")
REST_OF_WORD = re.compile(rf"[{_LETTER}0-9$]+")
PARAMETER = re.compile(r"\$[0-9]*")
ESCAPING = re.compile(rf"[^{_LETTER}0-9$]?[eE]\Z")
DOLLAR_QUOTE = re.compile(rf"\$(?:[{_LETTER}][{_LETTER}0-9]*)?\$")
COMMENT_EDGE = re.compile(r"/\*|\*/")
COMMAND = re.compile(rf"\\(?:[;:\\]|[^{_SPACE}\\]*)")
REST_OF_COPY = re.compile(r"[ \t\r\f\v]*(?:--[^\n]*)?(?:\n|\Z)")
# PostgreSQL takes STDIN and STDOUT for each other; between COPY and FROM stand up to three parts of a name.
COPY_FROM_STDIN = re.compile(r"COPY (?:BINARY )?(?:\S+ ){0,3}FROM STD(?:IN|OUT)(?: |\Z)")
FUNCTIONS = tuple(f"CREATE {replace}{kind}" for replace in ("", "OR REPLACE ") for kind in ("FUNCTION", "PROCEDURE"))


def _in_parentheses(levels: int) -> str:
    """Return the pattern of a short list in parentheses; bounded, since one that does not fit is tried in vain."""
    inside = f"{_CLOSED}|{_in_parentheses(levels - 1)}" if levels else _CLOSED
    return rf"\({_PLAIN}{{0,500}}(?:(?:{inside}){_PLAIN}{{0,500}}){{0,50}}\)"


def _head(words: int) -> str:
    """Return the pattern of that many words, or fewer and a semicolon, with what stands between them."""
    run = rf"""[^'"$;\\/\-{_LETTER}0-9]*"""
    between = rf"{run}(?:(?:{_NUMBER}|{_PREFIX}|{_CLOSED}|{_COMMENT}){run}){{0,500}}?"
    return rf"{between}(?:((?!{_PREFIX}){_WORD}){_head(words - 1)}|;)" if words else ""


def _walker(run: str, others: str) -> t.Callable[[str, int], re.Match[str]]:
    """Return the match of what matches everywhere, if only nothing; its rounds are bounded, since re remembers each of them."""
    found = re.compile(rf"{run}*(?:(?:{others}){run}*){{0,500}}", re.DOTALL)
    return t.cast("t.Callable[[str, int], re.Match[str]]", found.match)


HEAD = re.compile(_head(FIRST_WORDS), re.DOTALL)
walk = _walker(_PLAIN, f"{_CLOSED}|{_COMMENT}|{_in_parentheses(3)}")
walk_to_word = _walker(_NO_WORD, f"{_NUMBER}|{_PREFIX}|{_CLOSED}|{_COMMENT}")
walk_blank = _walker(rf"[{_SPACE}]", _COMMENT)
walk_escaped = _walker(r"[^'\\]", r"\\.?|''")


def command_at(text: str, pos: int) -> str:
    """Return the command of psql that begins with this backslash."""
    return t.cast("re.Match[str]", COMMAND.match(text, pos)).group()


def capitals(text: str) -> str:
    """Return the text in capitals of ASCII: no other letter ever becomes a keyword."""
    return text.upper() if text.isascii() else text.translate(CAPITALS)


def ends_with_word(text: str) -> bool:
    """Return whether a dollar sign behind this text is part of a word; a number is none."""
    rest = text.rstrip(WORD_SIGNS)
    return bool(text[len(rest) :].strip(string.digits)) or rest[-1:] > "\x7f"
