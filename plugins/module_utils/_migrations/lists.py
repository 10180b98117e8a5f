# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Migrations whose order is written down: in the task, in a text file, or in the plan of a sqitch project."""

from __future__ import annotations

import re
import typing as t
from collections import Counter

from .._errors import StackError
from .names import folded, is_sql, listed
from .schemes import BESIDE, ORDER, Naming, Read, Role, Roles
from .sheet import DOWN, UP
from .sqitch import PLAN, Planned, parse_plan, planned

WAY_DOWN = ".down.sql"
COMMENT = re.compile(r"(?:^|\s)#.*")


def parse_order(text: str) -> tuple[str, ...]:
    """Return the names that a text lists, one per line."""
    lines = (COMMENT.sub("", line).strip() for line in text.split("\n"))
    return tuple(line for line in lines if line)


def roles_in_order(naming: Naming, names: t.AbstractSet[str], read: Read) -> Roles:
    """Return what each file is for when a list says the order; what stands in no folder of the list is no concern of it."""
    order, source = naming.order, "option order"
    if naming.order_file:
        order, source = parse_order(_text_of(naming.order_file, names, read)), naming.order_file
    if not order:
        raise StackError(
            f"The scheme {ORDER} found no file name in {source}; list the migrations in option order, or in the file that it names."
        )
    _refuse_wrong(order, source, names)
    folders = {"", *(_folder_of(name) for name in order)}
    roles: Roles = {}
    for name in names:
        if is_sql(name) and _folder_of(name) in folders:
            roles[name] = Role(DOWN, name[: -len(WAY_DOWN)]) if name.endswith(WAY_DOWN) else None
    for place, name in enumerate(order):
        stem = name.rpartition(".")[0] or name
        roles[name] = Role(UP, stem.removesuffix(".up"), (place,), stem, stem)
    return roles


def _refuse_wrong(order: t.Sequence[str], source: str, names: t.AbstractSet[str]) -> None:
    """Complain about what a list can't say."""
    twice = [name for name, count in Counter(order).items() if count > 1]
    if twice:
        raise StackError(f"The order of migrations in {source} lists {listed(twice)} more than once; list each once.")
    downs = [name for name in order if name.endswith(WAY_DOWN)]
    if downs:
        raise StackError(
            f"The order of migrations in {source} lists ways down: {listed(downs)}; list the ways up only, the others are found."
        )
    _refuse_missing((name for name in order if name not in names), source, names)


def _refuse_missing(missing: t.Iterable[str], source: str, names: t.Iterable[str]) -> None:
    missing = list(missing)
    if not missing:
        return
    there = {folded(name): name for name in names}
    alike = [there[folded(name)] for name in missing if folded(name) in there]
    hint = f" (there is {listed(alike)}, which differs by case)" if alike else ""
    raise StackError(f"The migrations that {source} lists are not all there: {listed(missing)}{hint}; add them, or correct the list.")


def roles_in_plan(names: t.AbstractSet[str], read: Read) -> Roles:
    """Return what each file of a sqitch project is for."""
    changes = planned(parse_plan(_text_of(PLAN, names, read)), names)
    _refuse_missing((f"deploy/{change.script}" for change in changes if f"deploy/{change.script}" not in names), PLAN, names)
    roles: Roles = {name: None for name in names if is_sql(name)}
    for place, change in enumerate(changes):
        roles.update({name: role for name, role in _roles_of(place, change).items() if name in names})
    return roles


def _roles_of(place: int, change: Planned) -> dict[str, Role]:
    script = change.script
    return {
        f"deploy/{script}": Role(UP, script, (place,), change.version, change.title, native_id=change.id),
        f"revert/{script}": Role(DOWN, script),
        f"verify/{script}": Role(BESIDE, script),
    }


def _text_of(name: str, names: t.Container[str], read: Read) -> str:
    if name not in names:
        raise StackError(
            f"The file {name}, which says the order of the migrations, is not in their folder; add it, or name another scheme."
        )
    sheet = read(name, True)
    if sheet.is_too_long:
        raise StackError(f"The file {name}, which says the order of the migrations, is longer than 1 MiB; make it shorter.")
    return sheet.text


def _folder_of(name: str) -> str:
    return name.rpartition("/")[0]
