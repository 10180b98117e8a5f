# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same command in a Debian 13 container: its Python is new enough for every core, this machine's may not be."""

from __future__ import annotations

import os
import subprocess
import typing as t
from pathlib import Path

from .environment import BUNDLE, ROOT

IMAGE = "golive-lab:trixie-tests"
RECIPE = "FROM {}\nRUN apt-get update -q && apt-get install -q -y --no-install-recommends git python3-venv strace\n"
# Where a machine says which index and proxy to use, and in whose name.
SETTINGS = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX", "http_proxy", "https_proxy", "no_proxy")


def make_image() -> None:
    """Make the image from the lab's own; the lab installs and starts an engine where there is none."""
    lab = [str(ROOT / "tests" / "lab" / "lab"), "image", "trixie"]
    base = subprocess.run(lab, stdout=subprocess.PIPE, text=True, check=True).stdout.split()[-1]
    subprocess.run(["docker", "build", "-q", "-t", IMAGE, "-"], input=RECIPE.format(base), text=True, stdout=subprocess.DEVNULL, check=True)


def wrap(environment: str, argv: t.Sequence[str], env: t.Mapping[str, str]) -> list[str]:
    """Return the command that makes the environment in a container and runs there what was asked for."""
    cache = os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))
    settings = {"XDG_CACHE_HOME": cache, **{name: os.environ[name] for name in SETTINGS if name in os.environ}, **env}
    files = [path for path in (BUNDLE, Path("/etc/pip.conf")) if path.exists()]
    return [
        *("docker", "run", "--rm", "--init", "--network", "host", "--workdir", str(ROOT)),
        *(word for folder in (ROOT, cache) for word in ("--volume", f"{folder}:{folder}")),
        *(word for file in files for word in ("--volume", f"{file}:{file}:ro")),
        *(word for name, value in settings.items() for word in ("--env", f"{name}={value}")),
        *(IMAGE, "sh", "-c", 'python3 tests/run/environment.py "$0" && exec "$@"', environment, *argv),
    ]
