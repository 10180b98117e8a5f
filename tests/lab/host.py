# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts: containers that boot systemd and answer on SSH."""

from __future__ import annotations

import io
import socket
import tarfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import keys
from .engine import docker
from .process import LabError
from .state import Host, Lab

_READY_SECONDS = 60
# With these a host could set the clock of the real machine, load modules into its kernel or reboot it.
_NEVER = ("SYS_TIME", "SYS_MODULE", "SYS_BOOT")
_SYSTEMD = (
    *("--cgroupns", "private", "--tmpfs", "/run:exec", "--tmpfs", "/run/lock", "--stop-signal", "SIGRTMIN+3"),
    *("--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined"),
    # A reboot is systemd going away; the engine starts it again.
    *("--restart", "unless-stopped"),
)


@dataclass(frozen=True)
class Container:
    """What the engine knows of one host."""

    id: str
    host: str
    running: bool


def containers(lab_id: str) -> dict[str, Container]:
    """Read the lab's containers, by host name."""
    text = '{{.ID}} {{.Label "golive.lab.host"}} {{.State}}'
    argv = ("ps", "--all", "--no-trunc", "--filter", f"label=golive.lab={lab_id}", "--format", text)
    rows = [line.split() for line in docker(*argv, doing=f"listing hosts of '{lab_id}'").splitlines()]
    return {name: Container(id=key, host=name, running=state == "running") for key, name, state in rows}


def privileges(image: str) -> list[str]:
    """All capabilities but those that reach the real machine; without SYS_RESOURCE where the machine has none."""
    flags = ["--cap-add", "ALL", *(word for name in _NEVER for word in ("--cap-drop", name))]
    try:
        docker("run", "--rm", "--network", "none", *flags, image, "true", doing="asking the engine for all capabilities")
    except LabError as error:
        if "operation not permitted" not in str(error):
            raise
        flags += ["--cap-drop", "SYS_RESOURCE"]
    return flags


def create(lab: Lab, host: Host, image: str, flags: Sequence[str]) -> str:
    """Make the container, give it its keys, start it, and return its id."""
    labels = {"golive.lab": lab.id, "golive.lab.folder": str(lab.folder), "golive.lab.host": host.name}
    place = ["--name", f"{lab.id}-{host.name}", "--hostname", host.name]
    place += ["--network", lab.id, "--ip", host.address, "--network-alias", host.name]
    place += [word for key, value in labels.items() for word in ("--label", f"{key}={value}")]
    made = docker("create", *place, *_SYSTEMD, *flags, image, doing=f"making host '{host.name}'").strip()
    docker("cp", "-", f"{made}:/", doing=f"giving host '{host.name}' its keys", stdin=_tar(_files(lab, host)))
    start(host, made)
    return made


def _files(lab: Lab, host: Host) -> dict[str, tuple[Path, int]]:
    """What a new host is given: place on the host -> file of the lab and its mode."""
    key = keys.host_key(lab, host)
    files = {
        "etc/ssh/authorized_keys/ansible": (lab.folder / "id_ed25519.pub", 0o644),
        "etc/ssh/ssh_host_ed25519_key": (key, 0o600),
        "etc/ssh/ssh_host_ed25519_key.pub": (key.with_suffix(".pub"), 0o644),
    }
    if host.kind == "postgres":
        server_key, certificate = keys.server_certificate(lab, host)
        files["etc/postgresql/lab/server.key"] = (server_key, 0o600)
        files["etc/postgresql/lab/server.crt"] = (certificate, 0o644)
    return files


def _tar(files: dict[str, tuple[Path, int]]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for place, (source, mode) in files.items():
            entry = tarfile.TarInfo(place)
            entry.mode, entry.size, entry.mtime = mode, source.stat().st_size, int(time.time())
            tar.addfile(entry, io.BytesIO(source.read_bytes()))
    return out.getvalue()


def start(host: Host, container: str) -> None:
    """Start the container of a host."""
    docker("start", container, doing=f"starting host '{host.name}'")


def wait(host: Host, container: str) -> None:
    """Wait until the host lets people in over SSH, and until its database answers."""
    give_up = time.monotonic() + _READY_SECONDS
    while not answers_ssh(host.address):
        if time.monotonic() > give_up:
            raise LabError(
                f"waiting for host '{host.name}': no SSH on {host.address} within {_READY_SECONDS} s; "
                f"read 'docker logs {container[:12]}', and 'docker exec {container[:12]} journalctl' if it runs"
            )
        time.sleep(0.1)


def answers_ssh(address: str) -> bool:
    """Whether the host's SSH server sends its banner."""
    try:
        with socket.create_connection((address, 22), timeout=1) as link:
            return link.recv(4) == b"SSH-"
    except OSError:
        return False


def remove(ids: Sequence[str]) -> None:
    """Remove containers with their volumes."""
    if ids:
        docker("rm", "--force", "--volumes", *ids, doing="removing hosts")
