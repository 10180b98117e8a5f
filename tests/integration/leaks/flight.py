# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A playbook that is given a secret, and the search of every place for it."""

from __future__ import annotations

import json
import os
import subprocess
import time
import typing as t
from dataclasses import dataclass, field
from pathlib import Path

from tests.canary import Canary, Hit
from tests.integration.leaks.places import Sampler, Target
from tests.module_run import TREE

SECONDS = 300


@dataclass(frozen=True)
class Traces:
    """What a run left in every place, and how it ended."""

    rc: int
    texts: t.Mapping[str, str] = field(repr=False)

    def hits(self, canary: Canary, without: t.Sequence[str] = ()) -> list[Hit]:
        """Return where the secret stands, in places whose name holds none of these words."""
        searched = {where: text for where, text in self.texts.items() if not any(word in where for word in without)}
        return [hit for where, text in searched.items() for hit in canary.hits(text, where)]


class Runway:
    """A folder of a run's own: the controller's home, log and temporary files, and apart from them what is given to it."""

    def __init__(self, folder: Path, target: Target) -> None:
        self._target = target
        self._given = folder / "given"
        self.controller = folder / "controller"
        self._given.mkdir(mode=0o700)
        self.controller.mkdir()
        (self._given / "ansible.cfg").touch()
        (self._given / "vault_password").write_text("of the vault\n")

    def fly(self, programs: Path, playbook: Path, given: t.Mapping[str, t.Any], *flags: str) -> Traces:
        """Run the playbook, and return what it left everywhere."""
        variables = self._given / "variables.json"
        variables.write_text(json.dumps({**given, "results": str(self.controller)}))
        command = [str(programs / "ansible-playbook"), "-i", str(self._target.inventory), "-e", f"@{variables}", *flags, str(playbook)]
        began = time.time() - 1
        sampler = Sampler()
        sampler.start()
        try:
            done = subprocess.run(
                command, env=self._environment(), cwd=self.controller, capture_output=True, text=True, timeout=SECONDS, check=False
            )
        finally:
            seen = sampler.stop()
        assert sampler.rounds > 10, f"the processes were looked at {sampler.rounds} times only"
        return Traces(done.returncode, {"stdout": done.stdout, "stderr": done.stderr, **seen, **self._left(began)})

    def _left(self, began: float) -> dict[str, str]:
        files = [path for path in self.controller.rglob("*") if path.is_file() and not path.is_socket()]
        mine = {f"controller:{path.relative_to(self.controller)}": path.read_text("utf-8", "replace") for path in files}
        return {**mine, "journal of the target": self._target.journal(began), **self._target.files(began)}

    def _environment(self) -> dict[str, str]:
        home = self.controller / "home"
        home.mkdir(exist_ok=True)
        return {
            "HOME": str(home),
            "TMPDIR": str(home),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "ANSIBLE_CONFIG": str(self._given / "ansible.cfg"),
            "ANSIBLE_COLLECTIONS_PATH": str(TREE),
            "ANSIBLE_LOG_PATH": str(self.controller / "ansible.log"),
            "ANSIBLE_PIPELINING": "true",
            "ANSIBLE_VAULT_PASSWORD_FILE": str(self._given / "vault_password"),
            "ANSIBLE_FORCE_COLOR": "false",
        }
