# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A statement without its comments and the text of its strings, at the same places; pure."""

from __future__ import annotations

import re

_LETTER = r"A-Za-z_\x80-\U0010ffff"
_ALONE = rf"(?<![{_LETTER}0-9$])"
_ESCAPED = r"'[^'\\]*(?:(?:\\.|'')[^'\\]*)*'"
# Quoted names are met so that nothing begins within one; they stay as they are.
OPAQUE = re.compile(
    rf"""(?P<name>"[^"]*")"""
    rf"""|--[^\n]*|/\*"""
    rf"""|(?P<string>{_ALONE}[eE]{_ESCAPED}(?:[ \t\r\f\v]*\n\s*{_ESCAPED})*|'[^']*(?:''[^']*)*'"""
    rf"""|{_ALONE}(?P<tag>\$(?:[{_LETTER}][{_LETTER}0-9]*)?\$).*?(?P=tag))""",
    re.DOTALL,
)
COMMENT_EDGE = re.compile(r"/\*|\*/")
SEEN = re.compile(r"[^\n]")


def blanked(text: str) -> str:
    """Return a text of the same length and lines, in which comments are spaces and strings are quotes around spaces."""
    kept, place = [], 0
    for begin, end, string in _opaque(text):
        hidden = SEEN.sub(" ", text[begin:end])
        kept += [text[place:begin], f"'{hidden[1:-1]}'" if string else hidden]
        place = end
    return "".join((*kept, text[place:])) if kept else text


def _opaque(text: str) -> list[tuple[int, int, bool]]:
    """Return where each comment and string begins and ends, and whether it is a string."""
    found, place = [], 0
    while match := OPAQUE.search(text, place):
        place = _behind_comment(text, match.end()) if match.group() == "/*" else match.end()
        if match["name"] is None:
            found.append((match.start(), place, match["string"] is not None))
    return found


def _behind_comment(text: str, place: int) -> int:
    """Return where a comment ends, with those in it; the end of the text when it does not."""
    depth = 1
    while depth and (edge := COMMENT_EDGE.search(text, place)):
        depth += 1 if edge.group() == "/*" else -1
        place = edge.end()
    return len(text) if depth else place
