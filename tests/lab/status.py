# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a lab is: read only, nothing is started for it."""

from __future__ import annotations

from typing import Any

from . import engine, host
from .state import Lab


def read(lab: Lab) -> dict[str, Any]:
    """Read the lab's state as plain data."""
    up = engine.answers()
    found = host.containers(lab.id) if up else {}
    hosts = [
        {
            "name": one.name,
            "kind": one.kind,
            "address": one.address,
            "container": f"{lab.id}-{one.name}",
            "made": bool(one.container) and one.name in found and found[one.name].id == one.container,
            "running": one.name in found and found[one.name].running,
            "ssh": up and bool(one.address) and host.answers_ssh(one.address),
        }
        for one in lab.hosts.values()
    ]
    return {"name": lab.name, "folder": str(lab.folder), "engine": up, "subnet": lab.subnet, "hosts": hosts}


def text(found: dict[str, Any]) -> str:
    """Say it to a person."""
    if not found["hosts"]:
        return f"there is no lab '{found['name']}'; make it with: tests/lab/lab up --name {found['name']}"
    lines = [f"lab '{found['name']}' on {found['subnet'] or 'no network yet'}, files in {found['folder']}"]
    if not found["engine"]:
        lines.append("the Docker engine does not run; start it and the hosts with: tests/lab/lab up --name " + found["name"])
    for one in found["hosts"]:
        how = "ready" if one["ssh"] and one["made"] else "unfinished" if not one["made"] else "stopped or starting"
        lines.append(f"  {one['name']:<16} {one['kind']:<10} {one['address']:<15} {how}")
    return "\n".join(lines)
