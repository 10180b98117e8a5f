# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the collection from a clean copy, let the importer judge it, and use it installed and merely unpacked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .environment import CACHE, ROOT, make

BIN = Path(sys.executable).parent
FOLDER = CACHE / "package"
FOR_USERS = {
    *("MANIFEST.json", "FILES.json", "README.md", "CONTRIBUTING.md", "CHANGELOG.rst", "COPYING"),
    *("meta", "plugins", "roles", "playbooks", "inventories", "docs", "changelogs"),
}


def build(folder: Path) -> Path:
    """Return the tarball in an emptied folder, built from the files that git knows and nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    copy = folder / "source"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    _run("ansible-galaxy", "collection", "build", str(copy), "--output-path", str(folder))
    return next(folder.glob("golive-stack-*.tar.gz"))


def unpack(tarball: Path, collections: Path) -> Path:
    """Return the collection's folder, unpacked below a folder of collections."""
    folder = collections / "ansible_collections" / "golive" / "stack"
    folder.mkdir(parents=True)
    subprocess.run(["tar", "-C", str(folder), "-xzf", str(tarball)], check=True)
    return folder


def main() -> int:
    """Build, judge, install, unpack; each copy must document and run the module."""
    tarball = build(FOLDER)
    judged = _run(
        "python", "-m", "galaxy_importer.main", str(tarball), where=make("importer") / "bin", GALAXY_IMPORTER_RUN_ANSIBLE_LINT="false"
    )
    complaints = [line for line in judged.splitlines() if line.startswith(("WARNING", "ERROR"))]
    _run("ansible-galaxy", "collection", "install", str(tarball), "--offline", "--force", "-p", str(FOLDER / "installed"))
    unpacked = unpack(tarball, FOLDER / "unpacked")
    complaints += [
        f"the tarball holds '{entry.name}', which no user needs; add it to build_ignore in galaxy.yml"
        for entry in sorted(unpacked.iterdir())
        if entry.name not in FOR_USERS
    ]
    complaints += [*_use("installed"), *_use("unpacked")]
    _run("ansible-builder", "create", "--file", str(_definition()), "--context", str(FOLDER / "context"))
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


def _use(place: str) -> list[str]:
    """Return what is wrong with the collection in this folder."""
    where = str(FOLDER / place)
    documented = _run("ansible-doc", "golive.stack.feature_flag", ANSIBLE_COLLECTIONS_PATH=where)
    flags = json.dumps({"file": {"path": str(FOLDER / f"{place}.json")}, "flags": [{"key": "a", "enabled": True}]})
    said = _run("ansible", "localhost", "-m", "golive.stack.feature_flag", "-a", flags, ANSIBLE_COLLECTIONS_PATH=where)
    _run("ansible-playbook", "--syntax-check", "-i", "localhost,", "golive.stack.site", ANSIBLE_COLLECTIONS_PATH=where)
    complaints = [] if where in documented.replace("\n", "") else [f"the documentation was not read from {where}"]
    return complaints if "CHANGED" in said else [*complaints, f"the {place} collection did not change the flag: {said}"]


def _definition() -> Path:
    """Return the definition of an execution environment that takes what the collection says it needs."""
    file = FOLDER / "ee.yml"
    metadata = FOLDER / "unpacked" / "ansible_collections" / "golive" / "stack" / "meta"
    lines = ["version: 3", "dependencies:", f"  python: {metadata / 'ee-requirements.txt'}", f"  system: {metadata / 'ee-bindep.txt'}"]
    file.write_text("\n".join(lines) + "\n")
    return file


def _run(program: str, *argv: str, where: Path = BIN, **env: str) -> str:
    # Neither from the checkout, whose ansible.cfg names it, nor with its path: Ansible would find the checkout itself.
    environment = {**os.environ, "PATH": f"{where}:{os.environ['PATH']}", **env}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run([str(where / program), *argv], cwd=CACHE, env=environment, capture_output=True, text=True, check=False)
    print(f"$ {program} {' '.join(argv)}\n{done.stdout}{done.stderr}", flush=True)
    if done.returncode:
        sys.exit(f"{program} {argv[0]} failed with {done.returncode}")
    return done.stdout + done.stderr


if __name__ == "__main__":
    sys.exit(main())
