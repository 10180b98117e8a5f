# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """How a PostgreSQL database is reached."""

    DOCUMENTATION = r"""
options:
  database:
    description: How to reach the PostgreSQL database. Variables such as E(PGHOST) are not looked at.
    type: dict
    suboptions:
      name:
        description: The database.
        type: str
        required: true
      host:
        description: The server, seen from where the task runs. Left out, the local socket.
        type: str
      port:
        description: The server's port.
        type: int
        default: 5432
      user:
        description: The role to log in as. Left out, the operating system user of the task.
        type: str
      password:
        description: The role's password. It never reaches a command line, an environment or a log.
        type: str
      passfile:
        description: A libpq password file on the machine where the client runs, not looked at when there is an O(database.password).
        type: str
      sslmode:
        description: How TLS is used. Left out, V(prefer) on this machine and V(verify-full) to any other.
        type: str
        choices: [disable, prefer, require, verify-ca, verify-full]
      sslrootcert:
        description: The file with the certificate authority of the server.
        type: str
      hand:
        description:
          - V(psycopg) is the driver (3.1 or later) of the target's Python, one connection for the task.
          - V(psql) is the program, one process to read and one to write.
          - V(auto) takes the driver where it is there, else the program. With O(database.psql) it takes the program.
        type: str
        choices: [auto, psycopg, psql]
        default: auto
      psql:
        description: The command that leads to psql, such as V([docker, compose, exec, -T, db, psql]). No shell is involved.
        type: list
        elements: str
      lock_timeout:
        description: How many seconds to wait for a lock before giving up, 1 or more.
        type: int
        default: 10
"""
