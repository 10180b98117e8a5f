# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a lab tells Ansible: inventories with paths to keys and passwords, never their values."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

from .files import write_whole
from .process import LabError
from .state import Lab


def _mark(lab: Lab) -> str:
    return f"# Written for lab {lab.id}; 'tests/lab/lab down' removes it."


def write(lab: Lab) -> None:
    """Write known_hosts, the inventories, and the copies that were asked for."""
    lines = []
    for host in lab.hosts.values():
        public = (lab.folder / "hosts" / host.name / "ssh_host_ed25519_key.pub").read_text().split()
        lines.append(f"{host.address} {public[0]} {public[1]}\n")
    write_whole(lab.folder / "known_hosts", "".join(lines))
    write_whole(lab.folder / "inventory.yml", _render(lab, _inventory(lab)))
    machines = _render(lab, {"all": {"vars": _machines(lab)}})
    for path in [lab.folder / "machines.yml", *map(Path, lab.machines)]:
        write_whole(path, machines)


def check_copy(lab: Lab, path: Path) -> None:
    """Refuse to overwrite a file that this lab did not write."""
    if not path.parent.is_dir():
        raise LabError(f"writing machines to '{path}': there is no folder '{path.parent}'; make it first")
    if path.exists() and not path.read_text().startswith(_mark(lab)):
        raise LabError(f"writing machines to '{path}': that file is not this lab's; move it away or name another")


def remove_copies(lab: Lab) -> None:
    """Remove the copies of machines.yml outside the lab's folder."""
    for path in map(Path, lab.machines):
        if path.exists():
            check_copy(lab, path)
            path.unlink()


def _inventory(lab: Lab) -> dict[str, object]:
    groups: dict[str, object] = {}
    for kind in sorted({host.kind for host in lab.hosts.values()}):
        hosts = {host.name: {"ansible_host": host.address} for host in lab.hosts.values() if host.kind == kind}
        groups[f"kind_{kind}"] = {"hosts": hosts} | ({"vars": _database(lab)} if kind == "postgres" else {})
    return {"all": {"vars": _connection(lab), "children": groups}}


def _machines(lab: Lab) -> dict[str, object]:
    machines = {host.name: {"address": host.address, "kind": host.kind} for host in lab.hosts.values()}
    return {**_connection(lab), **_database(lab), "lab_machines": machines}


def _connection(lab: Lab) -> dict[str, str]:
    # ssh itself splits the value of this option at spaces, so the path is quoted for it too.
    known = shlex.quote(f'UserKnownHostsFile="{lab.folder / "known_hosts"}"')
    return {
        "ansible_user": "ansible",
        "ansible_ssh_private_key_file": str(lab.folder / "id_ed25519"),
        "ansible_ssh_common_args": f"-o IdentitiesOnly=yes -o StrictHostKeyChecking=yes -o {known}",
        "ansible_python_interpreter": "/usr/bin/python3",
    }


def _database(lab: Lab) -> dict[str, str]:
    if not any(host.kind == "postgres" for host in lab.hosts.values()):
        return {}
    return {"lab_pg_password_file": str(lab.folder / "pg_superuser"), "lab_pg_ca": str(lab.folder / "ca.pem")}


def _render(lab: Lab, tree: dict[str, object]) -> str:
    return "\n".join([_mark(lab), "---", *_lines(tree, ""), ""])


def _lines(tree: dict[str, object], indent: str) -> list[str]:
    """YAML of nested mappings; a JSON string is a YAML string."""
    lines = []
    for key, value in tree.items():
        if isinstance(value, dict) and value:
            lines += [f"{indent}{key}:", *_lines(value, indent + "  ")]
        else:
            lines.append(f"{indent}{key}: {json.dumps(value)}")
    return lines
