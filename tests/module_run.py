# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run one of our modules as its own process, without a controller: its options on stdin, its result on stdout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing as t
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TREE = Path(os.environ.get("GOLIVE_TREE", ROOT / ".cache" / "tree"))

# The access() marks the first line of main() for whoever traces the process.
PROGRAM = """
import importlib, os, sys
from ansible.module_utils import basic
basic._ANSIBLE_ARGS = sys.stdin.buffer.read()
basic._ANSIBLE_PROFILE = "legacy"
module = importlib.import_module("ansible_collections.golive.stack.plugins.modules." + sys.argv[1])
os.access("/golive-main-starts-here", os.F_OK)
module.main()
"""


@dataclass(frozen=True)
class Result:
    """What a module process left behind."""

    rc: int
    json: dict[str, t.Any]
    out: str
    err: str

    @property
    def changed(self) -> bool:
        """Whether the module says that it changed something."""
        return bool(self.json["changed"])

    @property
    def msg(self) -> str:
        """The sentence of a failure."""
        return str(self.json.get("msg", ""))


def command(module: str, python: str = sys.executable) -> list[str]:
    """Return the argv of a module process."""
    return [python, "-c", PROGRAM, module]


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a module process: our tree, no byte code written, nothing of the caller's but the path."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONPATH": str(TREE), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONNOUSERSITE": "1", **more}


def stdin(args: t.Mapping[str, t.Any], *, check: bool = False, diff: bool = False) -> str:
    """Return what a module process reads."""
    return json.dumps({"ANSIBLE_MODULE_ARGS": {**args, "_ansible_check_mode": check, "_ansible_diff": diff}})


def run_module(
    module: str,
    args: t.Mapping[str, t.Any],
    *,
    check: bool = False,
    diff: bool = False,
    python: str = sys.executable,
    prefix: t.Sequence[str] = (),
    env: t.Mapping[str, str] | None = None,
    seconds: float = 60,
) -> Result:
    """Run the module to its end; ``prefix`` is a program that runs it (strace, faketime …)."""
    done = subprocess.run(
        [*prefix, *command(module, python)],
        input=stdin(args, check=check, diff=diff),
        env=environment(**(env or {})),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    return Result(done.returncode, json.loads(lines[-1]) if lines else {}, done.stdout, done.stderr)
