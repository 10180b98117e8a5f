# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian packages of this machine: what the lab needs, and the mirror they come from."""

from __future__ import annotations

import os
import platform
import shutil

from .files import locked
from .process import LabError, run
from .progress import say

# Program -> package. A program that is there already is used as it is.
NEEDED = {
    "dockerd": "docker.io",
    "docker": "docker.io",
    "iptables": "iptables",
    "mmdebstrap": "mmdebstrap",
    "gpg": "gpg",
    "ssh": "openssh-client",
    "ssh-keygen": "openssh-client",
    "openssl": "openssl",
}


def _apt_get(*words: str) -> None:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300", *words], doing=f"running apt-get {words[0]}", env=env)


def ensure(programs: list[str]) -> None:
    """Install the packages of the programs that are missing."""
    with locked("packages"):
        missing = sorted({NEEDED[name] for name in programs if not shutil.which(name)})
        if not missing:
            return
        if os.geteuid() != 0:
            raise LabError(f"installing {', '.join(missing)}: only root may; run the lab as root or install them yourself")
        say(f"installing {', '.join(missing)} from this machine's Debian mirror")
        _apt_get("update")
        _apt_get("install", "--no-install-recommends", "ca-certificates", *missing)
        say(f"installed {', '.join(missing)}")


def _main_archives() -> list[str]:
    """Ask apt, which knows every form of a source, for the main archives of this release."""
    release = platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    wish = ["Created-By: Packages", "Origin: Debian", "Label: Debian", "Component: main"]
    answer = run(["apt-get", "indextargets", "--format", "$(RELEASE) $(REPO_URI)", *wish], doing="reading apt's sources")
    return [uri for found, uri in (line.split(" ", 1) for line in answer.splitlines()) if found == release]


def mirror() -> str:
    """Return the machine's own Debian mirror, over http: a new host has no certificates of a private CA."""
    found = _main_archives()
    if not found:
        # Origin and label come from the release files, which a fresh machine has not fetched yet.
        _apt_get("update")
        found = _main_archives()
    if not found:
        raise LabError("looking for a Debian mirror: apt knows no source of Debian's component main; add one to its sources")
    return found[0].replace("https://", "http://", 1).rstrip("/")
