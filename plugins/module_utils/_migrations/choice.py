# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which scheme a folder of migrations follows, when nobody has said it."""

from __future__ import annotations

import typing as t

from .._errors import StackError
from .lists import roles_in_order, roles_in_plan
from .names import listed
from .schemes import (
    AUTO,
    EXAMPLES,
    FLYWAY,
    GOLANG_MIGRATE,
    NUMBERED,
    ORDER,
    SQITCH,
    Naming,
    Read,
    Role,
    Roles,
    each_role,
    may_matter,
    roles_by_name,
)
from .sheet import DBMATE, GOOSE, UP
from .sqitch import PLAN

# Their names are alike: what stands in the files tells them from each other.
ALIKE = (NUMBERED, DBMATE, GOOSE)
BY_NAME = (FLYWAY, GOLANG_MIGRATE)


def roles_of(scheme: str, naming: Naming, names: t.AbstractSet[str], read: Read) -> Roles:
    """Return what each file is for in a scheme."""
    if scheme == ORDER:
        return roles_in_order(naming, names, read)
    return roles_in_plan(names, read) if scheme == SQITCH else roles_by_name(scheme, naming, names)


def choose(naming: Naming, names: t.AbstractSet[str], read: Read, folder: str) -> str:
    """Return the scheme of the option, or the only one that fits all files."""
    has_list = bool(naming.order or naming.order_file)
    if has_list and naming.scheme not in (AUTO, ORDER):
        raise StackError(f"The migrations in {folder} have an order and the scheme {naming.scheme}, too; leave out one of the two.")
    if naming.scheme != AUTO or has_list:
        return ORDER if has_list else naming.scheme
    if PLAN not in names and not any(map(may_matter, names)):
        raise StackError(f"The folder {folder} of migrations holds no .sql file; correct its path, or add them.")
    fitting = [scheme for scheme in BY_NAME if _fits(role for _name, role in each_role(scheme, naming, names))]
    if GOLANG_MIGRATE not in fitting:
        fitting += _fitting_by_text(naming, names, read)
    if PLAN in names:
        fitting.append(SQITCH)
    if len(fitting) > 1:
        raise StackError(f"The migrations in {folder} fit the schemes {' and '.join(fitting)} alike; say which in option scheme.")
    if not fitting:
        raise StackError(_misfit(naming, names, folder))
    return fitting[0]


def _fits(roles: t.Iterable[Role | None]) -> bool:
    """True when every file has a place, and one of them something to do."""
    up = False
    for role in roles:
        if role is None:
            return False
        up = up or role.part == UP
    return up


def _fitting_by_text(naming: Naming, names: t.Iterable[str], read: Read) -> list[str]:
    """Return which of the schemes fit that name their files alike: those of the tools whose marks stand in the files."""
    for scheme in ALIKE:
        roles = roles_by_name(scheme, naming, names)
        if _fits(roles.values()):
            tools = {mark.tool for name, role in roles.items() if role and role.part == UP for mark in read(name, False).marks}
            return sorted(tools) or ([NUMBERED] if scheme == NUMBERED else [])
    return []


def _misfit(naming: Naming, names: t.Iterable[str], folder: str) -> str:
    """Say for each scheme that some of the files follow which others it leaves without a place."""
    said = []
    for scheme in (NUMBERED, *BY_NAME):
        roles = roles_by_name(scheme, naming, names)
        if any(role and role.part == UP for role in roles.values()):
            left = [name for name, role in roles.items() if role is None]
            said.append(f"{scheme} ({EXAMPLES[scheme]}) has no place for {listed(left)}")
    found = "; ".join(said) or f"none has a place for {listed(filter(may_matter, names))}"
    return f"The migrations in {folder} fit no scheme: {found}; name the scheme in option scheme, or the files in option order."
