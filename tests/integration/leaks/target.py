# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The host that a run works on, looked into from outside: its files with their modes, its journal."""

from __future__ import annotations

import io
import subprocess
import tarfile
import typing as t
from dataclasses import dataclass, field
from pathlib import Path

from tests.lab import state
from tests.lab.files import labs_dir
from tests.postgres import Server

ROOTS = ("/", "/tmp", "/run", "/dev/shm")
LEFT_OUT = ("/var/lib/postgresql/*", "/var/log/journal/*", "/run/log/journal/*", "/etc/machine-id")


@dataclass(frozen=True)
class File:
    """What stands in a file, and who may read it."""

    text: str = field(repr=False)
    mode: int


class Target:
    """The lab's database host, looked into from the machine that it is a container of."""

    def __init__(self, server: Server) -> None:
        self.server = server
        found = [(lab, host) for lab in _labs() for host in lab.hosts.values() if host.address == server.host]
        self.lab, self.host = found[0]

    @property
    def inventory(self) -> Path:
        """Return the inventory that leads to it by SSH."""
        return self.lab.folder / "inventory.yml"

    def journal(self, since: float, *fields: str) -> str:
        """Return all fields of all entries of the journal, or of those entries that have these fields."""
        return self._run("journalctl", "--since", f"@{since}", "--output", "export", "--all", *fields).decode("utf-8", "replace")

    def files(self, since: float) -> dict[str, File]:
        """Return every file that was made or changed."""
        left_out = [word for path in LEFT_OUT for word in ("!", "-path", path)]
        found = self._run("find", *ROOTS, "-xdev", "-type", "f", "-newerct", f"@{since}", *left_out, "-print0")
        data = self._run("tar", "--create", "--null", "--ignore-failed-read", "--files-from", "-", stdin=found)
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            members = [member for member in archive if member.isfile()]
            return {f"{self.host.name}:/{member.name}": File(_text(archive.extractfile(member)), member.mode) for member in members}

    def _run(self, *argv: str, stdin: bytes = b"") -> bytes:
        command = ["docker", "exec", "--interactive", self.host.container, *argv]
        return subprocess.run(command, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout


def _labs() -> t.Iterator[state.Lab]:
    yield from (state.load(folder.name) for folder in sorted(labs_dir().iterdir()))


def _text(file: t.IO[bytes] | None) -> str:
    return file.read().decode("utf-8", "replace") if file else ""
