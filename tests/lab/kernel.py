# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits of this machine's kernel that many hosts share."""

from __future__ import annotations

from pathlib import Path

from .engine import docker
from .process import LabError
from .progress import say

_LIMIT = Path("/proc/sys/fs/inotify/max_user_instances")
# A host that boots takes about five of root's inotify instances; without one its systemd exits at once.
_PER_HOST = 6
_RAISED = 8192


def ensure(more_hosts: int) -> None:
    """Raise the limit of inotify instances if the hosts would run into it."""
    running = docker("ps", "--quiet", "--filter", "label=golive.lab", doing="counting running hosts").split()
    needed = (len(running) + more_hosts) * _PER_HOST
    limit = int(_LIMIT.read_text())
    if limit >= needed:
        return
    try:
        _LIMIT.write_text(f"{max(needed, _RAISED)}\n")
    except OSError as error:
        raise LabError(
            f"starting {more_hosts} hosts: fs.inotify.max_user_instances is {limit}, {needed} are needed and it "
            f"can't be raised ({error.strerror}); run 'sysctl -w fs.inotify.max_user_instances={_RAISED}' there"
        ) from error
    say(f"raised this machine's fs.inotify.max_user_instances from {limit} to {max(needed, _RAISED)} until it restarts")
