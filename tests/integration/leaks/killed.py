# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A controller that is killed while a module of its own waits on the target, and the files that it leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import typing as t
import uuid
from pathlib import Path

from tests.canary import Canary
from tests.integration.leaks.flight import Runway
from tests.integration.leaks.places import Look
from tests.integration.leaks.target import File, Target

SECONDS = 60
PLAY = Path(__file__).with_name("killed.yml")
SWEEP = Path(__file__).with_name("sweep.yml")


class Accident:
    """One run that is killed: the store of its task is locked by another process, so that its module is there and waits."""

    def __init__(self, runway: Runway, target: Target, canary: Canary) -> None:
        self._runway, self._target, self._canary = runway, target, canary
        self._folder = f"/var/tmp/golive-{uuid.uuid4().hex[:8]}"
        self._began = time.time() - 1

    def happen(self, core: str, pipelining: bool) -> None:
        """Start the run, kill it when its module works, and let the module end."""
        holder = self._sh(f"mkdir -m 700 {self._folder} && cd {self._folder} && {{ flock .secrets.json.golive-lock sleep 60 & echo $!; }}")
        self._sh(f"chown -R ansible: {self._folder}")
        given = {"secret": self._canary.value, "folder": self._folder}
        how = {**self._runway.how(ANSIBLE_PIPELINING=str(pipelining)), "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(self._runway.command(core, PLAY, given), **how) as run:
            self._wait(lambda: "python3" in self._workers())
            time.sleep(1)
            for pid in _family(run.pid):
                os.kill(pid, signal.SIGKILL)
        self._sh(f"pkill -P {holder}")
        self._wait(lambda: "python3" not in self._workers())

    def sweep(self, core: str) -> None:
        """Remove what a killed run may leave: the temporary folders of Ansible, on the target and here."""
        command = self._runway.command(core, SWEEP, {})
        subprocess.run(command, check=True, **self._runway.how())

    def left(self) -> tuple[Look, dict[str, File]]:
        """Search every file but the store itself, and return those with a secret in them."""
        files = {name: file for name, file in self._runway.left(self._began).items() if self._folder not in name}
        hits = {name: self._canary.hits(file.text, name) for name, file in files.items()}
        return Look(len(files), [hit for each in hits.values() for hit in each]), {name: files[name] for name, each in hits.items() if each}

    def clean_up(self) -> None:
        """Leave nothing on the target."""
        self._sh(f"rm -rf {self._folder}")

    def _workers(self) -> str:
        return self._sh("ps -u ansible -o comm= || true")

    def _sh(self, script: str) -> str:
        argv = ["docker", "exec", self._target.host.container or "", "sh", "-c", script]
        return subprocess.run(argv, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()

    @staticmethod
    def _wait(there: t.Callable[[], bool]) -> None:
        deadline = time.monotonic() + SECONDS
        while not there():
            assert time.monotonic() < deadline, f"waited {SECONDS} s for a module to start or end"
            time.sleep(0.1)


def _family(pid: int) -> list[int]:
    """Return a process and all that it has started: a worker is of a session of its own and would clean up."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], stdout=subprocess.PIPE, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in map(str.split, listed.splitlines())}
    family = [pid]
    for member in family:  # it grows while it is read
        family += [child for child, parent in parents.items() if parent == member]
    return family
