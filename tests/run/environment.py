#!/usr/bin/env python3
# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a Python environment from its lock file: ``environment.py dev`` is .venv, ``environment.py core-2.22`` lies in .cache.

Runs with nothing but Python and apt; an environment that already has what its lock says is left alone.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
REQUIREMENTS = ROOT / "requirements"
BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
UV_NAMES = {"index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_INDEX"}
# Which Python a core's controller side needs (from its metadata), and the newest its ansible-test knows.
PYTHONS = {
    "core-2.17": ((3, 10), (3, 12)),
    "core-2.18": ((3, 11), (3, 13)),
    "core-2.19": ((3, 11), (3, 13)),
    "core-2.20": ((3, 12), (3, 14)),
    "core-2.21": ((3, 12), (3, 14)),
    "core-2.22": ((3, 13), (3, 14)),
}


def folder_of(name: str) -> Path:
    """Return where an environment lies."""
    return ROOT / ".venv" if name == "dev" else CACHE / "venvs" / name


def find_python(oldest: tuple[int, int], newest: tuple[int, int]) -> str | None:
    """Return a Python of this machine in the range: this one, one on PATH, or one that pyenv keeps."""
    if oldest <= sys.version_info[:2] <= newest:
        return sys.executable
    for minor in range(oldest[1], newest[1] + 1):
        kept = sorted(Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions").glob(f"3.{minor}.*/bin/python3"))
        for candidate in [*map(str, kept), shutil.which(f"python3.{minor}")]:
            if candidate and subprocess.run([candidate, "-c", "import venv"], capture_output=True, check=False).returncode == 0:
                return candidate
    return None


def make(name: str) -> Path:
    """Make the environment if it is missing or its lock has changed; return its folder."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "environment.lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        return _make(name, folder_of(name))


def _make(name: str, folder: Path) -> Path:
    lock = REQUIREMENTS / f"{name}.lock"
    key = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = folder / "golive-lock"
    # Made in a container, its Python may not be there outside, and the other way round.
    if stamp.is_file() and stamp.read_text() == key and (folder / "bin" / "python").exists():
        return folder
    started = time.monotonic()
    print(f"environment {name}: being made", flush=True)
    python = find_python(*PYTHONS.get(name, ((3, 11), (3, 14))))
    if python is None:
        oldest = ".".join(map(str, PYTHONS.get(name, ((3, 11),))[0]))
        sys.exit(f"Environment {name} can't be made: it needs Python {oldest} with its venv module; install one, then run again.")
    uv = _uv()
    run([uv, "venv", "--quiet", "--allow-existing", "--python", python, str(folder)])
    run([uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(folder / "bin" / "python"), str(lock)])
    stamp.write_text(key)
    print(f"environment {name}: ready after {time.monotonic() - started:.0f} s", flush=True)
    return folder


def lock_all() -> None:
    """Write every lock file anew from its .in file, with hashes and without the address of any index."""
    uv = _uv()
    for source in sorted(REQUIREMENTS.glob("*.in")):
        oldest = PYTHONS.get(source.stem, ((3, 11), (3, 14)))[0]
        how = ["--universal", "--python-version", f"3.{oldest[1]}", "--generate-hashes", "--no-emit-index-url", "--no-header"]
        if "rc" in source.read_text():
            how.append("--prerelease=if-necessary-or-explicit")
        run([uv, "pip", "compile", "--quiet", "--upgrade", *how, "-o", str(source.with_suffix(".lock")), str(source)])
        print(f"locked {source.stem}", flush=True)


def link_tree() -> None:
    """Let Ansible and Python find the checkout as the collection it is."""
    link = CACHE / "tree" / "ansible_collections" / "golive" / "stack"
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(os.path.relpath(ROOT, link.parent))


def run(argv: list[str]) -> None:
    """Run a step; its own output says why when it fails."""
    if subprocess.run(argv, env=_uv_environment(), cwd=ROOT, check=False).returncode:
        sys.exit(f"This step failed, see above: {' '.join(argv)}")


def _uv() -> str:
    """Return uv, installed from its lock by a pip that checks the hash."""
    folder = CACHE / "bootstrap"
    uv = folder / "bin" / "uv"
    wanted = re.search(r"^uv==(\S+)", (REQUIREMENTS / "bootstrap.lock").read_text(), re.MULTILINE)
    stamp = folder / "golive-lock"
    if wanted and not (stamp.is_file() and stamp.read_text() == wanted[1]):
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        lock = str(REQUIREMENTS / "bootstrap.lock")
        subprocess.run([str(folder / "bin" / "pip"), "install", "--quiet", "--require-hashes", "-r", lock], check=True)
        stamp.write_text(wanted[1])
    return str(uv)


def _uv_environment() -> dict[str, str]:
    """uv does not read pip's settings nor the machine's certificates: hand it what pip would use."""
    found = dict(os.environ)
    if BUNDLE.exists():
        found.setdefault("SSL_CERT_FILE", str(BUNDLE))
    asked = subprocess.run([str(CACHE / "bootstrap" / "bin" / "pip"), "config", "list"], capture_output=True, text=True, check=False).stdout
    for line in asked.splitlines():
        key, _, value = line.partition("=")
        name = UV_NAMES.get(key.rpartition(".")[2])
        if name:
            found.setdefault(name, value.strip("'"))
    return found


def main() -> None:
    """Make the environments named on the command line, or write the locks."""
    for name in sys.argv[1:]:
        if name == "--lock":
            lock_all()
        else:
            make(name)
    link_tree()


if __name__ == "__main__":
    main()
