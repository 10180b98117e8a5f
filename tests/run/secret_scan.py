# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Search this repository for secrets by its own module: the files as they are, the whole history, and what is published."""

from __future__ import annotations

import os
import sys
import typing as t
from pathlib import Path

import yaml
from ansible_collections.golive.stack.plugins.module_utils._execute import Run
from ansible_collections.golive.stack.plugins.module_utils._host import PosixHost
from ansible_collections.golive.stack.plugins.module_utils._report import attempt
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.work import search

from . import go, package
from .environment import CACHE, ROOT

ALLOWED = Path(__file__).with_name("secrets_allowed.yml")
FOLDER = CACHE / "secret-scan"


def places(folder: Path = FOLDER) -> dict[str, dict[str, t.Any]]:
    """Return what is searched: the files that git knows, all that it ever knew, and the artifact that is made of them."""
    # Built anew by what builds the artifact for users, so that this step needs no other and they can't differ.
    tarball = package.build(folder)
    return {
        "tree": {"path": str(folder / "source")},
        "history": {"path": str(ROOT), "history": True},
        "artifact": {"path": str(tarball)},
    }


def complaints(where: t.Mapping[str, t.Mapping[str, t.Any]], allowed: t.Sequence[t.Mapping[str, str]]) -> t.Iterator[str]:
    """Yield what is wrong: what was found, what could not be searched, and what is allowed for nothing."""
    used: set[tuple[str, str]] = set()
    for title, params in where.items():
        whole = {"history": False, "refuse": None, "file": None, "config": None, "allow": allowed, **params}
        failure, result = attempt(search, whole, Run(check=True), PosixHost(), ("findings", "accepted", "scanned"))
        said: t.Mapping[str, t.Any] = failure or result
        if failure is not None:
            yield f"{title}: {failure['msg']}"
            yield from (f"{title}: {finding}" for finding in failure.get("findings", ()))
        print(f"{title}: {said.get('scanned')}, {len(said.get('accepted', ()))} accepted", flush=True)
        for one in said.get("accepted", ()):
            used |= {
                (entry["file"], entry["rule"]) for entry in allowed if (entry["rule"], entry["reason"]) == (one["rule"], one["reason"])
            }
        if failure is None and not result["scanned"]["files"]:
            yield f"{title}: no file was searched"
    for entry in allowed:
        if (entry["file"], entry["rule"]) not in used:
            yield f"{ALLOWED.name} allows {entry['file']}, rule {entry['rule']}, which is found nowhere any more: remove it"


def main() -> int:
    """Search, and say what is wrong."""
    os.environ["PATH"] = f"{go.make('gitleaks').parent}:{os.environ['PATH']}"
    allowed = yaml.safe_load(ALLOWED.read_text(encoding="utf-8"))
    wrong = list(complaints(places(), allowed))
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
