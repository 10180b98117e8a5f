# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of files: which are refused whatever the scheme, and how sentences show them."""

from __future__ import annotations

import re
import typing as t
import unicodedata
from fnmatch import fnmatchcase

from .._errors import StackError

# What a shell, a log or a person could take for something else.
HOSTILE = re.compile(r"""['"`\\]|/-""")


def listed(names: t.Iterable[str]) -> str:
    """Return names as a sentence has them: in order, on one line, whatever they are made of."""
    return ", ".join(sorted(map(_shown, names)))


def _shown(name: str) -> str:
    if not name.isprintable():
        return ascii(name)
    return repr(name) if HOSTILE.search(f"/{name}") else name


def is_sql(name: str) -> bool:
    """True for what somebody may take for a migration, however it is written; not for what an editor leaves beside it."""
    return name.endswith(".sql") or name.lower().strip().endswith(".sql")


def matches(name: str, globs: t.Iterable[str]) -> bool:
    """True when one of the patterns covers the name."""
    return any(fnmatchcase(name, glob) for glob in globs)


def refuse_hostile(names: t.Sequence[str], folder: str) -> None:
    """Names that are not what they look like are no names for what is kept for ever."""
    together = f"/{'/'.join(names)}"
    if together.isprintable() and not HOSTILE.search(together):
        return
    hostile = [name for name in names if not name.isprintable() or HOSTILE.search(f"/{name}")]
    raise StackError(
        f"Reading the migrations in {folder} found names with quotes, backslashes, a leading dash, signs that can't be seen or bytes"
        f" that are no UTF-8: {listed(hostile)}; rename them."
    )


def refuse_twins(names: t.Iterable[str], folder: str) -> None:
    """Two names that other machines take for one would be one file there."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(folded(name), []).append(name)
    twins = [name for group in groups.values() if len(group) > 1 for name in group]
    if twins:
        raise StackError(
            f"Reading the migrations in {folder} found names that differ only by case, or by how accents are encoded: {listed(twins)};"
            " keep one of them, as some machines see but one file there."
        )


def folded(name: str) -> str:
    """Return the name as a machine sees it for which case means nothing."""
    return name.casefold() if name.isascii() else unicodedata.normalize("NFC", name).casefold()
