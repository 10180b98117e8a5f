# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that is done to the cases of a domain: a kill at each call of the census, errors, small disks, and cuts."""

from __future__ import annotations

import functools
import typing as t

from tests.faults import disks
from tests.faults.cases import cases_of, databases
from tests.faults.cuts import cuts_of
from tests.faults.experiment import Bench, bench
from tests.faults.group import Fault, Group, Outcome
from tests.faults.stores import TableStore
from tests.faults.trace import Call, Injection

SIGNALS = ("KILL", "TERM")  # KILL comes before the call is carried out, TERM after it
# Which errors a call meets in the field, by its name.
ERRORS = {
    "openat": ("ENOSPC", "EROFS", "EDQUOT"),
    "write": ("ENOSPC", "EIO", "EDQUOT"),
    "fsync": ("EIO", "ENOSPC"),
    "renameat": ("EIO", "EROFS"),
    "unlinkat": ("EIO",),
    "fchown": ("EPERM",),
}
DISKS: dict[str, tuple[t.Callable[..., None], str]] = {
    "disk full": (disks.fill, "No space left on device"),
    "disk without inodes": (disks.use_up_inodes, "No space left on device"),
    "disk without inodes, lock file there": (disks.use_up_inodes, "No space left on device"),
    "disk read-only": (disks.make_read_only, "Read-only file system"),
}


def groups(domain: str) -> t.Iterator[Group]:
    """Yield the cases of a domain with all their faults; a case's place is there until the next is asked for."""
    with databases() as made:
        for case in cases_of(domain):
            with bench(case, made) as place:
                census = place.census()
                yield Group(f"{domain}/{case.name}", faults_of(place, census), len(census), SIGNALS)


def faults_of(place: Bench, census: list[Call]) -> list[Fault]:
    """Return all faults of a case."""
    found = []
    for number, call in enumerate(census, 1):
        found += [_injected(place, signal, number, Injection(call, f"signal={signal}")) for signal in SIGNALS]
        if not call.place.startswith(("pipe", "memfd")):  # a pipe to the caller and a file in memory are not the store
            found += [_injected(place, "error", number, Injection(call, f"error={error}")) for error in ERRORS.get(call.name, ())]
            if call.name == "fsync":
                found.append(_injected(place, "error", number, Injection(call, "error=EIO", read_only_after(census[:number]))))
    if place.store.on_disk:
        found += [Fault("disk", title, functools.partial(on_disk, place, title)) for title in DISKS]
    if isinstance(place.store, TableStore):
        found += [Fault("cut", title, cut) for title, cut in cuts_of(place)]
    return found


def read_only_after(calls: t.Sequence[Call]) -> tuple[str, str]:
    """Let what is to be removed after these calls stay: a file system that met an error is often read-only from then on."""
    removed = sum(call.name == "unlinkat" for call in calls)
    return "-e", f"inject=unlinkat:error=EROFS:when={removed + 1}+"


def _injected(place: Bench, kind: str, number: int, injection: Injection) -> Fault:
    what = injection.what.partition("=")[2]
    then = ", then read-only" if injection.also else ""
    return Fault(kind, f"{what} {number:02} {injection.call}{then}", functools.partial(place.hurt, injection))


def on_disk(place: Bench, title: str) -> Outcome:
    """Let the store lie on a small disk, spoil it, and heal it after the hurt run."""
    folder, (spoil, cause) = place.root / "store", DISKS[title]
    with disks.small_disk(folder):
        place.store.reset()
        if title.endswith("lock file there"):
            (folder / min(name for name in place.store.known() if name.endswith(".golive-lock"))).touch(0o600)
        spoil(folder)
        return place.judge(place.run, cause, heal=lambda: disks.heal(folder))
