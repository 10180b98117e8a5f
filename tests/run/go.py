# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs written in Go that tests need and Debian 12 does not have: ``python3 -m tests.run.go gitleaks`` builds one, once.

Each has a folder in requirements/go, whose go.mod says the version and whose go.sum the hash of every module that goes into it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import typing as t
from dataclasses import dataclass
from pathlib import Path

from .environment import BUNDLE, CACHE, REQUIREMENTS, ROOT

SOURCES = REQUIREMENTS / "go"
BUILT = CACHE / "go"
OLDEST = (1, 24)  # what Debian 13 has, and the directive ``tool`` needs
IMAGE = "golive-lab:trixie-go"
RECIPE = "FROM {}\nRUN apt-get update -q && apt-get install -q -y --no-install-recommends golang-go ca-certificates\n"
# Where a machine says which proxy to use; the sums are ours, whoever answers.
SETTINGS = ("GOPROXY", "GONOSUMDB", "GOSUMDB", "http_proxy", "https_proxy", "no_proxy")


@dataclass(frozen=True)
class Program:
    """What is built, and the variable that takes its version."""

    package: str
    version: str


PROGRAMS = {"gitleaks": Program("github.com/zricethezav/gitleaks/v8", "github.com/zricethezav/gitleaks/v8/version.Version")}


def make(name: str) -> Path:
    """Return the program, built if it is not there; with this machine's Go, or with that of a Debian 13 container."""
    source = SOURCES / name
    key = hashlib.sha256((source / "go.mod").read_bytes() + (source / "go.sum").read_bytes()).hexdigest()[:12]
    target = BUILT / f"{name}-{key}" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with (BUILT / f"{name}.lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not target.exists():
            _build(name, target)
    return target


def pinned(name: str) -> str:
    """Return the version that go.mod says."""
    found = re.search(rf"^\s*{re.escape(PROGRAMS[name].package)} v(\S+)", (SOURCES / name / "go.mod").read_text(), re.MULTILINE)
    assert found, f"requirements/go/{name}/go.mod does not require {PROGRAMS[name].package}"
    return found[1]


def _build(name: str, target: Path) -> None:
    started, part = time.monotonic(), target.with_suffix(".part")
    go = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin:/usr/lib/go/bin")
    place = "this machine's Go" if go and is_fit(go) else "a Debian 13 container"
    print(f"{name} {pinned(name)}: being built by {place}", file=sys.stderr, flush=True)
    argv = _argv(name, part)
    argv = [str(go), *argv] if go and is_fit(go) else _contained(["go", *argv], SOURCES / name)
    env = {**os.environ, "CGO_ENABLED": "0", "GOTOOLCHAIN": "local"}
    if subprocess.run(argv, env=env, cwd=SOURCES / name, stdout=sys.stderr, check=False).returncode:
        sys.exit(f"Building {name} failed, see above: {' '.join(argv)}")
    part.rename(target)
    print(f"{name}: ready after {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def _argv(name: str, part: Path) -> list[str]:
    program = PROGRAMS[name]
    flags = ["-trimpath", "-mod=readonly", "-buildvcs=false", f"-ldflags=-s -w -X={program.version}={pinned(name)}"]
    return ["build", *flags, "-o", str(part), program.package]


def is_fit(go: str) -> bool:
    """True when this Go is new enough."""
    said = subprocess.run([go, "version"], env={**os.environ, "GOTOOLCHAIN": "local"}, capture_output=True, text=True, check=False).stdout
    found = re.search(r"go(\d+)\.(\d+)", said)
    return found is not None and tuple(map(int, found.groups())) >= OLDEST


def _contained(argv: t.Sequence[str], where: Path) -> list[str]:
    """Return the command that runs this in a container, whose image is made from the lab's own."""
    lab = [str(ROOT / "tests" / "lab" / "lab"), "image", "trixie"]
    base = subprocess.run(lab, stdout=subprocess.PIPE, text=True, check=True).stdout.split()[-1]
    subprocess.run(["docker", "build", "-q", "-t", IMAGE, "-"], input=RECIPE.format(base), text=True, stdout=subprocess.DEVNULL, check=True)
    settings = {"CGO_ENABLED": "0", "GOTOOLCHAIN": "local", **{name: os.environ[name] for name in SETTINGS if name in os.environ}}
    return [
        *("docker", "run", "--rm", "--init", "--network", "host", "--workdir", str(where), "--volume", f"{ROOT}:{ROOT}"),
        *(("--volume", f"{BUNDLE}:{BUNDLE}:ro") if BUNDLE.exists() else ()),
        *(word for name, value in settings.items() for word in ("--env", f"{name}={value}")),
        *(IMAGE, *argv),
    ]


if __name__ == "__main__":
    for asked in sys.argv[1:]:
        print(make(asked))
