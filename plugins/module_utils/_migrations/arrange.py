# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files become migrations in the order in which they belong, each with its way down."""

from __future__ import annotations

import re
import typing as t
from collections import Counter

from .._errors import StackError
from .model import REPEATABLE, SEED, VERSIONED, Migration
from .names import listed, matches
from .schemes import EXAMPLES, SETTINGS, SQITCH, Naming, Read, Role, Roles
from .sheet import DOWN, UP, Sheet
from .ways import refuse_marks, way_of

SETTING = re.compile(r"(?:flyway\.)?([a-z]+)\s*[=:]\s*(\S+)", re.IGNORECASE)
# What a file beside one of Flyway's migrations may say, and whether it is about the transaction.
KNOWN_SETTINGS = {
    ("executeintransaction", "true"): True,
    ("executeintransaction", "false"): True,
    ("encoding", "utf-8"): False,  # this, and no placeholders, is how everything is read here
    ("encoding", "utf_8"): False,
    ("placeholderreplacement", "false"): False,
}
Known = t.Dict[str, Role]


def arrange(scheme: str, naming: Naming, folder: str, roles: Roles, read: Read) -> tuple[Migration, ...]:
    """Return the migrations of a folder; whatever has no place among them is refused, and named."""
    _refuse_unplaced(roles, scheme, folder)
    known = {name: role for name, role in roles.items() if role}
    if not any(role.part == UP for role in known.values()):
        raise StackError(
            f"The folder {folder} holds no migration of the scheme {scheme} ({EXAMPLES[scheme]}); correct its path, or add them."
        )
    _refuse_doubles(known, folder)
    _refuse_orphans(known, folder)
    order = sorted((name for name, role in known.items() if role.part == UP), key=lambda name: known[name].place)
    sheets = {name: read(name, False) for name in order}
    refuse_marks(scheme, sheets.values())
    maker = _Maker(scheme, naming, known, read)
    migrations = tuple(maker.make(known[name], sheet) for name, sheet in sheets.items())
    _refuse_one_name(migrations)
    return migrations


def _refuse_unplaced(roles: Roles, scheme: str, folder: str) -> None:
    unplaced = [name for name, role in roles.items() if role is None]
    if unplaced:
        raise StackError(
            f"The migrations in {folder} have files to which the scheme {scheme} ({EXAMPLES[scheme]}) gives no place in the order:"
            f" {listed(unplaced)}; rename or remove them, or say another scheme."
        )


def _refuse_doubles(known: Known, folder: str) -> None:
    numbers = {name: (role.part, role.pair if role.number is None else role.number) for name, role in known.items()}
    count = Counter(numbers.values())
    doubles = [name for name, number in numbers.items() if count[number] > 1]
    if doubles:
        raise StackError(
            f"The migrations in {folder} have files that share a number, or a name: {listed(doubles)}; give each one of its own."
        )


def _refuse_orphans(known: Known, folder: str) -> None:
    ups = {role.pair for role in known.values() if role.part == UP}
    downs = [name for name, role in known.items() if role.part == DOWN and role.pair not in ups]
    if downs:
        raise StackError(
            f"The migrations in {folder} have ways down without a way up: {listed(downs)}; add what they take back, or remove them."
        )
    settings = [name for name, role in known.items() if role.part == SETTINGS and role.pair not in known]
    if settings:
        raise StackError(f"The migrations in {folder} have settings for files that are not there: {listed(settings)}; remove them.")


def _refuse_one_name(migrations: t.Sequence[Migration]) -> None:
    if len({migration.version for migration in migrations}) == len(migrations):
        return
    files: dict[str, list[str]] = {}
    for migration in migrations:
        files.setdefault(migration.version, []).append(migration.file)
    said = [f"{version} ({listed(names)})" for version, names in files.items() if len(names) > 1]
    raise StackError(f"The ledger would have one name for more than one migration: {'; '.join(said)}; rename what is new.")


class _Maker:
    """Makes migrations of what files say and what stands beside them."""

    def __init__(self, scheme: str, naming: Naming, known: Known, read: Read) -> None:
        self._scheme, self._naming, self._read = scheme, naming, read
        self._downs = {role.pair: name for name, role in known.items() if role.part == DOWN}
        self._settings = {role.pair: name for name, role in known.items() if role.part == SETTINGS}

    def make(self, role: Role, sheet: Sheet) -> Migration:
        way = way_of(self._scheme, sheet)
        end = way.lines[1]
        down = sheet if way.has_down else self._down(role)
        text = _way_down(down)
        return Migration(
            version=role.version,
            title=role.title,
            kind=self._kind(role, sheet),
            file=sheet.name,
            digest=sheet.digest,
            transaction=way.transaction and self._has_transaction(sheet),
            contract=sheet.directives.get("contract"),
            lines=way.lines,
            blank=sheet.statement is None or (end is not None and sheet.statement >= end),
            down=text,
            down_from=(down.name, down.begins) if down and text else None,
            down_transaction=down is None or (way.down_transaction and self._has_transaction(down)),
            native_id=role.native_id,
        )

    def _kind(self, role: Role, sheet: Sheet) -> str:
        said = {role.kind, sheet.directives.get("kind", VERSIONED)}
        if self._naming.seeds and matches(sheet.name, self._naming.seeds):
            said.add(SEED)
        if self._naming.repeatable and matches(sheet.name, self._naming.repeatable):
            said.add(REPEATABLE)
        said.discard(VERSIONED)
        if len(said) > 1:
            raise StackError(f"Migration {sheet.name} is said to be a seed, and repeatable, too; keep one of them.")
        return said.pop() if said else VERSIONED

    def _down(self, role: Role) -> Sheet | None:
        """Return the file that takes a migration back."""
        name = self._downs.get(role.pair)
        if name is None:
            return None
        sheet = self._read(name, True)
        useless = sorted(set(sheet.directives) - {"transaction"})
        if useless:
            raise StackError(f"The way down {name} says {useless[0]}, which is no question there; say it in the way up.")
        return sheet

    def _has_transaction(self, sheet: Sheet) -> bool:
        """Scripts of sqitch open and close their transactions themselves."""
        if self._scheme == SQITCH or "transaction" in sheet.directives:
            return False
        name = self._settings.get(sheet.name)
        return name is None or _setting(self._read(name, True))


def _way_down(sheet: Sheet | None) -> str | None:
    if sheet is None:
        return None
    if sheet.is_too_long:
        raise StackError(f"The way down in {sheet.name} is longer than 1 MiB; make it shorter, or take such a release back by a restore.")
    return sheet.way_down


def _setting(sheet: Sheet) -> bool:
    """Return whether a file of settings leaves the transaction to Flyway."""
    answer = True
    for number, line in enumerate(sheet.text.split("\n"), 1):
        line = line.strip()
        if not line or line[0] in "#!":
            continue
        found = SETTING.fullmatch(line)
        setting = (found[1].lower(), found[2].lower()) if found else ("", "")
        if setting not in KNOWN_SETTINGS:
            raise StackError(f"The settings {sheet.name} say {line!r} on line {number}, which is not known here; remove it.")
        if KNOWN_SETTINGS[setting]:
            answer = setting[1] == "true"
    return answer
