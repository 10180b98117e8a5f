# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everywhere a secret could stand, by the name it has in the list of leak tests, and how each place is looked into."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, field

from tests.canary import Canary, Hit
from tests.integration.leaks.target import File

FILES = r"controller:.*|\w+:/.*"
BACKUPS = r"(controller|\w+):.*(~|\.(bak|backup|old|orig|golive-before))"
OF_OTHERS = "(?!(environ|cmdline) of process).*"  # the caller's own processes have its environment
SERVER = r"\w+:/var/log/postgresql/.*|statements of the server"


@dataclass(frozen=True)
class Place:
    """A place, and the names of what a run left there; ``wide`` is a leak only where others than the owner may read it."""

    name: str
    how: str
    left: str = ""
    wide: bool = False
    exported: bool = False


PLACES = (
    Place("B01", "standard output and error as they are, at -v --check and at -vvvv --diff", "stdout|stderr"),
    Place("B02", "the file that ANSIBLE_LOG_PATH names", r"controller:ansible\.log"),
    Place("B03", "what reached /dev/log of the target: the journal's entries that came by syslog", "syslog of the target"),
    Place("B04", "all fields of all entries of the target's journal", "journal of the target"),
    Place(
        "B05",
        "the command lines of all processes of machine and hosts, read over and over; the longest time between two looks is told",
        "cmdline of .*",
    ),
    Place(
        "B06",
        "the environments of all processes of machine and hosts, read over and over; the longest time between two looks is told",
        "environ of .*",
    ),
    Place("B07", "the lines EXEC of -vvvv", "EXEC lines of stdout"),
    Place("B10", "every file that is new or changed on the target or in the controller's folders", FILES),
    Place("B11", "the same after kill -9 of a controller amid a task, with pipelining; without it after ~/.ansible/tmp is swept"),
    Place("B12", "those files that others than the owner may read, the secrets' own files among them", FILES, wide=True),
    Place("B13", "copies such as *~, *.bak, *.golive-before that others may read, beside the secrets' own files, too", BACKUPS, wide=True),
    Place("B14", "every file that a module makes, by strace: the mode with which it is made"),
    Place("B15", "the fact cache (jsonfile) with registered results in it", r"controller:facts/.*"),
    Place("B16", "registered results, written as JSON", r"controller:registered\.json"),
    Place("B17", "the files of asynchronous jobs", r"\w+:/.*/\.ansible_async/.*"),
    Place("B18", "the output of tasks with loops and retries, items that fail among them", "loops and retries of stdout"),
    Place("B19", "what a module says when any of the functions that it runs raises an error with the secret in it"),
    Place("B20", "what modules say of a secret in any of their options, and roles where it does not belong", "refused arguments of roles"),
    Place("B26", "everything on the hosts and all output, for a secret of the caller's environment", OF_OTHERS, exported=True),
    Place("B29", "the server's log with log_statement=all, and pg_stat_activity over and over, 30 ms between", SERVER),
    Place("B33", "all Git objects of the project's folder, committed after the run with all that it left", "objects of the project"),
    Place("B34", "the tarball that ansible-galaxy builds after the run", "tarball of the collection"),
    Place("B40", "mutants: a guard taken out of the product must turn one of these searches red; what survives is a hit"),
)


@dataclass(frozen=True)
class Traces:
    """What a run left in every place, and how it ended."""

    rc: int
    texts: t.Mapping[str, str] = field(repr=False)
    files: t.Mapping[str, File] = field(repr=False)
    exported: Canary = field(repr=False)

    @property
    def said(self) -> str:
        """Return the end of what was printed."""
        return "".join(self.texts.get(stream, "")[-3000:] for stream in ("stdout", "stderr"))


@dataclass(frozen=True)
class Look:
    """How much was looked into in one place, and what was found."""

    searched: int
    hits: list[Hit]


def look(traces: Traces, canaries: t.Iterable[Canary], allowed: t.Sequence[str] = (), data: t.Sequence[str] = ()) -> dict[str, Look]:
    """Search every place that a run leaves something in.

    What has one of the allowed words in its name may hold the secrets if only its owner reads it. What has one of data is not searched.
    """
    whole = {**traces.texts, **{name: file.text for name, file in traces.files.items()}}
    every = {name: text for name, text in whole.items() if not _has(name, data)}
    secrets = _hits(every, canaries)
    exported = _hits(every, [traces.exported])
    found, seen = {}, set()
    for place in PLACES:
        names = {name for name in every if place.left and re.fullmatch(place.left, name, re.DOTALL)}
        if not place.wide and not place.exported:
            names = {name for name in names if not _has(name, allowed)}
        leaks = {name for name in names if not place.wide or traces.files[name].mode & 0o077}
        hits = [hit for name in sorted(leaks) for hit in (exported if place.exported else secrets).get(name, ())]
        found[place.name] = Look(len(names), hits)
        seen |= names
    assert seen == set(every), f"no place looks into {sorted(set(every) - seen)}"
    return found


def _has(name: str, words: t.Sequence[str]) -> bool:
    return any(word in name for word in words)


def _hits(texts: t.Mapping[str, str], canaries: t.Iterable[Canary]) -> dict[str, list[Hit]]:
    wanted = list(canaries)
    found = {name: [hit for canary in wanted for hit in canary.hits(text, name)] for name, text in texts.items()}
    return {name: hits for name, hits in found.items() if hits}
