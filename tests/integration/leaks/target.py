# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everywhere a secret could stand after or during a run: on the target, in its journal, in all processes of the machine."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
import threading
import time
import typing as t
from pathlib import Path

from tests.lab import state
from tests.lab.files import labs_dir
from tests.postgres import Server

ROOTS = ("/", "/tmp", "/run", "/dev/shm")
LEFT_OUT = ("/var/lib/postgresql/*", "/var/log/journal/*", "/run/log/journal/*", "/etc/machine-id")
EVERY_SECONDS = 0.03  # the shortest process of a task, psql, lives for 50 ms


class Target:
    """The lab's database host, looked into from the machine that it is a container of."""

    def __init__(self, server: Server) -> None:
        found = [(lab, host) for lab in _labs() for host in lab.hosts.values() if host.address == server.host]
        self.lab, self.host = found[0]

    @property
    def inventory(self) -> Path:
        """Return the inventory that leads to it by SSH."""
        return self.lab.folder / "inventory.yml"

    def journal(self, since: float) -> str:
        """Return all fields of all entries of the journal."""
        return self._run("journalctl", "--since", f"@{since}", "--output", "export", "--all").decode("utf-8", "replace")

    def files(self, since: float) -> dict[str, str]:
        """Return the text of every file that was made or changed."""
        left_out = [word for path in LEFT_OUT for word in ("!", "-path", path)]
        found = self._run("find", *ROOTS, "-xdev", "-type", "f", "-newerct", f"@{since}", *left_out, "-print0")
        data = self._run("tar", "--create", "--null", "--ignore-failed-read", "--files-from", "-", stdin=found)
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            members = [member for member in archive if member.isfile()]
            return {f"{self.host.name}:/{member.name}": _text(archive.extractfile(member)) for member in members}

    def _run(self, *argv: str, stdin: bytes = b"") -> bytes:
        command = ["docker", "exec", "--interactive", self.host.container, *argv]
        return subprocess.run(command, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout


def _labs() -> t.Iterator[state.Lab]:
    yield from (state.load(folder.name) for folder in sorted(labs_dir().iterdir()))


def _text(file: t.IO[bytes] | None) -> str:
    return file.read().decode("utf-8", "replace") if file else ""


class Sampler(threading.Thread):
    """Reads the command line and the environment of every process on the machine, containers included, all the time."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._end = threading.Event()
        self._seen: dict[tuple[str, bytes], str] = {}
        self.rounds = 0

    def run(self) -> None:
        """Look until it is stopped."""
        while not self._end.is_set():
            for pid in filter(str.isdigit, os.listdir("/proc")):
                for what in ("cmdline", "environ"):
                    self._look(pid, what)
            self.rounds += 1
            time.sleep(EVERY_SECONDS)

    def _look(self, pid: str, what: str) -> None:
        try:
            with open(f"/proc/{pid}/{what}", "rb", buffering=0) as file:
                raw = file.read()
        except OSError:
            return
        self._seen.setdefault((what, raw), pid)

    def stop(self) -> dict[str, str]:
        """Return what was seen, by what and whose it was."""
        self._end.set()
        self.join()
        found = {f"{what} of process {pid}": raw for (what, raw), pid in self._seen.items()}
        return {where: raw.replace(b"\0", b"\n").decode("utf-8", "replace") for where, raw in found.items()}
