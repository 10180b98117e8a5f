#!/usr/bin/python3
# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print, as JSON lists, all of a host that a run could change: its tree, databases, processes and firewall.

Runs on the host itself, with any Python from 3.9 on; knows nothing of the product.
"""

import hashlib
import json
import os
import shutil
import stat
import subprocess

ROOTS = ("/etc", "/home", "/opt", "/root", "/srv", "/tmp", "/usr/local", "/var")
# What changes by itself, or by our own looking (the connection's and this script's temporary files).
LEFT_OUT = ("/var/log", "/var/cache", "/var/lib/systemd", "/var/lib/docker", "/var/lib/sudo", "/var/tmp/systemd-private")
LEFT_OUT_NAMES = (".ansible", "pg_wal", "pg_xact", "pg_stat_tmp", "pg_logical", "base", "global", "pg_subtrans", "pg_multixact")
LOOKING = ("sshd", "sudo", "sh", "bash", "python3", "python3.9", "systemd-user", "(sd-pam)", "unix_chkpwd")


def tree():
    """One line for each file: path, mode, owner, content."""
    lines = []
    for root in ROOTS:
        for folder, folders, files in os.walk(root):
            folders[:] = [f for f in folders if f not in LEFT_OUT_NAMES and not os.path.join(folder, f).startswith(LEFT_OUT)]
            lines += [describe(os.path.join(folder, name)) for name in sorted(folders) + sorted(files)]
    return sorted(line for line in lines if line)


def describe(path):
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


def database():
    """The whole cluster as SQL, one hash for each line that says something."""
    if shutil.which("pg_dumpall") is None or not os.path.exists("/etc/postgresql"):
        return []
    dump = subprocess.run(["runuser", "-u", "postgres", "--", "pg_dumpall"], check=True, capture_output=True, cwd="/").stdout
    lines = [line for line in dump.splitlines() if line and not line.startswith((b"--", b"\\restrict", b"\\unrestrict"))]
    return [hashlib.sha256(line).hexdigest()[:16] + " " + line[:40].decode(errors="replace") for line in lines]


def processes():
    """The names of all processes that stay, without those that only look."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                argv = file.read().replace(b"\0", b" ").decode(errors="replace").strip()
            with open(f"/proc/{pid}/comm", encoding="utf-8") as file:
                name = file.read().strip()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if argv and name not in LOOKING and "autovacuum" not in argv and "--user" not in argv:
            found.append(argv)
    return sorted(found)


def firewall():
    """All rules of nftables, without their counters."""
    if shutil.which("nft") is None:
        return []
    return subprocess.run(["nft", "--stateless", "list", "ruleset"], check=True, capture_output=True, text=True).stdout.splitlines()


# The processes first: the dump's own server process may outlive it for a moment.
print(json.dumps({"processes": processes(), "tree": tree(), "database": database(), "firewall": firewall()}))
