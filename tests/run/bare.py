# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run `make demo` and `make test` of the last commit on a machine that has nothing: a fresh container with empty caches."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ..lab.host import privileges
from .environment import ROOT

MACHINE = (
    *("--cgroupns", "private", "--tmpfs", "/run:exec", "--tmpfs", "/run/lock", "--stop-signal", "SIGRTMIN+3"),
    *("--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined"),
    # An engine can't stack its layers on those of the engine it runs in.
    *("--volume", "/var/lib/docker"),
)
# The engine inside must not take the networks of the engine around it.
ENGINE = {"bip": "10.213.0.1/24", "default-address-pools": [{"base": "10.214.0.0/16", "size": 24}]}
OWN_CERTIFICATES = Path("/usr/local/share/ca-certificates")
STEPS = {
    "apt-get install": "apt-get update -q >/dev/null && apt-get install -q -y make git python3 >/dev/null",
    "git clone": "git -c advice.detachedHead=false clone -q /root/checkout.bundle /root/stack",
    "make demo": "cd /root/stack && make demo",
    "make demo-down": "cd /root/stack && make demo-down",
    "make test": "cd /root/stack && make test",
    "make test again": "cd /root/stack && make test",
}


def main() -> int:
    """Start the machine, run the steps, print what each took, and remove the machine."""
    image = _said(str(ROOT / "tests" / "lab" / "lab"), "image", "bookworm").split()[-1]
    changed = _said("git", "status", "--porcelain").splitlines()
    print(
        f"bare machine: {image} with the last commit" + (f"; {len(changed)} changed files are not part of it" if changed else ""),
        flush=True,
    )
    machine = _said("docker", "run", "--detach", *MACHINE, *privileges(image), image).strip()
    try:
        _furnish(machine)
        took = {title: _step(machine, title, command) for title, command in STEPS.items()}
    finally:
        subprocess.run(["docker", "rm", "--force", "--volumes", machine], stdout=subprocess.DEVNULL, check=True)
    for title, (rc, seconds) in took.items():
        print(f"{title:<18}{'ok' if rc == 0 else f'FAILED ({rc})':<12}{seconds:7.1f} s")
    return 1 if any(rc for rc, _ in took.values()) else 0


def _furnish(machine: str) -> None:
    """Give it the checkout, and what a machine here is told about its network: certificates and pip's settings."""
    _shell(machine, "until systemctl is-system-running 2>/dev/null | grep -Eq 'running|degraded'; do sleep 0.2; done; mkdir -p /etc/docker")
    _said("docker", "exec", "-i", machine, "tee", "/etc/docker/daemon.json", stdin=json.dumps(ENGINE))
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder, "checkout.bundle")
        _said("git", "bundle", "create", "-q", str(bundle), "HEAD")
        _said("docker", "cp", str(bundle), f"{machine}:/root/")
    if OWN_CERTIFICATES.is_dir() and any(OWN_CERTIFICATES.iterdir()):
        _said("docker", "cp", f"{OWN_CERTIFICATES}/.", f"{machine}:{OWN_CERTIFICATES}")
        _shell(machine, "update-ca-certificates >/dev/null 2>&1")
    if Path("/etc/pip.conf").exists():
        _said("docker", "cp", "/etc/pip.conf", f"{machine}:/etc/pip.conf")


def _step(machine: str, title: str, command: str) -> tuple[int, float]:
    print(f"--- {title}", flush=True)
    started = time.monotonic()
    rc = subprocess.run(["docker", "exec", machine, "bash", "-c", command], check=False).returncode
    return rc, time.monotonic() - started


def _shell(machine: str, command: str) -> None:
    _said("docker", "exec", machine, "bash", "-c", command)


def _said(*argv: str, stdin: str | None = None) -> str:
    return subprocess.run(argv, cwd=ROOT, input=stdin, stdout=subprocess.PIPE, text=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main())
