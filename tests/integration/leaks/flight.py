# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A playbook that is given a secret, and everything that it leaves."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import tarfile
import time
import typing as t
from pathlib import Path

from tests.canary import Canary
from tests.integration.leaks.cores import programs_of
from tests.integration.leaks.places import Traces
from tests.integration.leaks.sampler import Listener, Sampler
from tests.integration.leaks.table import note_gap
from tests.integration.leaks.target import File, Target
from tests.module_run import TREE

SECONDS = 300
LONGEST_GAP = 5.0  # seconds, on a machine with more to do than it can; the table says how long it was
COLLECTION = TREE / "ansible_collections" / "golive" / "stack"
# What a task printed, up to the next one.
TASK = re.compile(r"^(?:TASK|PLAY|RUNNING HANDLER) .*?(?=^(?:TASK|PLAY|RUNNING HANDLER) |\Z)", re.MULTILINE | re.DOTALL)
SAVE = "git init --quiet && git add --all --force && git -c user.name=n -c user.email=e commit --quiet --allow-empty -m run"
OBJECTS = "git cat-file --batch-all-objects --batch"


class Runway:
    """A folder of a run's own: the controller's project, home, log and temporary files, and apart from them what is given to it."""

    def __init__(self, folder: Path, target: Target) -> None:
        self._target = target
        self._given = folder / "given"
        self._built = folder / "built"
        self.controller = folder / "controller"
        self.project = self.controller / "project"
        self.collection = COLLECTION
        self._exported = Canary()
        self._given.mkdir(mode=0o700)
        self.project.mkdir(parents=True)
        (self._given / "ansible.cfg").touch()
        (self._given / "vault_password").write_text("of the vault\n")

    def fly(self, core: str, playbook: Path, given: t.Mapping[str, t.Any], *flags: str) -> Traces:
        """Run the playbook, and return what it left everywhere."""
        began = time.time() - 1
        with self._watched(core) as seen:
            done = subprocess.run(self.command(core, playbook, given, *flags), timeout=SECONDS, check=False, **self.how())
        return self.traces(core, began, done.returncode, {"stdout": done.stdout, "stderr": done.stderr, **seen})

    def command(self, core: str, playbook: Path, given: t.Mapping[str, t.Any], *flags: str) -> list[str]:
        """Return the command of a run; what is given to it stands in a file that is the caller's own."""
        variables = self._given / "variables.json"
        variables.write_text(json.dumps({**given, "results": str(self.controller), "project": str(self.project)}))
        program = str(programs_of(core) / "ansible-playbook")
        return [program, "-i", str(self._target.inventory), "-e", f"@{variables}", *flags, str(playbook)]

    def how(self, **more: str) -> dict[str, t.Any]:
        """Return how a run's process is started."""
        return {"env": {**self._environment(), **more}, "cwd": self.project, "stdout": -1, "stderr": -1, "text": True}

    def opened(self, core: str, vault: str) -> str:
        """Return the plain text of a vault of the project."""
        argv = [str(programs_of(core) / "ansible-vault"), "view", str(self.project / vault)]
        return str(subprocess.run(argv, check=True, **self.how()).stdout)

    @contextlib.contextmanager
    def _watched(self, core: str) -> t.Iterator[dict[str, str]]:
        sampler, listener, seen = Sampler(), Listener(self._target.server), dict[str, str]()
        sampler.start()
        listener.start()
        try:
            yield seen
        finally:
            seen.update(sampler.stop())
            seen["statements of the server"] = listener.stop()
        note_gap(core, sampler.longest)
        assert 0 < sampler.longest < LONGEST_GAP, f"nobody looked at the processes for {sampler.longest:.2f} s"

    def traces(self, core: str, began: float, rc: int, seen: t.Mapping[str, str]) -> Traces:
        """Return what a run left that began then and ended so."""
        files = self.left(began)
        tasks = TASK.findall(seen["stdout"])
        texts = {
            **seen,
            "EXEC lines of stdout": "\n".join(line for line in seen["stdout"].splitlines() if " EXEC " in line),
            "loops and retries of stdout": "".join(task for task in tasks if "(item=" in task or "RETRYING" in task),
            "refused arguments of roles": "".join(task for task in tasks if "Validating arguments" in task),
            "journal of the target": self._target.journal(began),
            "syslog of the target": self._target.journal(began, "_TRANSPORT=syslog"),
            "objects of the project": self._objects(),
            "tarball of the collection": self._tarball(core),
        }
        return Traces(rc, {name: text for name, text in texts.items() if text}, files, self._exported)

    def left(self, began: float) -> dict[str, File]:
        """Return the files of the controller's folders, and those of the target that are new since then."""
        paths = [path for path in self.controller.rglob("*") if path.is_file() and ".git" not in path.parts]
        name = {path: f"controller:{path.relative_to(self.controller)}" for path in paths}
        mine = {name[path]: File(path.read_text("utf-8", "replace"), path.stat().st_mode & 0o7777) for path in paths}
        return {**mine, **self._target.files(began)}

    def _objects(self) -> str:
        subprocess.run(["sh", "-c", SAVE], cwd=self.project, check=True)
        return subprocess.run(OBJECTS.split(), cwd=self.project, capture_output=True, check=True).stdout.decode("utf-8", "replace")

    def _tarball(self, core: str) -> str:
        argv = [str(programs_of(core) / "ansible-galaxy"), "collection", "build", str(self.collection), "--force"]
        subprocess.run([*argv, "--output-path", str(self._built)], check=True, **{**self.how(), "cwd": self._given})
        with tarfile.open(next(self._built.glob("*.tar.gz"))) as tarball:
            members = [file.read() for member in tarball if (file := tarball.extractfile(member))]
        return b"\n".join(members).decode("utf-8", "replace")

    def _environment(self) -> dict[str, str]:
        home = self.controller / "home"
        home.mkdir(exist_ok=True)
        return {
            "HOME": str(home),
            "TMPDIR": str(home),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "GOLIVE_EXPORTED": self._exported.value,
            "ANSIBLE_CONFIG": str(self._given / "ansible.cfg"),
            "ANSIBLE_COLLECTIONS_PATH": str(TREE),
            "ANSIBLE_LOG_PATH": str(self.controller / "ansible.log"),
            "ANSIBLE_CACHE_PLUGIN": "jsonfile",
            "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(self.controller / "facts"),
            "ANSIBLE_PIPELINING": "true",
            "ANSIBLE_VAULT_PASSWORD_FILE": str(self._given / "vault_password"),
            "ANSIBLE_FORCE_COLOR": "false",
        }
