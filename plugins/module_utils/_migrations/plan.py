# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be done so that a database has its migrations; pure."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._errors import StackError
from .._plan import Change, Plan
from .adoption import taken_over
from .model import ADOPTED, APPLIED, BASELINE, DIRTY, PENDING, REPEATABLE, UNDONE, Desired, Entry, Migration, Observed
from .refusal import (
    is_edited,
    judge_findings,
    refuse_dirty,
    refuse_edited,
    refuse_out_of_order,
    refuse_troubles,
    refuse_unknown,
    refuse_unmanaged,
    warn_of_missing,
)

APPLY, UNDO, RECORD, REPAIR = "apply", "undo", "record", "repair"
RESUME = "resume"


def plan_migrations(desired: Desired, observed: Observed) -> Plan:
    """Return what is to be done, in order: what is repaired, what is walked back, what is recorded only, what is applied."""
    taken = taken_over(desired, observed)
    observed = observed if observed.foreign is None else replace(observed, entries=observed.entries + taken, strangers=())
    refuse_unknown(desired, observed)
    refuse_unmanaged(desired, observed)
    refuse_dirty(desired, observed)
    refuse_edited(desired, observed)
    warnings = warn_of_missing(desired, observed)
    changes = [*map(_take_over, taken), *repairs(desired, observed), *steps_back(desired, observed), *records(desired, observed)]
    recorded = {change.id for change in changes if change.what == RECORD}
    pending = [migration for migration in wished(desired) if migration.version not in recorded and is_pending(migration, observed)]
    refuse_out_of_order(desired, observed, pending)
    refuse_troubles(observed, pending)
    warnings += judge_findings(desired, observed, pending)
    changes += [_apply(migration, observed.by_version.get(migration.version)) for migration in pending]
    return Plan(tuple(changes), state_after(desired, observed, changes), warnings)


def wished(desired: Desired) -> list[Migration]:
    """Return the migrations up to the target; what is repeatable depends on all of them and comes last."""
    versioned = [migration for migration in desired.migrations if migration.kind != REPEATABLE]
    repeatable = [migration for migration in desired.migrations if migration.kind == REPEATABLE]
    if desired.target is None:
        return versioned + repeatable
    place = next((place for place, migration in enumerate(versioned) if migration.version == desired.target), None)
    if place is None:
        raise StackError(f"The option target names {desired.target}, which is repeatable and no place in the order; name a version.")
    whole = place + 1 == len(versioned)
    return versioned[: place + 1] + (repeatable if whole else [])


def is_pending(migration: Migration, observed: Observed) -> bool:
    """True when the database does not have what the migration does."""
    entry = observed.by_version.get(migration.version)
    if entry is None or entry.state in (UNDONE, DIRTY):
        return True
    return migration.kind == REPEATABLE and entry.digest != migration.digest


def repairs(desired: Desired, observed: Observed) -> list[Change]:
    """Return whose row is written anew as the file is, without doing anything else: a person has looked."""
    files = {migration.version: migration for migration in desired.migrations}
    found = [observed.by_version[version] for version in desired.repair if version in observed.by_version]
    return [
        Change(REPAIR, entry.version, {"digest": entry.digest}, {"digest": files[entry.version].digest})
        for entry in found
        if is_edited(files.get(entry.version), entry)
    ]


def steps_back(desired: Desired, observed: Observed) -> list[Change]:
    """Return what is undone, the last one first."""
    if desired.target is None:
        return []
    target = observed.by_version.get(desired.target)
    if target is None or not target.done:
        return []
    after = [entry for entry in observed.entries if entry.done and entry.rank > target.rank and entry.kind != REPEATABLE]
    if after and not desired.walk_back:
        raise StackError(
            f"The target is {desired.target}, but {observed.ledger} says that {', '.join(entry.version for entry in after)} came after it;"
            " say walk_back: true to undo them, or name the last one as target."
        )
    _refuse_without_way_back(observed, after)
    return [Change(UNDO, entry.version, {"state": entry.state}, {"state": UNDONE}) for entry in reversed(after)]


def _refuse_without_way_back(observed: Observed, after: t.Sequence[Entry]) -> None:
    stuck = [entry for entry in after if not entry.has_down]
    if stuck:
        raise StackError(
            f"There is no way back over {', '.join(entry.version for entry in stuck)}: {observed.ledger} was given no down file when they"
            f" were applied; nothing was undone: restore the backup that was taken before {stuck[0].version}, or write a new migration."
        )


def records(desired: Desired, observed: Observed) -> list[Change]:
    """Return what is only written down, since the database has it already."""
    if desired.baseline is None or any(entry.state != UNDONE for entry in observed.entries):
        return []
    versioned = [migration for migration in desired.migrations if migration.kind != REPEATABLE]
    place = [migration.version for migration in versioned].index(desired.baseline)
    return [Change(RECORD, migration.version, None, {"state": BASELINE}) for migration in versioned[: place + 1]]


def _take_over(entry: Entry) -> Change:
    return Change(RECORD, entry.version, None, {"state": entry.state, "origin": entry.origin})


def _apply(migration: Migration, entry: Entry | None) -> Change:
    before = None if entry is None else {"state": entry.state, "digest": entry.digest}
    what = RESUME if entry is not None and entry.state == DIRTY else APPLY
    return Change(what, migration.version, before, {"state": APPLIED, "digest": migration.digest})


def state_after(desired: Desired, observed: Observed, changes: t.Sequence[Change]) -> list[dict[str, t.Any]]:
    """Return every migration as it will be, in order; the ledger's own words for those that are done."""
    to_be = {change.id: (change.after or {}).get("state") for change in changes if change.what != REPAIR}
    listed = []
    for migration in desired.migrations:
        entry = observed.by_version.get(migration.version)
        state = to_be.get(migration.version) or (entry.state if entry and entry.state != UNDONE else PENDING)
        listed.append(shown(migration, state, entry if state in (APPLIED, ADOPTED, BASELINE) else None))
    there = {migration.version for migration in desired.migrations}
    return listed + [survey_of(entry) for entry in observed.entries if entry.done and entry.version not in there]


def shown(migration: Migration, state: str, entry: Entry | None) -> dict[str, t.Any]:
    """Return one migration as results show it."""
    return {
        "version": migration.version,
        "title": migration.title,
        "kind": migration.kind,
        "state": state,
        "file": migration.file,
        "digest": migration.digest,
        "ms": entry.ms if entry else None,
        "applied_at": entry.applied_at if entry else None,
        "contract": migration.contract,
    }


def survey_of(entry: Entry) -> dict[str, t.Any]:
    """Return one row of the ledger as results show it."""
    return {
        "version": entry.version,
        "title": entry.title,
        "kind": entry.kind,
        "state": entry.state,
        "file": None,
        "digest": entry.digest,
        "ms": entry.ms,
        "applied_at": entry.applied_at,
        "contract": entry.contract,
    }
