# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Docker engine: used as it is, or installed and started, and stopped again only if it was ours."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from . import packages
from .files import cache_dir, locked, write_whole
from .process import LabError, run, succeeds
from .progress import say

_START_SECONDS = 60
_STOP_SECONDS = 30


def docker(*words: str, doing: str, stdin: bytes = b"") -> str:
    """Run one docker command."""
    return run(["docker", *words], doing=doing, stdin=stdin)


def answers() -> bool:
    """Whether an engine is there to talk to."""
    return shutil.which("docker") is not None and succeeds(["docker", "version"])


def ensure() -> None:
    """Make an engine answer; two labs that start at once start one engine."""
    if answers():
        return
    with locked("engine"):
        if not answers():
            packages.ensure(["dockerd", "docker", "iptables"])
            _start()


def wake() -> bool:
    """Start the engine if it is installed, and tell whether it answers."""
    if shutil.which("dockerd") or answers():
        ensure()
        return True
    return False


def _start() -> None:
    if os.geteuid() != 0:
        raise LabError("starting the Docker engine: only root may; run the lab as root or start the engine yourself")
    if Path("/run/systemd/system").is_dir():
        # Debian's package may have started it while it was installed: that was our doing too.
        run(["systemctl", "start", "docker.service"], doing="starting the Docker engine")
        _remember({"systemd": True})
    else:
        _start_process()
    say("started the Docker engine")


def _start_process() -> None:
    log = cache_dir() / "dockerd.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        # A session of its own: the engine outlives this command and its terminal.
        engine = subprocess.Popen(["dockerd"], stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd="/", start_new_session=True)
    _remember({"pid": engine.pid, "born": _birth(engine.pid)})
    give_up = time.monotonic() + _START_SECONDS
    while not answers():
        if engine.poll() is not None or time.monotonic() > give_up:
            raise LabError(f"starting the Docker engine: it does not answer; read '{log}'")
        time.sleep(0.1)


def _record() -> Path:
    return cache_dir() / "engine.json"


def files() -> set[Path]:
    """What belongs to an engine that the lab started."""
    return {_record(), cache_dir() / "dockerd.log"}


def is_ours() -> bool:
    """Whether it is on record that the lab started the engine."""
    return _record().exists()


def _remember(facts: dict[str, object]) -> None:
    write_whole(_record(), json.dumps(facts))


def _birth(pid: int) -> str:
    """The kernel's start time of a living process, so that a reused number is never taken for ours."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def stop_ours() -> None:
    """Stop the engine if the lab started it and nothing else uses it."""
    with locked("engine"):
        if not is_ours():
            return
        others = docker("ps", "--quiet", doing="listing running containers").split()
        if others:
            say(f"left the Docker engine running: {len(others)} containers that are not the lab's use it")
            return
        _stop(json.loads(_record().read_text()))
        _record().unlink()


def _stop(facts: dict[str, object]) -> None:
    if facts.get("systemd"):
        run(["systemctl", "stop", "docker.socket", "docker.service"], doing="stopping the Docker engine")
    else:
        pid = int(str(facts["pid"]))
        if _birth(pid) != facts["born"]:
            return
        os.kill(pid, signal.SIGTERM)
        give_up = time.monotonic() + _STOP_SECONDS
        while _birth(pid) == facts["born"]:
            if time.monotonic() > give_up:
                raise LabError(f"stopping the Docker engine: process {pid} is still there after {_STOP_SECONDS} s")
            time.sleep(0.1)
    say("stopped the Docker engine, which the lab had started")
