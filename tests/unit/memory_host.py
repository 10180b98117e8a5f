# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine that is a dict of files and a list of the commands that are going to be run on it, in order."""

from __future__ import annotations

import contextlib
import posixpath
import typing as t
from dataclasses import dataclass, field

from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, Moved
from ansible_collections.golive.stack.plugins.module_utils._host import Completed


@dataclass(frozen=True)
class Command:
    """One expected command: how it is called, and how it ends."""

    way: str  # read or change
    argv: t.Tuple[str, ...]
    stdin: str
    done: Completed
    private: t.Mapping[str, str] = field(default_factory=dict)


class MemoryHost:
    """Stands in for a machine; any call that was not expected, or changes something in check mode, fails the test."""

    def __init__(
        self,
        *,
        files: t.Mapping[str, bytes] | None = None,
        folders: t.Collection[str] = (),
        commands: t.Sequence[Command] = (),
        programs: t.Collection[str] = (),
        check: bool = False,
        family: str = "posix",
    ) -> None:
        self.family = family
        self.files = dict(files or {})
        self.folders = {*folders, *map(posixpath.dirname, self.files)}
        self.check = check
        self.calls: list[str] = []
        self.locks: set[str] = set()  # the files by which paths were locked; they stay
        self._commands = list(commands)
        self._programs = frozenset(programs)

    def expand(self, path: str) -> str:
        """Return the path; this machine's home is /home/memory."""
        return path.replace("~", "/home/memory", 1) if path.startswith("~") else path

    def find(self, program: str) -> str | None:
        """Return where the program is, None when the machine does not have it."""
        return f"/usr/bin/{program}" if program in self._programs else None

    def run_read(self, argv: t.Sequence[str], **how: t.Any) -> Completed:
        """Run a program that only looks."""
        return self._run("read", argv, how)

    def run_change(self, argv: t.Sequence[str], **how: t.Any) -> Completed:
        """Run a program that changes something."""
        self._refuse_in_check_mode(f"run_change({argv[0]})")
        return self._run("change", argv, how)

    def read_private(self, path: str) -> bytes | None:
        """Return a private file's content, None when there is none."""
        self._folder(path)
        self.calls.append("read")
        return b"" if path in self.locks else self.files.get(path)

    def write_private(self, path: str, data: bytes, *, instead_of: bytes | None, through: str | None = None) -> None:
        """Replace the content that was read; Moved when it is another by now."""
        self._refuse_in_check_mode(f"write_private({path})")
        self._folder(path)
        if self.files.get(path) != instead_of:
            raise Moved(f"The private file {path} was edited by another program while it was being changed; run again.")
        self.calls.append("write")
        self.files[path] = data

    def touch_private(self, path: str) -> None:
        """Make an empty private file if there is none."""
        self._refuse_in_check_mode(f"touch_private({path})")
        self._folder(path)
        self.calls.append("touch")
        self.files.setdefault(path, b"")

    @contextlib.contextmanager
    def lock(self, path: str, seconds: float) -> t.Iterator[None]:
        """Hold the lock of a path."""
        self._refuse_in_check_mode(f"lock({path}, {seconds:g})")  # a lock is a file
        self._folder(path)
        self.calls.append("lock")
        self.locks.add(posixpath.join(posixpath.dirname(path), f".{posixpath.basename(path)}.golive-lock"))
        yield
        self.calls.append("unlock")

    def finish(self) -> None:
        """Fail the test for expected commands that never came."""
        assert not self._commands, f"these commands were expected and never run: {[c.argv for c in self._commands]}"

    def _run(self, way: str, argv: t.Sequence[str], how: t.Mapping[str, t.Any]) -> Completed:
        assert self._commands, f"unexpected {way} command {list(argv)}"
        expected = self._commands.pop(0)
        found = (way, tuple(argv), "".join(how.get("stdin", "")), dict(how.get("private") or {}))
        assert found == (expected.way, expected.argv, expected.stdin, dict(expected.private))
        return expected.done

    def _folder(self, path: str) -> None:
        folder = posixpath.dirname(path)
        if folder not in self.folders:
            raise Missing(f"The folder {folder} of {path} does not exist; create it, then run again.")

    def _refuse_in_check_mode(self, call: str) -> None:
        assert not self.check, f"{call} was called in check mode"
