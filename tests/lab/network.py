# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One network per lab: hosts of two labs never meet."""

from __future__ import annotations

import socket
import struct
from ipaddress import IPv4Network
from pathlib import Path

from .engine import docker
from .process import LabError
from .state import Lab

# Docker's own pools, and what a nested engine is given, lie elsewhere.
_POOL = IPv4Network("10.201.0.0/16")
_FIRST_HOST = 10


def ensure(lab: Lab) -> bool:
    """Make the lab's network if it is missing, on its recorded subnet or a free one; tell whether it was made."""
    found = _subnet_of(lab.id)
    made = not found
    if made:
        found = _create(lab, [IPv4Network(lab.subnet)] if lab.subnet else _free())
    if lab.subnet and found != lab.subnet:
        raise LabError(f"using network '{lab.id}': it has subnet {found}, not {lab.subnet}; run 'lab down' and 'lab up'")
    lab.subnet = found
    return made


def _subnet_of(name: str) -> str:
    # --filter name= matches any part of a name, so the names are compared here.
    lines = docker("network", "ls", "--format", "{{.Name}}", doing="listing networks").split()
    if name not in lines:
        return ""
    text = "{{range .IPAM.Config}}{{.Subnet}}{{end}}"
    return docker("network", "inspect", "--format", text, name, doing=f"reading network '{name}'").strip()


def _create(lab: Lab, subnets: list[IPv4Network]) -> str:
    labels = ["--label", f"golive.lab={lab.id}", "--label", f"golive.lab.folder={lab.folder}"]
    for subnet in subnets:
        try:
            docker("network", "create", *labels, "--subnet", str(subnet), lab.id, doing=f"making network '{lab.id}'")
        except LabError as error:
            # Another lab may have taken it since we looked.
            if "overlaps" not in str(error):
                raise
        else:
            return str(subnet)
    raise LabError(f"making network '{lab.id}': all {len(subnets)} subnets tried are in use; take a lab down first")


def _free() -> list[IPv4Network]:
    """The subnets of the pool that no route of this machine touches; the engine knows its own."""
    routes = _routes()
    return [subnet for subnet in _POOL.subnets(new_prefix=24) if not any(subnet.overlaps(route) for route in routes)]


def _routes() -> list[IPv4Network]:
    rows = [line.split() for line in Path("/proc/net/route").read_text().splitlines()[1:]]
    pairs = [(_dotted(row[1]), _dotted(row[7])) for row in rows]
    return [IPv4Network(f"{address}/{mask}") for address, mask in pairs if mask != "0.0.0.0"]


def _dotted(word: str) -> str:
    """The kernel prints addresses as one number in the machine's byte order."""
    return socket.inet_ntoa(struct.pack("=L", int(word, 16)))


def next_address(lab: Lab) -> str:
    """The lowest address that no host of the lab has."""
    taken = {host.address for host in lab.hosts.values()}
    for address in list(IPv4Network(lab.subnet).hosts())[_FIRST_HOST - 1 :]:
        if str(address) not in taken:
            return str(address)
    raise LabError(f"adding a host to lab '{lab.name}': all addresses of {lab.subnet} are taken; start a second lab")


def remove(lab_id: str) -> None:
    """Remove the networks with the lab's label."""
    names = docker("network", "ls", "--quiet", "--filter", f"label=golive.lab={lab_id}", doing="listing networks").split()
    if names:
        docker("network", "rm", *names, doing=f"removing network '{lab_id}'")
