# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run ansible-test sanity of one core on what the tarball holds: ``sanity.py 2.22``, or ``sanity.py 2.19 3.9`` for an old target."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .environment import CACHE, find_python, folder_of
from .package import build, unpack

HOME = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"), "golive-stack", "ansible-test")
# ansible-test fetches pip's installer from pip's own site; Python brings one along.
GET_PIP = """
import subprocess, sys
wanted = [word for word in sys.argv[1:] if not word.startswith("--no-")]
subprocess.check_call([sys.executable, "-m", "ensurepip"], stdout=subprocess.DEVNULL)
subprocess.check_call([sys.executable, "-m", "pip", "install", "--quiet", *wanted])
"""
# The requirements of this core's pylint name a file outside of any package index (2.22.0rc1).
NOT_TO_BE_HAD = {"2.22": ["--skip-test", "pylint"]}


def main() -> int:
    """Copy, run, and refuse a run that looked at nothing."""
    core, *target = sys.argv[1:]
    environment = "dev" if core == "2.19" else f"core-{core}"
    folder = _copy(core)
    python = folder_of(environment) / "bin" / "python"
    argv = [str(python.parent / "ansible-test"), "sanity", "--color", "no"]
    path = [str(python.parent), os.environ["PATH"]]
    if target:
        oldest = find_python(*[(int(target[0].split(".")[0]), int(target[0].split(".")[1]))] * 2)
        if oldest is None:
            print(f"not run: no Python {target[0]} on this machine; Molecule runs the modules on a host that has it\n0 passed, 1 skipped")
            return 0
        argv += ["--test", "compile", "--test", "import", "--venv", "--python", target[0]]
        path.insert(0, str(Path(oldest).parent))
    else:
        argv += ["--python", _version(python), *NOT_TO_BE_HAD.get(core, [])]
    done = subprocess.run(
        argv, cwd=folder, env={**os.environ, "HOME": str(HOME), "PATH": ":".join(path)}, capture_output=True, text=True, check=False
    )
    print(done.stdout, done.stderr)
    if "All targets skipped" in done.stdout + done.stderr:
        sys.exit("ansible-test looked at nothing")
    return done.returncode


def _copy(core: str) -> Path:
    """Unpack the tarball where ansible-test wants it, known to a git of its own."""
    collections = CACHE / "sanity" / core
    shutil.rmtree(collections, ignore_errors=True)
    folder = unpack(build(), collections)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    for version in ("23_1_2", "24_2", "25_2"):
        script = HOME / ".ansible" / "test" / "cache" / f"get_pip_{version}.py"
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(GET_PIP)
    return folder


def _version(python: Path) -> str:
    said = subprocess.run(
        [str(python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], capture_output=True, text=True, check=True
    )
    return said.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
