# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When nothing is to be done, because files and ledger do not belong together; pure. Each refusal names all it is about."""

from __future__ import annotations

import typing as t

from .._errors import StackError
from .adoption import is_head
from .keepers import known_among
from .lint import findings_of, shown_findings
from .model import COMPATIBLE, DIRTY, FAIL, IGNORE, REPEATABLE, Desired, Entry, Migration, Observed

SHOWN = 12  # characters of a digest, enough to tell two apart
NAMED = 8  # tables, before a sentence becomes a list


def refuse_dirty(desired: Desired, observed: Observed) -> None:
    """What began without a transaction and did not end is looked at by a person first."""
    dirty = [entry for entry in observed.entries if entry.state == DIRTY and entry.version not in observed.resumable.union(desired.repair)]
    if dirty:
        what = ", ".join(f"{entry.version} ({entry.statements} statements done)" for entry in dirty)
        raise StackError(
            f"Migrations of {observed.ledger} began and did not end: {what}; look what is there, undo the statement after those by hand or"
            f" make sure that it may be repeated, then say repair: [{dirty[0].version}]."
        )


def refuse_edited(desired: Desired, observed: Observed) -> None:
    """The text of what was applied is history."""
    files = {migration.version: migration for migration in desired.migrations}
    edited = [
        f"{entry.version} ({files[entry.version].file} is {files[entry.version].digest[:SHOWN]}, applied was {entry.digest[:SHOWN]})"
        for entry in observed.entries
        if is_edited(files.get(entry.version), entry) and entry.version not in desired.repair
    ]
    if edited:
        raise StackError(
            f"Migrations were edited after {observed.ledger} says they were applied: {', '.join(edited)}; put the old text back and write a"
            " new migration, or, when only the text matters, say repair with their versions."
        )


def is_edited(migration: Migration | None, entry: Entry) -> bool:
    """True when the file is not what was applied; of a baseline nobody knows what that was."""
    if migration is None or not entry.done or not entry.digest or migration.kind == REPEATABLE:
        return False
    return migration.digest != entry.digest


def warn_of_missing(desired: Desired, observed: Observed) -> tuple[str, ...]:
    """What was applied must be there, unless it is of a later release with which this one can live."""
    there = {migration.version for migration in desired.migrations}
    done = [entry for entry in observed.entries if entry.done and not is_head(entry)]
    missing = [entry for entry in done if entry.version not in there and entry.kind != REPEATABLE]
    newest = max((entry.rank for entry in done if entry.version in there), default=0)
    lost = [entry.version for entry in missing if entry.rank < newest or entry.contract != COMPATIBLE]
    if lost and not desired.walk_back:
        raise StackError(
            f"Migrations that {observed.ledger} says were applied have no file: {', '.join(lost)}; deploy the release that has them, walk"
            " back by target and walk_back, or declare them contract=compatible before this release has to live with them."
        )
    return tuple(f"Migration {entry.version} is of a later release; this one can live with it, as it says." for entry in missing)


def refuse_unmanaged(desired: Desired, observed: Observed) -> None:
    """A database that is not empty and has no ledger has had other hands in it."""
    if observed.entries or observed.exists or not observed.strangers or desired.baseline is not None or desired.unmanaged == "ignore":
        return
    named = ", ".join(observed.strangers[:NAMED]) + (" and more" if len(observed.strangers) > NAMED else "")
    tool = known_among(observed.strangers) or "TOOL"
    raise StackError(
        f"The database has no {observed.ledger}, but has {named}; say baseline: VERSION when these are what the migrations up to it make,"
        f" adopt: {tool} when another tool has kept a ledger, or unmanaged: ignore when they have nothing to do with it."
    )


def refuse_out_of_order(desired: Desired, observed: Observed, pending: t.Sequence[Migration]) -> None:
    """What comes to light late may not fit what was done without it."""
    done = {entry.version for entry in observed.entries if entry.done and entry.kind != REPEATABLE}
    places = {migration.version: place for place, migration in enumerate(desired.migrations)}
    last = max((places[version] for version in done if version in places), default=-1)
    late = [migration for migration in pending if migration.kind != REPEATABLE and places[migration.version] < last]
    if late and not desired.out_of_order:
        raise StackError(
            f"Migrations belong before {desired.migrations[last].version}, which {observed.ledger} says was applied:"
            f" {', '.join(migration.file for migration in late)}; give them later numbers, or say out_of_order: true when they fit."
        )


def refuse_unknown(desired: Desired, observed: Observed) -> None:
    """A misspelled version would be no version at all."""
    there = {migration.version for migration in desired.migrations}
    ledger = {entry.version for entry in observed.entries}
    for option, versions in (("target", (desired.target,)), ("baseline", (desired.baseline,)), ("repair", desired.repair)):
        unknown = [str(version) for version in versions if version is not None and version not in there | ledger]
        if unknown:
            known = ", ".join(migration.version for migration in desired.migrations[-NAMED:])
            raise StackError(
                f"The option {option} names {', '.join(unknown)}, which neither a file nor {observed.ledger} has; the last files are"
                f" {known}: correct the name."
            )


def refuse_troubles(observed: Observed, pending: t.Sequence[Migration]) -> None:
    """What a file may not hold is named before the first file is applied."""
    found = [
        f"{migration.file}:{observed.troubles[migration.version].line} {observed.troubles[migration.version].what}"
        for migration in pending
        if migration.version in observed.troubles
    ]
    if found:
        raise StackError(
            f"Migrations can't be carried out as they are: {'; '.join(found)}; nothing was applied: mend that, then run again."
        )


def judge_findings(desired: Desired, observed: Observed, pending: t.Sequence[Migration]) -> tuple[str, ...]:
    """What locks or breaks what is running is a warning each, or where it is to fail one refusal."""
    looks = [observed.looks[migration.version] for migration in pending if migration.version in observed.looks]
    found = [] if desired.lint == IGNORE else findings_of(looks)
    if found and desired.lint == FAIL:
        named = "; ".join(f"{finding.file}:{finding.line} {finding.what} ({finding.rule}: {finding.recipe})" for finding in found)
        raise StackError(
            f"Migrations would lock or break what is running: {named}; nothing was applied: mend that, or say above a statement that may"
            f" do so -- golive: allow={found[0].rule}.",
            findings=shown_findings(found),
        )
    return tuple(f"{finding.file}:{finding.line} {finding.what} ({finding.rule}); {finding.recipe}." for finding in found)
