# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks of the modules of secrets that are right, in a folder where a store with the secret in it is."""

from __future__ import annotations

import subprocess
import typing as t
from pathlib import Path

from tests.canary import Canary
from tests.module_run import run_module


class Tasks:
    """Tasks of each module that are right: a store with the secret in it is there."""

    def __init__(self, folder: Path, canary: Canary) -> None:
        self.folder = folder / "store"
        self.folder.mkdir(mode=0o700)
        identity = folder / "identity"
        subprocess.run(["age-keygen", "-o", str(identity)], check=True, capture_output=True)
        recipient = subprocess.run(["age-keygen", "-y", str(identity)], check=True, capture_output=True, text=True).stdout.strip()
        escrow = folder / "escrow"
        escrow.mkdir(mode=0o700)
        self._escrow = {"recipients": [recipient], "folder": str(escrow)}
        self._secrets = [
            {"name": "SUPPLIED", "kind": "supplied", "value": canary.value},
            {"name": "PASSWORD", "kind": "alphanumeric"},
            {"name": "PAIR", "kind": "ed25519"},
            {"name": "URL", "kind": "url", "of": "PASSWORD", "url": {"user": "app"}},
            {"name": "VERIFIER", "kind": "scram", "of": "PASSWORD"},
        ]
        self._searched = folder / "searched"
        self._searched.mkdir()
        (self._searched / "app.log").write_text(f"connected with {canary.value}\n")
        made = run_module("secret_gen", self.of("secret_gen", "there"))
        assert made.rc == 0, made.msg

    def of(self, module: str, name: str = "@RUN@", where: str = "file") -> dict[str, t.Any]:
        """Return the arguments of a task with files of that name."""
        store = {"path": str(self.folder / f"{name if module == 'secret_gen' else 'there'}.json")}
        if module == "secret_gen":
            return {where: store, "secrets": self._secrets, "escrow": self._escrow}
        if module == "secret_gen_info":
            return {where: store, "names": ["SUPPLIED"]}
        if module == "secret_scan":
            accepted = {"file": "app.log", "rule": "store-value", "reason": "planted"}
            return {"path": str(self._searched), "file": store, "allow": [accepted]}
        content = "A=@@secret:SUPPLIED@@\n"
        return {"file": store, "path": str(self.folder / f"{name}.env"), "format": "systemd", "content": content}
