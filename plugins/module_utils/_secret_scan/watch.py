# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our own search, beside gitleaks: values whose SHA-256 is known, and the values of a store in the forms they take."""

from __future__ import annotations

import base64
import hashlib
import re
import typing as t
from urllib.parse import unquote_to_bytes

from .._secrets import forms
from .model import KNOWN_VALUE, STORE_VALUE

SHORTEST = 4
# Of what is published there are words, such as 'test'; a word is a secret only where a secret stands.
SHORTEST_ANYWHERE = 16
# A shorter value of a store stands in many a text by chance.
SHORTEST_STORED = 8
WORD = re.compile(rb"[^\s\"'`,;<>()\[\]{}|\\\x00]{4,4096}")
QUOTED = re.compile(rb"\"([^\"\r\n]{4,512})\"|'([^'\r\n]{4,512})'")
PARTS = re.compile(rb"[=:@/?&#$]")
MOST_SIGNS = 12
# Every repetition has an end, and a name only one: else a file could be made that takes hours.
NAME_OF_SECRET = (
    rb"(?=[pstacPSTAC])(?i:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|credentials?)"
    rb"[\w.-]{0,64}(?![\w.-])"
)
SIGN = rb"(?:[\"']?(?:[ \t]{0,64}(?:=>|:=|=)|:)|[\"'][ \t]{0,64}:)[ \t]{0,64}"
# Quoted after any sign; bare as in KEY=value and key: value, but not as in the code key = value, key=value, more or key=value + more.
BARE = rb"(?:=|:[ \t]{1,64})([^\s\"',;)]{1,128})(?=[ \t]{0,64}(?:[\r\n#]|\Z)|[ \t]{1,64}[\w./-])"
ASSIGNED = re.compile(NAME_OF_SECRET + rb"(?:" + SIGN + rb"(?:\"([^\"\r\n]{1,128})\"|'([^'\r\n]{1,128})')|" + BARE + rb")")
IN_URL = re.compile(rb"://[^\s:/@\"']{0,128}:([^\s@/\"']{1,128})@")
# A line of a value is searched for by itself: copies have other line breaks, or blanks before each line.
SHORTEST_LINE = 16
# What many keys have: their first and last lines, comments and headers.
COMMON = re.compile(r"-----|#|[A-Z][\w-]*: ")
# Lines of one copy of a value stand closer to each other than this.
NEAR = 256
Hit = t.Tuple[int, str, str, bytes]


class Watch:
    """Knows what is looked for, and finds it in bytes."""

    def __init__(self, known: t.AbstractSet[str], refused: t.AbstractSet[str], stored: t.Mapping[str, str]) -> None:
        self._known = known
        self._refused = refused
        self._stored = [(title, stored_forms(value), line_forms(value)) for title, value in stored.items()]

    def hits(self, data: bytes) -> t.Iterator[Hit]:
        """Yield where something stands, by which rule, its name (a fingerprint, or that of a secret of the store), and what matched."""
        for title, whole, lines in self._stored:
            found = sorted((offset, form) for form in {*whole, *lines} for offset in _offsets(data, form))
            yield from ((offset, STORE_VALUE, title, form) for offset, form in (_first_of_each(found) if lines else found))
        shortest = SHORTEST if self._refused else SHORTEST_ANYWHERE
        for token in _tokens(data, shortest):
            for candidate in _candidates(token):
                name = self._name_of(candidate) if len(candidate) >= shortest else ""
                if name:
                    matched = candidate if candidate in token else token
                    yield from ((offset, KNOWN_VALUE, name, matched) for offset in _offsets(data, token))
        for pattern in (ASSIGNED, IN_URL):
            for found_value in pattern.finditer(data):
                value = _group(found_value)
                digest = hashlib.sha256(value).hexdigest()
                if digest in self._known:
                    yield found_value.start(found_value.lastindex or 0), KNOWN_VALUE, digest[:8], value

    def _name_of(self, candidate: bytes) -> str:
        """Return the fingerprint of a value that may stand nowhere, empty for any other."""
        digest = hashlib.sha256(candidate).hexdigest()
        known = digest in self._refused or (digest in self._known and len(candidate) >= SHORTEST_ANYWHERE)
        return digest[:8] if known else ""


def stored_forms(value: str) -> list[bytes]:
    """Return how a value of a store may stand in a file: plain, encoded, and within a longer base64 text."""
    value = value.rstrip("\r\n") or value  # copies often lack the last line break
    raw = value.encode(errors="surrogatepass")
    found = {form.encode(errors="surrogatepass") for form in forms(value)}
    for before in range(3):
        start, end = -(-before * 8 // 6), (before + len(raw)) * 8 // 6
        found.add(base64.b64encode(b"\0" * before + raw)[start:end])
        found.add(base64.urlsafe_b64encode(b"\0" * before + raw)[start:end])
    return sorted(form for form in found if len(form) >= SHORTEST_STORED)


def line_forms(value: str) -> list[bytes]:
    """Return the lines of a value that has several, as far as they are its own."""
    lines = [line.strip() for line in value.strip("\r\n").splitlines()]
    own = [line for line in lines if len(line) >= SHORTEST_LINE and not COMMON.match(line)]
    return sorted({line.encode(errors="surrogatepass") for line in own}) if len(lines) > 1 else []


def _first_of_each(found: t.Iterable[tuple[int, bytes]]) -> t.Iterator[tuple[int, bytes]]:
    """Yield where each copy begins, of matches that are in order."""
    end = -NEAR
    for offset, form in found:
        if offset >= end + NEAR:
            yield offset, form
        end = max(end, offset + len(form))


def _tokens(data: bytes, shortest: int) -> set[bytes]:
    found = {*WORD.findall(data), *(_group(quoted) for quoted in QUOTED.finditer(data))}
    return {token for token in found if len(token) >= shortest}


def _candidates(token: bytes) -> set[bytes]:
    """Return the values that a token may hold: what stands between any two of its signs, since a value may have signs itself."""
    signs = list(PARTS.finditer(token))
    starts, ends = [0, *(sign.end() for sign in signs)], [*(sign.start() for sign in signs), len(token)]
    if len(signs) > MOST_SIGNS:
        found = {token, *PARTS.split(token), *(token[start:] for start in starts[:MOST_SIGNS])}
    else:
        found = {token[start:end] for start in starts for end in ends if end > start}
    found |= {part.rstrip(b".!?*") for part in found}
    return found | {unquote_to_bytes(part) for part in found if b"%" in part}


def _group(found: re.Match[bytes]) -> bytes:
    return next(group for group in found.groups() if group is not None)


def _offsets(data: bytes, wanted: bytes) -> t.Iterator[int]:
    start = data.find(wanted)
    while start >= 0:
        yield start
        start = data.find(wanted, start + len(wanted))
