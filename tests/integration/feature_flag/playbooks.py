# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module as people run it: by ansible-playbook, on many hosts or on old ones."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import typing as t
from dataclasses import dataclass
from pathlib import Path

from tests.module_run import TREE

TASK = re.compile(r"^TASK \[(?P<name>.*)\] \*+$")
ANSWER = re.compile(r"^(?P<status>ok|changed|fatal|failed|skipping|unreachable): \[(?P<host>[^\]]+)\]")


@dataclass(frozen=True)
class Played:
    """How a playbook ended."""

    rc: int
    out: str

    def answers(self) -> dict[str, dict[str, str]]:
        """Return for each task what each host answered."""
        found: dict[str, dict[str, str]] = {}
        for line in self.out.splitlines():
            if task := TASK.match(line):
                answers = found.setdefault(task["name"], {})
            elif answer := ANSWER.match(line):
                answers[answer["host"]] = answer["status"]
        return found


def play(folder: Path, tasks: list[dict[str, t.Any]], inventory: str | Path, *options: str, **keywords: t.Any) -> Played:
    """Run these tasks on all hosts of the inventory; the folder takes what the run leaves."""
    playbook = folder / "play.json"
    playbook.write_text(json.dumps([{"hosts": "all", "gather_facts": False, **keywords, "tasks": tasks}]))
    playbook.chmod(0o600)
    return run_playbook(folder, playbook, inventory, *options)


def run_playbook(folder: Path, playbook: str | Path, inventory: str | Path, *options: str) -> Played:
    """Run a playbook, by its path or by its full name."""
    command = command_of(folder, playbook, inventory, *options)
    done = subprocess.run(**command, capture_output=True, text=True, timeout=120, check=False)
    return Played(done.returncode, done.stdout + done.stderr)


def command_of(folder: Path, playbook: str | Path, inventory: str | Path, *options: str) -> dict[str, t.Any]:
    """Return what starts such a run, for those who also end it."""
    argv = [str(Path(sys.executable).with_name("ansible-playbook")), "-i", str(inventory), *options, str(playbook)]
    return {"args": argv, "cwd": folder, "env": _environment(folder)}


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment in which no configuration of this machine counts."""
    (folder / "ansible.cfg").write_text("[defaults]\npipelining = true\n[ssh_connection]\npipelining = true\n")
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
        "ANSIBLE_COLLECTIONS_PATH": str(TREE),
        "ANSIBLE_SSH_CONTROL_PATH_DIR": "/tmp/golive-cp",  # below the folder of a test it would be too long for a socket
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_DEPRECATION_WARNINGS": "0",
    }
