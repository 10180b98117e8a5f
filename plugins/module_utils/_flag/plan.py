# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be done so that flags are as wished; pure."""

from __future__ import annotations

import typing as t
from dataclasses import asdict, replace

from .._errors import StackError
from .._plan import Change, Plan
from .model import NEVER, OPTIONAL, Desired, Flag, Name, Observed, Wish, is_expired, label


def plan_flags(desired: Desired, observed: Observed) -> Plan:
    """Return the changes in the order of the wishes, and the wished flags as they will be."""
    refuse_twice(desired.wishes)
    after: dict[Name, Flag | None] = dict(observed.flags)
    changes = []
    warnings = []
    for wish in desired.wishes:
        refuse_unkept(wish, observed)
        current = observed.flags.get(wish.name)
        wished = wished_flag(wish, current)
        warnings += complaints_of_expiry(desired, wish, wished)
        if wished == current:
            continue
        refuse_other_start(wish, current)
        changes.append(change_between(wish.name, current, wished))
        after[wish.name] = wished
    for wish in desired.wishes:
        refuse_too_many_tenants(wish, after.values())
    state = [state_of(wish.name, after.get(wish.name)) for wish in desired.wishes]
    return Plan(tuple(changes), state, tuple(warnings))


def refuse_twice(wishes: t.Sequence[Wish]) -> None:
    """One task can't want the same flag twice: the second wish would undo the first."""
    names = [wish.name for wish in wishes]
    twice = sorted({label(name) for name in names if names.count(name) > 1})
    if twice:
        raise StackError(f"The task names {', '.join(twice)} more than once; name each flag once.")


def refuse_unkept(wish: Wish, observed: Observed) -> None:
    """A wish that the store has no place for would be lost in silence."""
    for part in OPTIONAL:
        if getattr(wish, part) is not None and part not in observed.keeps:
            raise StackError(
                f"Flag {label(wish.name)} is wished with {part}, for which {observed.store} has no place; map table.columns.{part},"
                f" use a JSON file, or leave {part} out."
            )


def wished_flag(wish: Wish, current: Flag | None) -> Flag | None:
    """Return the flag as it should be; what the wish leaves out stays as it is."""
    if wish.state == "absent":
        return None
    flag = replace(current or Flag(wish.key, wish.tenant, False), enabled=bool(wish.enabled))
    if wish.description is not None:
        flag = replace(flag, description=wish.description or None)
    if wish.expires is not None:
        flag = replace(flag, expires=None if wish.expires == NEVER else wish.expires)
    return flag


def complaints_of_expiry(desired: Desired, wish: Wish, flag: Flag | None) -> list[str]:
    """A flag past its last day may only be switched off or removed."""
    if flag is None or not flag.enabled or not is_expired(flag, desired.today):
        return []
    said = (
        f"Flag {label(wish.name)} was to be gone after {flag.expires} and is still wanted on; remove what it guards and say"
        " state: absent, or give it a later day in expires."
    )
    if desired.on_expired == "fail":
        raise StackError(said)
    return [said]


def refuse_other_start(wish: Wish, current: Flag | None) -> None:
    """With only_from, change nothing that somebody else has moved meanwhile."""
    found = "absent" if current is None else "enabled" if current.enabled else "disabled"
    if wish.only_from is not None and wish.only_from != found:
        raise StackError(
            f"Flag {label(wish.name)} was to be changed only from {wish.only_from} but is {found}; find out who changed it, then"
            " correct only_from and run again."
        )


def refuse_too_many_tenants(wish: Wish, flags: t.Iterable[Flag | None]) -> None:
    """With max_tenants, a pilot stays a pilot."""
    if wish.max_tenants is None:
        return
    on = sorted(f.tenant for f in flags if f is not None and f.key == wish.key and f.tenant is not None and f.enabled)
    if len(on) > wish.max_tenants:
        raise StackError(
            f"Flag {wish.key} would be on for {len(on)} tenants ({', '.join(on)}), more than its max_tenants of"
            f" {wish.max_tenants}; switch it off for some, or raise max_tenants."
        )


def change_between(name: Name, current: Flag | None, wished: Flag | None) -> Change:
    """Return the one step from what is there to what is wished."""
    what = "create" if current is None else "remove" if wished is None else "update"
    return Change(what, label(name), _asdict(current), _asdict(wished))


def _asdict(flag: Flag | None) -> dict[str, t.Any] | None:
    return None if flag is None else asdict(flag)


def state_of(name: Name, flag: Flag | None) -> dict[str, t.Any]:
    """Return a flag as results show it."""
    if flag is None:
        return {"key": name[0], "tenant": name[1], "state": "absent"}
    return {**asdict(flag), "state": "present"}


def survey(observed: Observed, today: str, on_expired: str) -> dict[str, t.Any]:
    """Return all flags in a stable order, and those that were forgotten."""
    flags = sorted(observed.flags.values(), key=lambda flag: (flag.key, flag.tenant or ""))
    expired = [label(flag.name) for flag in flags if flag.enabled and is_expired(flag, today)]
    said = f"Flags past their last day are still on in {observed.store}: {', '.join(expired)}; remove what they guard, or move the day."
    if expired and on_expired == "fail":
        raise StackError(said, expired=expired)
    listed = [{**state_of(flag.name, flag), "expired": is_expired(flag, today)} for flag in flags]
    return {"flags": listed, "expired": expired, "warnings": [said] if expired else []}


def undo_of(changes: t.Iterable[Change]) -> list[dict[str, t.Any]]:
    """Return the wishes that lead back to where these changes started."""
    return [_back(change) for change in reversed(list(changes))]


def _back(change: Change) -> dict[str, t.Any]:
    """Return the wish that undoes a change, and only as long as nobody has switched the flag since."""
    after = change.after or {}
    found = "absent" if change.after is None else "enabled" if after["enabled"] else "disabled"
    if change.before is None:
        return {"key": after["key"], "tenant": after["tenant"], "state": "absent", "only_from": found}
    after = change.after or change.before
    # Only what the change has added is taken away by name: the store may have no place for that part at all.
    added = {
        part: nothing
        for part, nothing in (("description", ""), ("expires", NEVER))
        if change.before[part] is None and after[part] is not None
    }
    return {**change.before, **added, "state": "present", "only_from": found}
