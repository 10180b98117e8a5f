# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is there only while a run lasts: the processes of the machine, the sessions of the server."""

from __future__ import annotations

import os
import threading
import time

from tests.postgres import Server

EVERY_SECONDS = 0.03  # the shortest process of a task, psql, lives for 50 ms
STATEMENTS = "SELECT concat_ws(' ', usename, application_name, query) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"


class Sampler(threading.Thread):
    """Reads the command line and the environment of every process on the machine, containers included, all the time."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._end = threading.Event()
        self._seen: dict[tuple[str, bytes], str] = {}
        self.longest = 0.0  # seconds in which nobody looked; a process that lived in them only was not seen

    def run(self) -> None:
        """Look until it is stopped."""
        began = time.monotonic()
        while not self._end.is_set():
            for pid in filter(str.isdigit, os.listdir("/proc")):
                for what in ("cmdline", "environ"):
                    self._look(pid, what)
            time.sleep(EVERY_SECONDS)
            before, began = began, time.monotonic()
            self.longest = max(self.longest, began - before)

    def _look(self, pid: str, what: str) -> None:
        try:
            with open(f"/proc/{pid}/{what}", "rb", buffering=0) as file:
                raw = file.read()
        except OSError:
            return
        if (what, raw) not in self._seen:
            self._seen[(what, raw)] = f"process {pid}" if _is_here(pid) else f"a host's process {pid}"

    def stop(self) -> dict[str, str]:
        """Return what was seen, by what and whose it was."""
        self._end.set()
        self.join()
        found = {f"{what} of {process}": raw for (what, raw), process in self._seen.items()}
        return {where: raw.replace(b"\0", b"\n").decode("utf-8", "replace") for where, raw in found.items()}


def _is_here(pid: str) -> bool:
    """Tell a process of this machine from one of a container, which counts its processes from one again."""
    try:
        return os.readlink(f"/proc/{pid}/ns/pid") == os.readlink("/proc/self/ns/pid")
    except OSError:
        return False


class Listener(threading.Thread):
    """Asks the server all the time what it is being asked by others."""

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self._end = threading.Event()
        self._connection = server.connect(application="golive leaks")
        self._seen: set[str] = set()

    def run(self) -> None:
        """Look until it is stopped."""
        self._connection.execute("SET log_statement = 'none'")
        while not self._end.wait(EVERY_SECONDS):
            self._seen.update(line for (line,) in self._connection.execute(STATEMENTS))

    def stop(self) -> str:
        """Return the names and statements of all sessions that were seen."""
        self._end.set()
        self.join()
        self._connection.close()
        return "\n".join(sorted(self._seen))
