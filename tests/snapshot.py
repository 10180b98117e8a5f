#!/usr/bin/python3
# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print, as JSON lists, all of a host that a run could change: its tree, databases, processes and firewall.

Runs on the host itself, with any Python from 3.9 on; knows nothing of the product.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import subprocess

ROOTS = ("/boot", "/etc", "/home", "/opt", "/root", "/srv", "/tmp", "/usr/local", "/var")
# What changes by itself, or by our own looking (the connection's and this script's temporary files); databases are dumped.
LEFT_OUT = (
    "/var/log",
    "/var/cache",
    "/var/lib/systemd",
    "/var/lib/docker",
    "/var/lib/sudo",
    "/var/lib/postgresql/15",
    "/var/lib/postgresql/13",
)
LEFT_OUT_NAMES = (".ansible",)


def tree() -> list[str]:
    """One line for each file: path, mode, owner, content."""
    lines = []
    for root in ROOTS:
        for folder, folders, files in os.walk(root):
            folders[:] = [f for f in folders if f not in LEFT_OUT_NAMES and os.path.join(folder, f) not in LEFT_OUT]
            lines += [describe(os.path.join(folder, name)) for name in sorted(folders) + sorted(files)]
    return sorted(line for line in lines if line)


def describe(path: str) -> str:
    """Return what can be compared of one path; nothing for what vanished while it was looked at."""
    try:
        found = os.lstat(path)
        content = ""
        if stat.S_ISLNK(found.st_mode):
            content = os.readlink(path)
        elif stat.S_ISREG(found.st_mode):
            with open(path, "rb") as file:
                content = hashlib.sha256(file.read()).hexdigest()[:16]
    except FileNotFoundError:
        return ""
    return f"{path} {found.st_mode:o} {found.st_uid}:{found.st_gid} {content}"


def database() -> list[str]:
    """The whole cluster as SQL, one hash for each line that says something."""
    if shutil.which("pg_dumpall") is None or not os.path.exists("/etc/postgresql"):
        return []
    dump = subprocess.run(["runuser", "-u", "postgres", "--", "pg_dumpall"], check=True, capture_output=True, cwd="/").stdout
    lines = [line for line in dump.splitlines() if line and not line.startswith((b"--", b"\\restrict", b"\\unrestrict"))]
    return [hashlib.sha256(line).hexdigest()[:16] + " " + line[:40].decode(errors="replace") for line in lines]


def ancestors() -> set[str]:
    """This process, and those that led to it: the connection that looks is no part of what is looked at."""
    found, pid = set(), os.getpid()
    while pid > 1:
        found.add(str(pid))
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            pid = int(file.read().rpartition(")")[2].split()[1])
    return found


def processes() -> list[str]:
    """All processes that stay; logins come and go with connections, and PostgreSQL cleans up when it likes."""
    found, ours = [], ancestors()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                argv = file.read().replace(b"\0", b" ").decode(errors="replace").strip()
        except (FileNotFoundError, ProcessLookupError):
            continue
        passing = argv.startswith("sshd: ") or "--user" in argv or "(sd-pam)" in argv or "autovacuum" in argv
        if argv and pid not in ours and not passing:
            found.append(argv)
    return sorted(found)


def firewall() -> list[str]:
    """All rules of nftables, without their counters."""
    if shutil.which("nft") is None:
        return []
    return subprocess.run(["nft", "--stateless", "list", "ruleset"], check=True, capture_output=True, text=True).stdout.splitlines()


# The processes first: the dump's own server process may outlive it for a moment.
print(json.dumps({"processes": processes(), "tree": tree(), "database": database(), "firewall": firewall()}))
