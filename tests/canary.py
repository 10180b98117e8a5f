# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret of a test's own, and the search for it in every form it may have taken. Knows nothing of the product."""

from __future__ import annotations

import base64
import json
import shlex
import typing as t
import uuid
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

SHORTEST_PART = 8
LARGEST = 32 * 1024 * 1024


@dataclass(frozen=True)
class Hit:
    """One place where a secret stands."""

    form: str
    where: str
    line: str

    def __str__(self) -> str:
        return f"found the secret ({self.form}) in {self.where}: {self.line}"


class Canary:
    """A secret that stands nowhere on this machine until a test lets it fly."""

    def __init__(self, value: str | None = None) -> None:
        # Every encoding changes this one, so that each form is a form of its own.
        self.value = value or f"Kn{uuid.uuid4().hex[:12]}'\"<&>%: \\${uuid.uuid4().hex[:12]}/+Qz"
        self._forms = {form: name for name, form in _forms(self.value)}

    def hits(self, text: str, where: str) -> list[Hit]:
        """Return every form of the secret that stands in the text, with the first line that holds it."""
        found = []
        for form, name in self._forms.items():
            start = text.find(form)
            if start >= 0:
                line = text[text.rfind("\n", 0, start) + 1 : start + len(form) + 20].splitlines()[0]
                found.append(Hit(name, where, line[-160:]))
        return found

    def hits_in_files(self, paths: t.Iterable[Path]) -> list[Hit]:
        """Return what stands in these files; a file that is gone or huge is passed over."""
        found = []
        for path in paths:
            try:
                if path.is_file() and path.stat().st_size < LARGEST:
                    found += self.hits(path.read_bytes().decode("utf-8", "replace"), str(path))
            except OSError:
                continue
        return found


def newer(paths: t.Iterable[Path], since: float) -> list[Path]:
    """Return those of the paths that were made or changed since that time."""
    return [path for path in paths if _changed(path) >= since]


def _changed(path: Path) -> float:
    try:
        found = path.lstat()
    except OSError:
        return 0.0
    return max(found.st_mtime, found.st_ctime)


def _forms(value: str) -> t.Iterator[tuple[str, str]]:
    """Yield name and form; the plain one last, so that a text which two encodings share is called plain."""
    middle = len(value) // 2
    pieces = [piece for piece in (value[:middle], value[middle:]) if len(piece) >= SHORTEST_PART]
    for number, piece in enumerate(pieces, 1):
        yield f"half {number}", piece
        yield f"half {number} reversed", piece[::-1]
    yield "hex", value.encode().hex()
    for number, text in enumerate(_base64_inside(value.encode())):
        yield f"base64 at offset {number}", text
        yield f"base64url at offset {number}", text.replace("+", "-").replace("/", "_")
    yield "urlencoded with +", quote_plus(value)
    yield "urlencoded", quote(value, safe="")
    yield "urlencoded path", quote(value)
    yield "JSON in JSON", json.dumps(json.dumps(value)[1:-1])[1:-1]
    yield "JSON in Python", repr(json.dumps(value)[1:-1])[1:-1]
    yield "JSON", json.dumps(value)[1:-1]
    yield "Python", repr(value)[1:-1]
    yield "shell", shlex.quote(value)
    yield "XML", escape(value, {'"': "&quot;", "'": "&apos;"})
    yield "XML text", escape(value)
    yield "HTML", escape(value, {'"': "&#34;", "'": "&#39;"})
    yield "reversed", value[::-1]
    yield "plain", value


def _base64_inside(raw: bytes) -> t.Iterator[str]:
    """Yield what is the same in every base64 text that encodes these bytes at one of the three alignments."""
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + raw).decode()
        start = -(-before * 8 // 6)
        end = (before + len(raw)) * 8 // 6
        yield whole[start:end]
