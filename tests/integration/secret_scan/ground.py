# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of a test's own with secrets that stand nowhere else, searched by module processes and the real gitleaks."""

from __future__ import annotations

import json
import os
import secrets
import string
import subprocess
import typing as t
from dataclasses import dataclass, field
from pathlib import Path

from tests.canary import Canary
from tests.module_run import Result, run_module

DASHES = "-" * 5
PRIVATE_KEY, GITHUB = "private-key", "github-pat"


@dataclass
class Ground:
    """What is searched; whatever a process prints is searched for what was planted."""

    folder: Path
    path: str
    planted: list[str] = field(default_factory=list)

    def token(self) -> str:
        """Return a new token that gitleaks knows by its form."""
        token = "gh" + "p_" + "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(36))
        self.planted.append(token)
        return token

    def key(self) -> str:
        """Return a new text of several lines that looks like a private key."""
        lines = [secrets.token_hex(32) for _ in range(6)]
        self.planted += lines
        return "\n".join([f"{DASHES}BEGIN RSA PRIVATE KEY{DASHES}", *lines, f"{DASHES}END RSA PRIVATE KEY{DASHES}"]) + "\n"

    def value(self) -> str:
        """Return a new value that looks like nothing."""
        value = "Zq-" + secrets.token_hex(12)
        self.planted.append(value)
        return value

    def write(self, name: str | bytes, text: str | bytes) -> Path:
        """Write a file below the folder."""
        path = Path(os.fsdecode(os.path.join(os.fsencode(self.folder), os.fsencode(name))))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def store(self, path: Path, **values: str) -> dict[str, str]:
        """Write a store of secrets with these values, and return the option that names it."""
        made = {
            name: {"1": {"value": value, "state": "current", "made": "2026-01-02", "kind": "supplied"}} for name, value in values.items()
        }
        document = {"format": "golive.stack secrets", "edition": 1, "key": "0f" * 32, "escrow": None, "secrets": made}
        path.touch(0o600)
        path.write_text(json.dumps(document))
        self.planted += values.values()
        return {"path": str(path)}

    def scan(
        self, path: Path | None = None, *, check: bool = False, prefix: t.Sequence[str] = (), tools: Path | None = None, **options: t.Any
    ) -> Result:
        """Search; nothing that was planted may be shown, and nothing may be left."""
        left = self.folder.parent / "left"
        left.mkdir(exist_ok=True)
        env = {"PATH": str(tools) if tools else self.path, "TMPDIR": str(left)}
        args = {"path": str(path or self.folder), **options}
        result = run_module("secret_scan", args, check=check, diff=True, env=env, prefix=prefix, seconds=300)
        self.assert_quiet(result.out + result.err)
        assert not list(left.iterdir()), "a copy was left"
        return result

    def assert_quiet(self, text: str) -> None:
        """Assert that a text holds nothing that was planted, in no form."""
        assert [str(hit) for value in self.planted for hit in Canary(value).hits(text, "output")] == []

    def git(self, *argv: str) -> str:
        """Run git in the folder."""
        settings = ("user.name=T", "user.email=t@example.com", "init.defaultBranch=main", "commit.gpgsign=false")
        words = [word for setting in settings for word in ("-c", setting)]
        done = subprocess.run(["git", *words, *argv], cwd=self.folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def commit(self, message: str = "work") -> str:
        """Commit all there is and return the beginning of the commit's name."""
        self.git("add", "-A")
        self.git("commit", "-qm", message, "--allow-empty")
        return self.git("rev-parse", "HEAD")[:10]


def found(result: Result) -> list[tuple[str, int, str]]:
    """Return file, line and rule of what was found; the failure must say it in one sentence."""
    findings = [(one["file"], one["line"], one["rule"]) for one in result.json["findings"]]
    if findings:
        assert (result.rc, result.json["failed"]) == (1, True), result.out
        assert f"found {len(findings)} secret" in result.msg and f"{findings[0][0]}:{findings[0][1]} (" in result.msg
        assert "replace each by a new one" in result.msg and "\n" not in result.msg
    else:
        assert (result.rc, result.changed) == (0, False), result.msg or result.err
    return findings


def commits(result: Result) -> list[str | None]:
    """Return the commits that are named."""
    return [one["commit"] for one in result.json["findings"]]
