# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run ansible-test sanity of one core on what the tarball holds: ``sanity 2.22``, or ``sanity 2.19 3.9`` for an old target."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .environment import CACHE, ROOT, find_python
from .package import BIN, build, unpack

# Its environments refer to the Python they were made with, which a container may have and this machine not.
HOME = Path(
    os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"), "golive-stack", "ansible-test", sys.base_prefix.replace("/", "-").strip("-")
)
# ansible-test fetches pip's installer from pip's own site; Python brings one along.
GET_PIP = """
import subprocess, sys
wanted = [word for word in sys.argv[1:] if not word.startswith("--no-")]
subprocess.check_call([sys.executable, "-m", "ensurepip"], stdout=subprocess.DEVNULL)
subprocess.check_call([sys.executable, "-m", "pip", "install", "--quiet", *wanted])
"""
# The requirements of this core's pylint name a file outside of any package index (2.22.0rc1).
NOT_TO_BE_HAD = {"2.22": ["--skip-test", "pylint"]}


def _one_at_a_time(argv: list[str], folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Two runs would make one environment at once, each finding the other's half."""
    with (HOME / "one-at-a-time").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        return subprocess.run(argv, cwd=folder, env=env, capture_output=True, text=True, check=False)


def main() -> int:
    """Copy, run, and refuse a run that looked at nothing."""
    core, *target = sys.argv[1:]
    argv = [str(BIN / "ansible-test"), "sanity", "--color", "no"]
    path = [str(BIN), os.environ["PATH"]]
    if target:
        major, minor = map(int, target[0].split("."))
        oldest = find_python((major, minor), (major, minor))
        if oldest is None:
            print(f"SKIPPED [1] there is no Python {target[0]} on this machine; Molecule runs the modules on a host that has it\n1 skipped")
            return 0
        argv += ["--test", "compile", "--test", "import", "--venv", "--python", target[0]]
        path.insert(0, str(Path(oldest).parent))
    else:
        argv += ["--python", "{}.{}".format(*sys.version_info), *NOT_TO_BE_HAD.get(core, [])]
    env = {**os.environ, "HOME": str(HOME), "PATH": ":".join(path)}
    env.pop("PYTHONPATH", None)
    done = _one_at_a_time(argv, _copy(core), env)
    said = done.stdout + done.stderr
    print(said)
    if "All targets skipped" in said:
        sys.exit("ansible-test looked at nothing")
    if done.returncode:
        print("\n".join(line for line in said.splitlines() if line.startswith(("ERROR", "FATAL"))))
    return done.returncode


def _copy(core: str) -> Path:
    """Unpack the tarball where ansible-test wants it, known to a git of its own."""
    collections = CACHE / "sanity" / core
    folder = unpack(build(collections), collections)
    # Users don't need it, so the tarball lacks it: it says which Python the modules are for.
    (folder / "tests").mkdir()
    shutil.copy2(ROOT / "tests" / "config.yml", folder / "tests")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    for version in ("23_1_2", "24_2", "25_2"):
        script = HOME / ".ansible" / "test" / "cache" / f"get_pip_{version}.py"
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(GET_PIP)
    return folder


if __name__ == "__main__":
    sys.exit(main())
