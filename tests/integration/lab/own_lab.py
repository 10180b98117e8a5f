# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lab of a test's own, driven as a person drives it: through its command line."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path

LAB = Path(__file__).resolve().parents[2] / "lab" / "lab"


def docker(*words: str) -> list[str]:
    """Run a docker command and return the lines it printed."""
    done = subprocess.run(["docker", *words], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


class OwnLab:
    """One lab, driven through its command line."""

    def __init__(self, labs: Path, name: str) -> None:
        self.name = name
        self.folder = labs / name
        self.env = {**os.environ, "GOLIVE_LABS": str(labs)}

    def start(self, command: str, *words: str) -> subprocess.Popen[str]:
        """Start a lab command."""
        argv = [str(LAB), command, "--name", self.name, *words]
        return subprocess.Popen(argv, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def refuse(self, command: str, *words: str) -> str:
        """Run a lab command that must fail, and return what it said."""
        process = self.start(command, *words)
        _, stderr = process.communicate()
        assert process.returncode == 1, stderr
        return stderr

    def run(self, command: str, *words: str) -> str:
        """Run a lab command that must succeed, and return all it said."""
        process = self.start(command, *words)
        stdout, stderr = process.communicate()
        assert process.returncode == 0, stderr
        return stdout + stderr

    def host(self, name: str) -> dict[str, object]:
        """Read what the lab says of one host."""
        process = self.start("status", "--json")
        hosts = json.loads(process.communicate()[0])["hosts"]
        return next(host for host in hosts if host["name"] == name)

    def address(self, name: str) -> str:
        """Return the address of a host."""
        return str(self.host(name)["address"])

    def container(self, name: str) -> str:
        """Return the engine's name of a host."""
        return str(self.host(name)["container"])

    def ssh(self, name: str, command: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command on a host, with what the inventory tells Ansible to use."""
        variables = {}
        for line in (self.folder / "inventory.yml").read_text().splitlines():
            key, _, value = line.strip().partition(": ")
            variables[key] = json.loads(value) if value.startswith('"') else value
        flags = [*shlex.split(variables["ansible_ssh_common_args"]), "-i", variables["ansible_ssh_private_key_file"]]
        argv = ["ssh", "-F", "none", *flags, f"{variables['ansible_user']}@{self.address(name)}", command]
        return subprocess.run(argv, input=stdin, capture_output=True, text=True, check=False)

    def on_engine(self) -> dict[str, list[str]]:
        """Everything on the engine that carries this lab's label."""
        mine = ["--filter", f"label=golive.lab.folder={self.folder}", "--quiet"]
        return {"containers": docker("ps", "--all", *mine), "networks": docker("network", "ls", *mine)}
