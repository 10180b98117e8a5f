# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The database server of a host of kind 'postgres'."""

from __future__ import annotations

from pathlib import Path

from .engine import docker
from .process import succeeds
from .state import Host, Lab

_HERE = Path(__file__).resolve().parent / "postgres"


def provision(lab: Lab, host: Host, container: str) -> None:
    """Make the cluster, set the superuser's password and load the demo data."""
    script = (_HERE / "cluster.sh").read_bytes()
    docker("exec", "-i", container, "sh", "-s", doing=f"making a PostgreSQL cluster on '{host.name}'", stdin=script)
    # On standard input: an argument would show in the process list, a logged statement in the server's log.
    password = (lab.folder / "pg_superuser").read_text().strip()
    secret = f"\\set password '{password}'\nSET log_statement = 'none';\nALTER ROLE postgres PASSWORD :'password';\n"
    _psql(container, secret.encode(), f"setting the superuser's password on '{host.name}'")
    _psql(container, (_HERE / "demo.sql").read_bytes(), f"loading the demo data on '{host.name}'")


def _psql(container: str, text: bytes, doing: str) -> None:
    psql = ("psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", "-")
    docker("exec", "-i", "--user", "postgres", container, *psql, doing=doing, stdin=text)


def is_ready(container: str) -> bool:
    """Whether the server takes connections."""
    return succeeds(["docker", "exec", container, "pg_isready", "-q"])


def wait(host: Host, container: str) -> None:
    """Wait until the server takes connections."""
    loop = "until pg_isready -q; do sleep 0.1; done"
    docker("exec", container, "timeout", "60", "sh", "-c", loop, doing=f"waiting for PostgreSQL on '{host.name}'")
