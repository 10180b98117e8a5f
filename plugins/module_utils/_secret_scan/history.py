# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that a git repository holds: every version of every file once, and every message, whichever branch or none leads to it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import typing as t
from dataclasses import replace

from .._errors import Missing, StackError
from .._host import DEFAULT_PATH, PASSED_ON, Host
from .files import pieces, shown
from .model import Piece

# Neither the person's settings nor the repository's may hide an object, ask for a password or fetch what is missing.
SETTINGS = {
    **dict.fromkeys(("GIT_CONFIG_NOSYSTEM", "GIT_NO_REPLACE_OBJECTS", "GIT_NO_LAZY_FETCH"), "1"),
    **dict.fromkeys(("GIT_OPTIONAL_LOCKS", "GIT_TERMINAL_PROMPT"), "0"),
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_GRAFT_FILE": "/dev/null",
    "LC_ALL": "C.UTF-8",
    "GIT_ALLOW_PROTOCOL": "none",
}
MESSAGE = "(message)"
# What a commit says of a path under which it holds no file's version: a repository of its own, or nothing any more.
NO_FILE = (b"160000", b"000000")
# For each path the rank and the name of the oldest commit that brought the version there.
Places = t.Dict[str, t.Tuple[int, str]]


class Limited:
    """The next so many bytes of a stream."""

    def __init__(self, stream: t.IO[bytes], size: int) -> None:
        self._stream = stream
        self._left = size

    def read(self, size: int) -> bytes:
        """Return up to that many bytes, fewer at the end only."""
        data = self._stream.read(min(size, self._left))
        self._left -= len(data)
        return data

    def drain(self) -> None:
        """Pass over what nobody has read."""
        while self.read(1 << 20):
            pass


class Repository:
    """The git repository that lies at a path, not one around it."""

    def __init__(self, host: Host, path: str) -> None:
        git = host.find("git")
        if git is None:
            raise Missing("Searching the history of a repository needs git, which this host does not have; install it, then run again.")
        self._path = path
        # Who asks may read it, whoever owns it: nothing of it is run.
        self._argv = [git, "-c", "safe.directory=*", "-c", "core.fsmonitor=false", "-C", path]
        self._env = {"PATH": DEFAULT_PATH, **{name: os.environ[name] for name in PASSED_ON if name in os.environ}, **SETTINGS}
        self._env["GIT_CEILING_DIRECTORIES"] = os.path.dirname(os.path.realpath(path))

    def refuse_partial(self) -> None:
        """Complain about what is no repository, or holds a part of its history only."""
        with self._running("rev-parse", "--is-shallow-repository") as out:
            shallow = out.read().strip() == b"true"
        if shallow:
            raise StackError(
                f"The repository {self._path} is a shallow clone, so that a part of its history is elsewhere; fetch it"
                " (git fetch --unshallow), then run again."
            )

    def read(self) -> t.Iterator[Piece]:
        """Yield the pieces of every object that holds text: files, under each path they had, and the messages of commits and tags."""
        places = self._places()
        missing = set(places)
        with self._running("cat-file", "--batch", "--batch-all-objects", "--unordered", "--buffer") as out:
            for header in iter(out.readline, b""):
                name, kind, size = header.split()
                missing.discard(name)
                body = Limited(out, int(size))
                if kind == b"blob":
                    there = places.get(name) or {f"(object {name[:10].decode()}, in no commit)": (0, "")}
                    for piece in pieces("", body.read):
                        yield from (replace(piece, name=path, commit=commit, rank=rank) for path, (rank, commit) in there.items())
                elif kind in (b"commit", b"tag"):
                    yield from pieces(MESSAGE, body.read, name[:10].decode())
                body.drain()
                out.read(1)
        if missing:
            self._refuse_missing([(path, commit) for name in missing for path, (_rank, commit) in places[name].items()])

    def _refuse_missing(self, missing: t.Collection[tuple[str, str]]) -> t.NoReturn:
        """Complain about versions of files that are elsewhere: what was not read was not searched."""
        path, commit = min(missing)
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise StackError(
            f"Searching the history of {self._path} for secrets failed: the repository does not hold {path} of commit {commit}{more}, as in"
            " a partial clone; clone it whole (git clone without --filter), then run again."
        )

    def _places(self) -> dict[bytes, Places]:
        """Return under which paths each file's version stood: rules look at names, and people accept files by name."""
        found: dict[bytes, Places] = {}
        commit, rank = "", 0
        with self._changes() as out:
            words = _words(out)
            for word in words:
                if not word.startswith(b":"):
                    commit, rank = word[:10].decode(), rank - 1
                    continue
                path = shown(next(words, b""))
                _old_mode, mode, _old, version, _status = word.split(b" ")
                if mode not in NO_FILE:
                    found.setdefault(version, {})[path] = (rank, commit)  # the newest comes first, so the oldest stays
        return found

    @contextlib.contextmanager
    def _changes(self) -> t.Iterator[t.IO[bytes]]:
        """Run what lists the changes of every commit; not git log, which reads settings of the repository and may run what they name."""
        argv = (
            "diff-tree",
            "--stdin",
            "-r",
            "-m",
            "--root",
            "--raw",
            "-z",
            "--no-abbrev",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
        )
        with self._running("rev-list", "--all", "--reflog", "--topo-order") as commits, self._running(*argv, stdin=commits) as out:
            yield out

    @contextlib.contextmanager
    def _running(self, *argv: str, stdin: int | t.IO[bytes] = subprocess.DEVNULL) -> t.Iterator[t.IO[bytes]]:
        """Run git and give its output as it comes; ended with whoever reads it."""
        with tempfile.TemporaryFile() as complaints:
            with self._started([*self._argv, *argv], stdin, complaints) as child:
                try:
                    yield t.cast(t.IO[bytes], child.stdout)
                except BaseException:
                    child.kill()
                    raise
            if child.returncode:
                complaints.seek(0)
                said = shown(complaints.readline().strip().removeprefix(b"fatal: ")) or f"exit code {child.returncode}"
                raise StackError(f"Reading the repository {self._path} by git {argv[0]} failed: {said}; mend that, then run again.")

    def _started(self, argv: t.Sequence[str], stdin: int | t.IO[bytes], complaints: t.IO[bytes]) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(argv, stdin=stdin, stdout=subprocess.PIPE, stderr=complaints, env=self._env)
        except OSError as error:
            raise StackError(f"Starting {argv[0]} failed: {os.strerror(error.errno or 0)}; install it anew, then run again.") from None


def _words(stream: t.IO[bytes]) -> t.Iterator[bytes]:
    """Yield what stands between NULs."""
    rest = b""
    for data in iter(lambda: stream.read(1 << 20), b""):
        *whole, rest = (rest + data).split(b"\0")
        yield from (word for word in whole if word)
