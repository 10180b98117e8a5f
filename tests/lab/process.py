# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run programs, and say in one sentence what went wrong."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence


class LabError(Exception):
    """What was being done to which object, what was found, what to do next."""


def run(argv: Sequence[str], *, doing: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> str:
    """Return what the program printed, or raise with the last line of its complaint."""
    done = subprocess.run(argv, input=stdin, capture_output=True, env=env, check=False)
    if done.returncode != 0:
        raise LabError(f"{doing}: '{argv[0]}' ended with {done.returncode}: {_complaint(done.stderr)}")
    return done.stdout.decode()


def _complaint(stderr: bytes) -> str:
    """The line that tells the cause: the last one, but docker goes on after what its engine said."""
    lines = [line.strip() for line in stderr.decode(errors="replace").splitlines() if line.strip()]
    engine = [line for line in lines if "Error response from daemon" in line]
    return (engine or lines or ["no message"])[-1]


def succeeds(argv: Sequence[str]) -> bool:
    """Whether the program ends with 0."""
    return subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0
