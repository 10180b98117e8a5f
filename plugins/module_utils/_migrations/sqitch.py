# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of a sqitch project: its changes in order, and the names by which sqitch's own ledger knows them."""

from __future__ import annotations

import hashlib
import re
import typing as t
from dataclasses import dataclass, field

from .._errors import StackError

PLAN = "sqitch.plan"
SUFFIX = ".sql"

PRAGMA = re.compile(r"[ \t]*%[ \t]*([^\s=]+)(?:[ \t]*=[ \t]*(.+?))?[ \t]*")
LINE = re.compile(
    r"[ \t]*(?P<sign>@|[+-][ \t]*)?(?P<name>[^\s:@#\[\]]+)"
    r"(?:[ \t]+\[(?P<depends>[^\]]+)\])?"
    r"[ \t]+(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)"
    r"[ \t]+(?P<planner>[^<]+)[ \t]+<(?P<email>[^>]+)>[ \t]*"
)
HOST = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)", re.DOTALL)
PORTS = {"http": ":80", "https": ":443"}
ESCAPES = {r"\n": "\n", r"\r": "\r", r"\\": "\\"}


@dataclass(frozen=True)
class Change:
    """One change as the plan has it; sqitch's id of it is made of all this."""

    name: str
    date: str
    planner: str
    requires: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    note: str = ""
    tags: tuple[str, ...] = ()  # that follow it in the plan


@dataclass
class Plan:
    """A project and its changes in the order in which they belong."""

    pragmas: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)


def parse_plan(text: str) -> Plan:
    """Return the plan; what sqitch would not read is refused with its line."""
    plan = Plan()
    for number, line in enumerate(text.split("\n"), 1):
        content, _sign, note = line.partition("#")
        if not content.strip(" \t"):
            continue
        pragma = PRAGMA.fullmatch(content)
        if pragma and not plan.changes:
            plan.pragmas[pragma[1]] = pragma[2] or ""
            continue
        _take(plan, LINE.fullmatch(content), note, number)
    if not plan.pragmas.get("project"):
        raise StackError(f"The plan {PLAN} names no project; write %project=NAME in its first line, as sqitch does.")
    return plan


def _take(plan: Plan, found: re.Match[str] | None, note: str, number: int) -> None:
    """Add what one line says to the plan."""
    if found is None:
        raise StackError(
            f"Line {number} of {PLAN} is neither a change nor a tag with its date and planner; correct it, as sqitch can't read it."
        )
    sign = (found["sign"] or "").strip()
    if sign == "-" or (sign == "@" and not plan.changes):
        why = "takes a change back, which no plan can do yet" if sign == "-" else "is a tag before any change"
        raise StackError(f"Line {number} of {PLAN} {why}; remove it.")
    if sign == "@":
        last = plan.changes[-1]
        plan.changes[-1] = Change(**{**vars(last), "tags": (*last.tags, found["name"])})
        return
    depends = (found["depends"] or "").split()
    plan.changes.append(
        Change(
            found["name"],
            found["date"],
            f"{found['planner']} <{found['email']}>",
            tuple(_own(plan, word) for word in depends if not word.startswith("!")),
            tuple(_own(plan, word[1:]) for word in depends if word.startswith("!")),
            re.sub(r"\\[\\nr]", lambda escape: ESCAPES[escape[0]], note.lstrip(" \t")),
        )
    )


def _own(plan: Plan, dependency: str) -> str:
    """Return a dependency as sqitch writes it: the project is named only where it is another one."""
    project, colon, rest = dependency.partition(":")
    return rest if colon and project == plan.pragmas.get("project") else dependency


def change_ids(plan: Plan) -> list[str]:
    """Return what sqitch's ledger calls each change: a digest of what the plan says of it, and of all before it."""
    ids: list[str] = []
    for change in plan.changes:
        text = _info(plan, change, ids[-1] if ids else None).encode()
        ids.append(hashlib.sha1(b"change %d\0%b" % (len(text), text), usedforsecurity=False).hexdigest())
    return ids


def _info(plan: Plan, change: Change, parent: str | None) -> str:
    uri = plan.pragmas.get("uri")
    return "\n".join(
        [
            f"project {plan.pragmas['project']}",
            *([f"uri {_canonical(uri)}"] if uri else []),
            f"change {change.name}",
            *([f"parent {parent}"] if parent else []),
            f"planner {change.planner}",
            f"date {change.date}",
            *(["requires", *(f"  + {name}" for name in change.requires)] if change.requires else []),
            *(["conflicts", *(f"  - {name}" for name in change.conflicts)] if change.conflicts else []),
            *(["", change.note] if change.note else []),
        ]
    )


def _canonical(uri: str) -> str:
    """Return an address as sqitch compares it: the host is the same in capitals, and so is a port that goes without saying."""
    found = HOST.fullmatch(uri)
    if not found:
        return uri
    scheme, host = found[1].lower(), found[2].lower()
    return f"{scheme}://{host.removesuffix(PORTS.get(scheme, ' '))}{found[3] or '/'}"


class Planned(t.NamedTuple):
    """One change of the plan as a migration."""

    version: str
    script: str  # below deploy, revert and verify
    title: str
    id: str


def planned(plan: Plan, names: t.Container[str]) -> list[Planned]:
    """Return the changes with the scripts that belong to them, which are kept under a tag when a change was reworked."""
    places: dict[str, list[int]] = {}
    for place, change in enumerate(plan.changes):
        places.setdefault(change.name, []).append(place)
    ids, result = change_ids(plan), []
    for place, change in enumerate(plan.changes):
        same = places[change.name]
        turn = same.index(place)
        suffix = _kept_under(plan, place, same[turn + 1], names) if turn + 1 < len(same) else ""
        # The first keeps the name that it had in the ledger before anybody thought of reworking it; each later one is named by the tag
        # that it came after, which is the tag under which the script of the one before was kept.
        version = change.name + (_kept_under(plan, same[turn - 1], place, names) if turn else "")
        result.append(Planned(version, f"{change.name}{suffix}{SUFFIX}", change.name, ids[place]))
    return result


def _kept_under(plan: Plan, place: int, rework: int, names: t.Container[str]) -> str:
    """Return the tag under which sqitch has kept the scripts of a change: the latest for which there is one."""
    tags = [f"@{tag}" for at in range(rework - 1, place - 1, -1) for tag in plan.changes[at].tags]
    if not tags:
        raise StackError(
            f"The plan {PLAN} has change {plan.changes[place].name} twice with no tag between; tag the first one, as sqitch does."
        )
    return next((tag for tag in tags if f"deploy/{plan.changes[place].name}{tag}{SUFFIX}" in names), tags[0])
