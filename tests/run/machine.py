#!/usr/bin/env python3
# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Install by apt what the commands of this checkout need and this machine lacks; the lab sees to its engine itself."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import time

PROGRAMS = {"git": "git", "ssh": "openssh-client", "strace": "strace", "psql": "postgresql-client", "age": "age", "rclone": "rclone"}


def missing() -> list[str]:
    """Return the Debian packages of what is not there."""
    packages = [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
    if importlib.util.find_spec("ensurepip") is None:
        packages.append("python3-venv")
    return packages


def main() -> None:
    """Install what is missing, and say so."""
    if sys.version_info < (3, 11):
        sys.exit(f"Python 3.11 or later is needed here, this is {sys.version.split()[0]}; install one, then run again.")
    packages = missing()
    if not packages:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"Missing packages: {' '.join(packages)}; install them (root on Debian: this does it itself), then run again.")
    started = time.monotonic()
    print(f"machine: installing {' '.join(packages)}", flush=True)
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        argv = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", *words]
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        if subprocess.run(argv, stdout=subprocess.DEVNULL, env=env, check=False).returncode:
            sys.exit(f"Installing {' '.join(packages)} failed, see above: {' '.join(argv)}")
    print(f"machine: ready after {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
