# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the name of a file means: which migration it is, and where it belongs; each scheme as its tool has it."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from .model import REPEATABLE, VERSIONED
from .names import is_sql, matches
from .sheet import DBMATE, DOWN, GOOSE, UP, Sheet
from .sqitch import PLAN

AUTO, ORDER, NUMBERED, FLYWAY, GOLANG_MIGRATE, SQITCH = "auto", "order", "numbered", "flyway", "golang-migrate", "sqitch"
SCHEMES = (AUTO, ORDER, NUMBERED, FLYWAY, DBMATE, GOOSE, GOLANG_MIGRATE, SQITCH)
SETTINGS, BESIDE = "settings", "beside"  # what else a file may be for
EXAMPLES = {
    ORDER: "what stands in the list",
    NUMBERED: "0001_name.sql",
    FLYWAY: "V1__name.sql, U1__name.sql and R__name.sql",
    DBMATE: "20260101120000_name.sql",
    GOOSE: "00001_name.sql",
    GOLANG_MIGRATE: "1_name.up.sql and 1_name.down.sql",
    SQITCH: f"deploy/NAME.sql for what {PLAN} names",
}


@dataclass(frozen=True)
class Naming:
    """How the files are named, as the options say it."""

    scheme: str = AUTO
    order: tuple[str, ...] = ()
    order_file: str | None = None
    repeatable: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()


class Role(t.NamedTuple):
    """What one file is for."""

    part: str
    pair: t.Any  # what a way up and its way down have in common
    place: tuple[t.Any, ...] = ()
    version: str = ""
    title: str = ""
    kind: str = VERSIONED
    number: t.Any = None  # what only one may have
    native_id: str | None = None


Roles = t.Dict[str, t.Optional[Role]]  # None: the scheme has no place for it
Read = t.Callable[[str, bool], Sheet]  # the sheet of a file; True: with all of its text

NUMBER = re.compile(r"([0-9]+)(?:[_ -](.*)|\.([^0-9].*))?")
REPEATED = re.compile(r"R__(.+)")
FLYWAY_NAME = re.compile(r"([VU])([0-9]+(?:[._][0-9]+)*)(?:__(.*))?")
DBMATE_NAME = re.compile(r"([0-9]+)(.*)\.sql")
GOOSE_NAME = re.compile(r"([0-9]+)_(.*)\.sql")
GOOSE_CODE = re.compile(r"[0-9]+_.*(?<!_test)\.go")
GOLANG_NAME = re.compile(r"([0-9]+)_(.*)\.(up|down)\.(.+)")


def _spoken(words: str) -> str:
    return words.replace("_", " ").strip()


def _repeated(stem: str, pair: str) -> Role | None:
    """Return what R__name says: run again whenever it changes, after all that have a number."""
    found = REPEATED.fullmatch(stem)
    version = found[1].replace("_", " ") if found else ""
    return Role(UP, pair, (1, version), version, version.strip(), REPEATABLE, version) if version.strip() else None


def numbered(name: str, naming: Naming) -> Role | None:
    """Return what a name says of which numbers give the order."""
    if not name.endswith(".sql"):
        return None
    stem = name[:-4]
    if stem.endswith(".down"):
        return Role(DOWN, stem[:-5])
    found = NUMBER.fullmatch(stem)
    if found:
        number, title = int(found[1]), _spoken(found[2] or found[3] or "") or stem
        return Role(UP, stem.removesuffix(".up"), (0, number), found[1], title, number=number)
    if matches(name, naming.repeatable) and not stem.startswith("R__"):
        return Role(UP, stem, (1, stem), stem, stem, REPEATABLE)
    return _repeated(stem, stem)


def flyway(name: str, naming: Naming) -> Role | None:
    """Return what a name says to Flyway, in whichever folder it stands."""
    base = name.rpartition("/")[2]
    if base.endswith(".sql.conf"):
        return Role(SETTINGS, name[: -len(".conf")])
    if not base.endswith(".sql"):
        return None
    found = FLYWAY_NAME.fullmatch(base[:-4])
    if not found:
        return _repeated(base[:-4], name)
    version = found[2].replace("_", ".")
    parts = [int(part) for part in version.split(".")]
    while len(parts) > 1 and not parts[-1]:  # 1.0 is 1
        parts.pop()
    if found[1] == "U":
        return Role(DOWN, tuple(parts))
    return Role(UP, tuple(parts), (0, *parts), version, _spoken(found[3] or "") or base[:-4], number=tuple(parts))


def dbmate(name: str, naming: Naming) -> Role | None:
    """Return what a name says to dbmate, which compares names as texts."""
    found = DBMATE_NAME.fullmatch(name)
    return found and Role(UP, found[1], (name,), found[1], _spoken(found[2]) or found[1], number=found[1])


def goose(name: str, naming: Naming) -> Role | None:
    """Return what a name says to goose; migrations that are written in Go have no place here."""
    found = GOOSE_NAME.fullmatch(name)
    number = int(found[1]) if found else 0
    return Role(UP, number, (number,), str(number), _spoken(found[2]) or str(number), number=number) if found and number else None


def golang_migrate(name: str, naming: Naming) -> Role | None:
    """Return what a name says to golang-migrate, to which the last suffix means nothing."""
    found = GOLANG_NAME.fullmatch(name)
    if not found:
        return None
    number = int(found[1])
    if found[3] == DOWN:
        return Role(DOWN, number)
    return Role(UP, number, (number,), str(number), _spoken(found[2]) or str(number), number=number)


BY_NAME = {NUMBERED: numbered, FLYWAY: flyway, DBMATE: dbmate, GOOSE: goose, GOLANG_MIGRATE: golang_migrate}


def roles_by_name(scheme: str, naming: Naming, names: t.Iterable[str]) -> Roles:
    """Return what each file is for that concerns the scheme."""
    return dict(each_role(scheme, naming, names))


def each_role(scheme: str, naming: Naming, names: t.Iterable[str]) -> t.Iterator[tuple[str, Role | None]]:
    """Yield the same one by one, for who wants to know only whether all have a place."""
    role = BY_NAME[scheme]
    return ((name, role(name, naming)) for name in names if _concerns(scheme, name))


def may_matter(name: str) -> bool:
    """True for a name that is a migration in one scheme or another."""
    return is_sql(name) or GOLANG_NAME.fullmatch(name) is not None


def _concerns(scheme: str, name: str) -> bool:
    """Only Flyway looks into folders, and of all that is no .sql file each tool knows but its own."""
    if scheme == FLYWAY:
        return is_sql(name) or name.endswith(".sql.conf")
    if "/" in name:
        return False
    if is_sql(name):
        return True
    other = {GOOSE: GOOSE_CODE, GOLANG_MIGRATE: GOLANG_NAME}.get(scheme)
    return other is not None and other.fullmatch(name) is not None
