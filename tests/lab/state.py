# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a lab is meant to be, written down before anything is made."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .files import labs_dir, write_whole
from .process import LabError

_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")


@dataclass
class Host:
    """One host; its container is recorded only when the host is finished."""

    name: str
    kind: str
    address: str
    container: str = ""


@dataclass
class Lab:
    """One lab: its folder, its network, its hosts, and the files written elsewhere for it."""

    folder: Path
    subnet: str = ""
    hosts: dict[str, Host] = field(default_factory=dict)
    machines: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name people use."""
        return self.folder.name

    @property
    def id(self) -> str:
        """The name on the engine: two checkouts may each have a lab of the same name."""
        return f"{self.name}-{hashlib.sha256(str(self.folder).encode()).hexdigest()[:6]}"

    @property
    def known(self) -> bool:
        """Whether the lab has been written down."""
        return self._file.exists()

    @property
    def _file(self) -> Path:
        return self.folder / "lab.json"

    def save(self) -> None:
        """Write the lab down."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        hosts = {name: asdict(host) for name, host in self.hosts.items()}
        facts = {"subnet": self.subnet, "hosts": hosts, "machines": self.machines}
        write_whole(self._file, json.dumps(facts, indent=2) + "\n")

    def forget(self) -> None:
        """Remove the lab's folder, if it is one that save() made."""
        if self.known:
            shutil.rmtree(self.folder)
        elif self.folder.is_dir():
            (self.folder / ".lab.json.part").unlink(missing_ok=True)
            self.folder.rmdir()


def check_name(what: str, name: str) -> str:
    """Names become host names, container names and file names."""
    if not _NAME.fullmatch(name):
        raise LabError(f"naming a {what}: '{name}' will not do; use a lower-case letter, then up to 30 of a-z, 0-9 and -")
    return name


def load(name: str) -> Lab:
    """Read the lab of that name in this checkout; an unknown one is empty."""
    return load_from(labs_dir() / check_name("lab", name))


def load_from(folder: Path) -> Lab:
    """Read the lab of that folder."""
    lab = Lab(folder)
    if lab.known:
        facts = json.loads((folder / "lab.json").read_text())
        lab.subnet, lab.machines = facts["subnet"], facts["machines"]
        lab.hosts = {key: Host(**value) for key, value in facts["hosts"].items()}
    return lab
