# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a process writes, seen by strace, and the one system call at which it is hurt. Knows nothing of the product."""

from __future__ import annotations

import re
import shlex
import shutil
import typing as t
from dataclasses import dataclass
from pathlib import Path

MARK = "/golive-main-starts-here"
OPENS = ("open", "openat")
# TESTING §3: all by which a process leaves something behind outside of itself; an open counts if it may create.
ON_OPEN_FILES = ("write", "pwrite64", "writev", "sendto", "sendmsg", "fsync", "fdatasync", "ftruncate", "fchmod", "fchown")
WRITE_CLASS = (
    *ON_OPEN_FILES,
    *("rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "mkdirat", *OPENS),
)
STRACE = ("strace", "-y", "-s", "80", "-e", f"trace=access,{','.join(WRITE_CLASS)}")
LINE = re.compile(r"(?P<name>\w+)\((?P<args>.*)")
OPENED = re.compile(r"\d<([^>]*)>")
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
OF_ITS_OWN = re.compile(r"[0-9a-f]{8}\.\d+-[0-9a-f]{8}\.age")
WORD = re.compile(r"SCRAM|SELECT(?= )|BEGIN(?= )|DO(?= \$)|COMMIT")


@dataclass(frozen=True)
class Call:
    """One write-class system call: in the process (0 is the module, then its children), the n-th of its name."""

    process: int
    name: str
    nth: int
    place: str

    def __str__(self) -> str:
        who = f"psql {self.process} " if self.process else ""
        return f"{who}{self.name} {self.place}"


@dataclass(frozen=True)
class Injection:
    """What is done to a process at one of its calls: ``signal=KILL`` (before it is carried out), ``error=EIO`` …"""

    call: Call
    what: str
    also: tuple[str, ...] = ()

    @property
    def options(self) -> list[str]:
        """Return strace's options."""
        return ["-e", f"inject={self.call.name}:{self.what}:when={self.call.nth}", *self.also]

    def __str__(self) -> str:
        return f"{self.what} at {self.call}"


class Tracer:
    """A folder in which the traces of one run of a module and of its psql processes are kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir()
        self.programs = folder.with_name("bin")
        self.programs.mkdir()
        self._shim()

    def prefix(self, injection: Injection | None) -> list[str]:
        """Forget the last run, and return what stands before the command of the next."""
        for old in self._folder.iterdir():
            old.unlink()
        mine = injection.options if injection and injection.call.process == 0 else []
        if injection and injection.call.process:
            (self._folder / f"inject.{injection.call.process}").write_text(" ".join(injection.options))
        return [*STRACE, "-o", str(self._folder / "module"), *mine]

    def calls(self) -> list[Call]:
        """Return the write-class calls of the run, those of the module from the first line of its main()."""
        processes = range(len(list(self._folder.glob("psql.*"))) + 1)
        return [call for process in processes for call, _line in _calls(self._lines(process), process)]

    def opens(self, name: str) -> list[Call]:
        """Return where the module opened a file of that name, for reading too, from the first line of its main()."""
        return [call for call, _line in _calls(self._lines(0), 0, reads=True) if call.name in OPENS and call.place == name]

    def fired(self, injection: Injection) -> bool:
        """True when the last run was hurt at exactly this call, having come there by the known way."""
        call = injection.call
        lines = self._lines(call.process)
        calls = _calls(lines, call.process)
        hurt = [line for found, line in calls if (found.name, found.nth) == (call.name, call.nth)]
        kind, _, what = injection.what.partition("=")
        if kind == "error":
            return len(hurt) == 1 and f"{what} " in hurt[0] and "(INJECTED)" in hurt[0]
        return len(hurt) == 1 and calls[-1][1] == hurt[0] and lines[-1] == f"+++ killed by SIG{what} +++"

    def _lines(self, process: int) -> list[str]:
        path = self._folder / (f"psql.{process}" if process else "module")
        return path.read_text("utf-8", "replace").splitlines() if path.exists() else []

    def _shim(self) -> None:
        """Stand before psql on the path: the n-th psql of a run is traced into its own file, and hurt if it is its turn."""
        here, real = shlex.quote(str(self._folder)), shlex.quote(shutil.which("psql") or "psql")
        shim = self.programs / "psql"
        shim.write_text(
            f"#!/bin/sh\nn=1\nwhile [ -e {here}/psql.$n ]; do n=$((n+1)); done\n: >{here}/psql.$n\n"
            f"inject=$(cat {here}/inject.$n 2>/dev/null)\n"
            f'exec {shlex.join(STRACE)} -o {here}/psql.$n $inject {real} "$@"\n'
        )
        shim.chmod(0o755)


def _calls(lines: t.Iterable[str], process: int, *, reads: bool = False) -> list[tuple[Call, str]]:
    """Return the write-class calls, or all opens too, with their lines; the module's count from the mark, a child's from its start."""
    found: list[tuple[Call, str]] = []
    counts: dict[str, int] = {}
    started = process != 0
    for line in lines:
        match = LINE.match(line)
        if match is None:
            continue
        name, args = match["name"], match["args"]
        counts[name] = counts.get(name, 0) + 1
        started = started or MARK in args
        if started and name in WRITE_CLASS and (reads or name not in OPENS or "O_CREAT" in args):
            found.append((Call(process, name, counts[name], _place(name, args)), line))
    return found


def _place(name: str, args: str) -> str:
    """Return what the call was about, the same in every run: the file's name, or for a server the word it is sent."""
    args = args.partition(") = ")[0]
    texts = TEXT.findall(args)
    if name in ON_OPEN_FILES:
        opened = OPENED.findall(args)[:1]
        return " ".join([*map(_last, opened), *(WORD.findall("".join(texts))[:1] if name.startswith("send") else [])])
    return " ".join(map(_last, texts))


def _last(path: str) -> str:
    # A copy off the host is named after what is in it, which no two runs make the same.
    return OF_ITS_OWN.sub("N.age", path.rpartition("/")[2].partition(":[")[0])
