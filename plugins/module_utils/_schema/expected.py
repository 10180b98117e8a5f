# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is expected of tables, as people write it, and what it becomes; pure."""

from __future__ import annotations

import math
import typing as t

from .._errors import StackError
from .model import Bounds, Part
from .type_names import canonical_type

OF_TABLE = ("columns", "primary_key", "owner", "row_level_security", "rows")
OF_COLUMN = ("type", "nullable", "default")
OF_ROWS = ("min", "max", "exactly")


def full_name(name: str, schemas: t.Sequence[str]) -> str:
    """Return the name with its schema; one that names none is of the first. A function's arguments are spelled as the server does."""
    name, bracket, arguments = name.partition("(")
    if bracket:
        types = [canonical_type(one) for one in arguments.rstrip(") ").split(",") if one.strip()]
        name = f"{name.rstrip()}({', '.join(types)})"
    return name if name.partition(".")[0] in schemas and "." in name else f"{schemas[0]}.{name}"


def tables_of(option: t.Any, schemas: t.Sequence[str]) -> dict[str, Part]:
    """Return the tables by their full names; a list names them only."""
    if isinstance(option, list):
        option = dict.fromkeys(map(str, option))
    if not isinstance(option, dict):
        raise StackError("The option expect.tables is neither a list of names nor names with what is expected of each; correct it.")
    found = {full_name(str(name), schemas): table_of(str(name), table) for name, table in option.items()}
    if len(found) != len(option):
        raise StackError("The option expect.tables names a table once with its schema and once without; name each once.")
    return found


def table_of(name: str, option: t.Any) -> Part:
    """Return what is expected of one table; of one that only has a name, that it is there."""
    table = _words(f"Table {name} of expect", option or {}, OF_TABLE)
    found = {part: table[part] for part in ("owner",) if part in table}
    if "columns" in table:
        found["columns"] = columns_of(name, table["columns"])
    if "primary_key" in table:
        found["primary_key"] = _names(name, table["primary_key"])
    if "row_level_security" in table:
        found["row_level_security"] = _yes_or_no(f"Table {name} of expect", "row_level_security", table["row_level_security"])
    if "rows" in table:
        found["rows"] = rows_of(name, table["rows"])
    return found


def columns_of(table: str, option: t.Any) -> dict[str, Part]:
    """Return what is expected of the columns of a table; a list names them only, and a text is a type."""
    if isinstance(option, list):
        option = {str(name): {} for name in option}
    if not isinstance(option, dict):
        raise StackError(f"Table {table} of expect has columns that are neither a list nor names with types; correct it.")
    return {str(name): column_of(f"Column {table}.{name} of expect", column) for name, column in option.items()}


def column_of(title: str, option: t.Any) -> Part:
    """Return what is expected of one column."""
    column = dict(_words(title, {"type": option} if isinstance(option, str) else option or {}, OF_COLUMN))
    if not isinstance(column.get("type", ""), str):
        raise StackError(f"{title} has a type that is no text; write it as in SQL, such as varchar(40).")
    if "nullable" in column:
        column["nullable"] = _yes_or_no(title, "nullable", column["nullable"])
    if "default" in column:
        column["default"] = _default(title, column["default"])
    return column


def rows_of(table: str, option: t.Any) -> Bounds:
    """Return how many rows a table must have."""
    title = f"Table {table} of expect"
    if isinstance(option, dict) and "exactly" in option and len(option) == 1:
        option = {"min": option["exactly"], "max": option["exactly"]}
    found = bounds_of(f"{title}, rows,", option, ("min", "max"))
    if any(number is not None and (number < 0 or number != int(number)) for number in (found.least, found.most)):
        raise StackError(f"{title} has rows that can't be counted; give whole numbers from 0 on, as exactly, or as min and max.")
    return found


def bounds_of(title: str, option: t.Any, words: t.Sequence[str]) -> Bounds:
    """Return from where to where a number may be."""
    given = _words(title, option, words)
    least, most = (None if given.get(word) is None else _number(title, word, given[word]) for word in words)
    if least is None and most is None:
        raise StackError(f"{title} has neither {words[0]} nor {words[1]}; give one of them, or both.")
    if least is not None and most is not None and least > most:
        raise StackError(f"{title} has a {words[0]} above its {words[1]}, which nothing can be; correct one of them.")
    return Bounds(least, most)


def _number(title: str, word: str, value: t.Any) -> float:
    """Return a number; a template may have made a text of it."""
    try:
        number = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise StackError(f"{title} has a {word} that is no number; correct it.")
    return int(number) if number == int(number) else number


def _yes_or_no(title: str, word: str, value: t.Any) -> bool:
    """Return yes or no; a template may have made a text of it."""
    found = {"true": True, "yes": True, "false": False, "no": False}.get(str(value).lower())
    if found is None:
        raise StackError(f"{title} has a {word} that is neither true nor false; say which.")
    return found


def _default(title: str, value: t.Any) -> str | None:
    if isinstance(value, (dict, list)):
        raise StackError(f"{title} has a default that is no expression; write it as in SQL.")
    return value if value is None or isinstance(value, str) else str(value).lower()


def _names(table: str, option: t.Any) -> list[str]:
    names = [option] if isinstance(option, str) else option
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise StackError(f"Table {table} of expect has a primary_key that is no list of columns; name them in their order.")
    return names


def _words(title: str, option: t.Any, known: t.Sequence[str]) -> t.Mapping[str, t.Any]:
    """Return the mapping if it has known words only: one that is misspelled would be looked at by nobody."""
    if not isinstance(option, dict):
        raise StackError(f"{title} is no mapping; use the words {', '.join(known)}.")
    strange = next((str(word) for word in option if word not in known), None)
    if strange is not None:
        raise StackError(f"{title} has the unknown word {strange!r}; use {', '.join(known)}.")
    return option
