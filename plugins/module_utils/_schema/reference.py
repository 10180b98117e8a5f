# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the database is compared with as a whole: a snapshot of another one, or a dump."""

from __future__ import annotations

import errno
import json
import os
import stat
import typing as t

from .._errors import Missing, StackError
from .._host import Host
from .catalog import FORMAT, IN_SNAPSHOT, NOUNS, PARTS
from .dump import is_dump
from .model import Part

LARGEST = 64 * 1024 * 1024
OF_COLUMN = ("type", "nullable", "default", "generated", "collation")
NEXT = "give what schema_assert returned as snapshot, or the text of pg_dump --schema-only, then run again."


def read_reference(host: Host, option: t.Any) -> Part | str:
    """Return the snapshot, or the text of the dump, that the option gives or names."""
    if not isinstance(option, str):
        return _checked("The reference", option)
    title, text = ("The reference", option) if option.lstrip().startswith("{") else _named(host.expand(option))
    if is_dump(text):
        return text
    try:
        return _checked(title, json.loads(text))
    except (ValueError, RecursionError):
        raise StackError(f"{title} is neither a snapshot in JSON nor a dump in plain text; {NEXT}") from None


def _named(path: str) -> tuple[str, str]:
    try:
        # A pipe would be waited for.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise StackError(f"The reference {path} is no file; {NEXT}")
            data = file.read(LARGEST + 1)
    except OSError as error:
        kind = Missing if error.errno in (errno.ENOENT, errno.ENOTDIR) else StackError
        raise kind(f"Reading the reference {path} failed: {os.strerror(error.errno or 0)}; correct reference, then run again.") from None
    if len(data) > LARGEST:
        raise StackError(f"The reference {path} has more than {LARGEST} bytes, so it is no schema; {NEXT}")
    return f"The reference {path}", data.decode(errors="replace")


def _checked(title: str, snapshot: t.Any) -> Part:
    """Return the snapshot when it has the shape of one; a misspelled part would be looked at by nobody."""
    if not isinstance(snapshot, dict) or snapshot.get("format") != FORMAT:
        raise StackError(f"{title} has no format: {FORMAT}, so it is no snapshot that can be read here; {NEXT}")
    for part in NOUNS:
        _names(title, snapshot.get(part, {}))
    for table in _names(title, snapshot.get("tables", {})).values():
        _known(title, table, IN_SNAPSHOT)
        for part in PARTS:
            _names(title, table.get(part, {}))
        for column in _names(title, table.get("columns", {})).values():
            _known(title, column, OF_COLUMN)
    return _known(title, snapshot, ("format", "postgresql", "tables", *NOUNS))


def _known(title: str, value: t.Any, words: t.Collection[str]) -> Part:
    strange = next((str(word) for word in _names(title, value) if word not in words), None)
    if strange is not None:
        raise StackError(f"{title} has the part {strange!r}, which no snapshot has; {NEXT}")
    return t.cast(Part, value)


def _names(title: str, value: t.Any) -> t.Mapping[str, t.Any]:
    if not isinstance(value, dict):
        raise StackError(f"{title} has something else where a snapshot has names; {NEXT}")
    return value
