# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rows a new ledger takes over from that of another tool; pure. Where files and that ledger differ nothing is taken."""

from __future__ import annotations

import typing as t

from .._errors import StackError
from .heads import HEADS
from .histories import HISTORIES, KEYS, Rows, Said
from .keepers import KEEPERS, keepers_of, known_among
from .model import ADOPTED, REPEATABLE, VERSIONED, Desired, Entry, Foreign, Migration, Observed

NAMED = 8  # tables, before a sentence becomes a list


def taken_over(desired: Desired, observed: Observed) -> tuple[Entry, ...]:
    """Return the rows that are taken over, in order; none when there is a ledger of ours with a row."""
    foreign = observed.foreign
    if foreign is None or observed.entries:
        return ()
    taken = _taken(desired, foreign, foreign.rows) if foreign.rows else ()
    if not taken:
        _refuse_unknown_tables(desired, observed, foreign)
    return taken


def _taken(desired: Desired, foreign: Foreign, rows: Rows) -> tuple[Entry, ...]:
    _refuse_wrong_tool(foreign)
    if foreign.tool in HEADS:
        return _head(foreign, HEADS[foreign.tool](rows, foreign.lock))
    return _rows(desired, foreign, _of_our_project(foreign, HISTORIES[foreign.tool](rows), desired))


def head_of(origin: str, version: str) -> Migration:
    """Return what stands for all that a tool had done whose files are not ours."""
    return Migration(version, f"what {origin} had applied", VERSIONED, f"the head of {origin}", "")


def is_head(entry: Entry) -> bool:
    """True for a row that stands for what another tool had done, to which no file belongs."""
    return entry.state == ADOPTED and entry.origin is not None and entry.version.startswith(f"{entry.origin}:")


def _head(foreign: Foreign, head: str | None) -> tuple[Entry, ...]:
    if head is None:
        return ()
    migration = head_of(foreign.tool, f"{foreign.tool}:{head}")
    return (_row(migration, ADOPTED, foreign.tool, 1),)


def _rows(desired: Desired, foreign: Foreign, said: t.Sequence[Said]) -> tuple[Entry, ...]:
    """Return the rows of the files that the tool has applied, in the order of the files."""
    files = {KEYS[foreign.tool](migration): migration for migration in desired.migrations}
    _refuse_without_file(foreign, [one.name for one in said if one.needs_file and one.key not in files])
    there = [(one, files[one.key]) for one in said if one.key in files]
    _refuse_edited(desired, foreign, there)
    states = {
        migration.version: one.state
        for one in said
        if one.up_to
        for key, migration in files.items()
        if migration.kind != REPEATABLE and not isinstance(key[0], str) and key <= one.key
    }
    # What is repeatable and has another text now is repeated, as the tool would have done.
    same = [(one, migration) for one, migration in there if migration.kind != REPEATABLE or not _differs(foreign, one, migration)]
    states.update({migration.version: one.state for one, migration in same if not one.up_to})
    taken = [migration for migration in desired.migrations if migration.version in states]
    return tuple(_row(migration, states[migration.version], foreign.tool, rank) for rank, migration in enumerate(taken, 1))


def _row(migration: Migration, state: str, origin: str, rank: int) -> Entry:
    return Entry(
        migration.version,
        migration.title,
        migration.kind,
        migration.digest,
        state,
        rank,
        contract=migration.contract,
        origin=origin,
        has_down=migration.down is not None,
    )


def _differs(foreign: Foreign, one: Said, migration: Migration) -> bool:
    """True when the tool would say that the text is another."""
    return one.digest is not None and foreign.sums.get(migration.version) != one.digest


def _of_our_project(foreign: Foreign, said: list[Said], desired: Desired) -> list[Said]:
    """Return what is said of this project; a ledger of sqitch's holds those of all."""
    ids = {migration.native_id for migration in desired.migrations}
    projects = {one.project for one in said if one.key in ids}
    return [one for one in said if one.project in projects] if foreign.tool == "sqitch" and projects else said


def _refuse_edited(desired: Desired, foreign: Foreign, there: t.Iterable[tuple[Said, Migration]]) -> None:
    edited = [
        f"{migration.version} ({migration.file} is {foreign.sums.get(migration.version)}, applied was {one.digest})"
        for one, migration in there
        if _differs(foreign, one, migration)
        if migration.kind != REPEATABLE and migration.version not in desired.repair
    ]
    if edited:
        raise StackError(
            f"Migrations were edited after {_ledger(foreign)} says they were applied: {', '.join(edited)}; put the old text back and write"
            " a new migration, or, when only the text matters, say repair with their versions."
        )


def _refuse_without_file(foreign: Foreign, names: t.Sequence[str]) -> None:
    if names:
        raise StackError(
            f"Migrations that {_ledger(foreign)} says were applied have no file: {', '.join(names)}; deploy the release that has them, or"
            " correct path and scheme."
        )


def _refuse_wrong_tool(foreign: Foreign) -> None:
    """Two tools give their tables the same name."""
    columns = sorted({column for row in foreign.rows or () for column in row})
    title = KEEPERS[foreign.tool].title
    fitting = keepers_of(title, columns)
    if fitting[:1] != [foreign.tool]:
        right = f"it is {fitting[0]}'s: say adopt: {fitting[0]}" if fitting else "no tool that can be taken over keeps such a table"
        raise StackError(f"The option adopt says {foreign.tool}, but {title} has the columns {', '.join(columns)}; {right}.")


def _refuse_unknown_tables(desired: Desired, observed: Observed, foreign: Foreign) -> None:
    """Tables of which the tool's ledger knows nothing were made by other hands."""
    strangers = [table for table in observed.strangers if table not in KEEPERS[foreign.tool].titles]
    if observed.exists or not strangers or desired.unmanaged == "ignore":
        return
    title = KEEPERS[foreign.tool].title
    found = f"found no {title}" if foreign.rows is None else f"found nothing in {title}"
    here = ", ".join(strangers[:NAMED]) + (" and more" if len(strangers) > NAMED else "")
    other = known_among(strangers)
    right = f"say adopt: {other}, whose ledger is there" if other else "name the tool that made them, or say baseline: VERSION instead"
    raise StackError(
        f"Taking over from {foreign.tool} {found}, but the database has {here}; {right}, or unmanaged: ignore when they are"
        " somebody else's."
    )


def _ledger(foreign: Foreign) -> str:
    return f"{foreign.tool}'s ledger {KEEPERS[foreign.tool].title}"
