# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several hosts with secrets, and the playbooks as operators type them."""

from __future__ import annotations

import hashlib
import json
import typing as t
from dataclasses import dataclass, field
from pathlib import Path

from tests.integration.feature_flag.playbooks import Played, run_playbook

HERE = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}


@dataclass
class Fleet:
    """Hosts that are this machine, each with a store and a file in a folder of its own; values are searched for in all that is printed."""

    folder: Path
    hosts: dict[str, dict[str, t.Any]]
    variables: dict[str, t.Any] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, *names: str) -> Fleet:
        """Return hosts on which nothing is there yet."""
        env = {"path": "{{ place }}/app.env", "format": "dotenv", "content": "KEY=@@secret:KEY@@\nOLD=@@secret:KEY:accepted@@\n"}
        common = {
            "place": f"{folder}/{{{{ inventory_hostname }}}}/etc",
            "secrets_store": "{{ place }}/secrets.json",
            "secrets_wished": [{"name": "KEY", "kind": "hex"}, {"name": "LICENCE", "kind": "supplied"}],
            "secrets_supplied": {"LICENCE": "lic-0123456789abcdef"},
            "secrets_files": [env],
        }
        for name in names:
            (folder / name).mkdir()
        return cls(folder, {name: {} for name in names}, {**HERE, **common})

    def run(self, playbook: str, *options: str) -> Played:
        """Run one of the collection's playbooks."""
        played = run_playbook(self.folder, f"golive.stack.{playbook}", self.inventory(), "--diff", *options)
        assert not [value for name in self.hosts for value in self.values(name) if value in played.out]
        return played

    def inventory(self) -> Path:
        """Write the inventory and return its folder."""
        (self.folder / "prod").mkdir(exist_ok=True)
        text = json.dumps({"all": {"hosts": self.hosts, "vars": self.variables}})
        (self.folder / "prod" / "hosts.json").write_text(text)
        return self.folder / "prod"

    def rotate(self, *options: str, name: str = "KEY", version: int | str | None = 2) -> Played:
        """Rotate a secret."""
        said = [] if version is None else ["-e", f"golive_version={version}"]
        return self.run("rotate", "-e", f"golive_secret={name}", *said, *options)

    def snapshot(self) -> dict[str, tuple[str, int]]:
        """Return content and time of change of everything that any host holds."""
        files = [path for name in self.hosts for path in sorted((self.folder / name).rglob("*"))]
        return {
            str(path): (hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder", path.stat().st_ctime_ns)
            for path in files
        }

    def states(self, host: str, name: str = "KEY") -> dict[str, str]:
        """Return the state of every version of a secret."""
        return {number: version["state"] for number, version in sorted(self._secrets(host)[name].items())}

    def values(self, host: str) -> list[str]:
        """Return every value that a host has."""
        return [version["value"] for versions in self._secrets(host).values() for version in versions.values()]

    def env(self, host: str) -> dict[str, str]:
        """Return what an application reads."""
        lines = (self.folder / host / "etc" / "app.env").read_text().splitlines()
        return {name: value for name, _sign, value in (line.partition("=") for line in lines)}

    def _secrets(self, host: str) -> dict[str, t.Any]:
        path = self.folder / host / "etc" / "secrets.json"
        found: dict[str, t.Any] = json.loads(path.read_text())["secrets"] if path.exists() else {}
        return found


def said(played: Played) -> str:
    """Return what a run printed, in one line."""
    return " ".join(played.out.split())
