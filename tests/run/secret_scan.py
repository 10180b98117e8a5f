# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Search this repository for secrets by its own module: the files as they are, the whole history, and what is published."""

from __future__ import annotations

import os
import sys
import typing as t
from pathlib import Path

import yaml
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._host import PosixHost
from ansible_collections.golive.stack.plugins.module_utils._secret_scan import spec
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.model import Seen, Verdict
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.plan import complaint, judge
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.scan import Search

from . import go, package
from .environment import CACHE, ROOT

ALLOWED = Path(__file__).with_name("secrets_allowed.yml")
# How warnings begin that somebody has looked at.
EXPECTED: tuple[str, ...] = ()
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
    unused = {(entry["file"], entry["rule"]) for entry in allowed}
    for title, params in where.items():
        wish = spec.wish({"history": False, "refuse": None, "config": None, "allow": allowed, **params})
        try:
            seen = Search(PosixHost(), wish.path, None).read(wish)
        except StackError as error:
            unused.clear()  # what is allowed may be there
            yield f"{title}: {error.msg}"
            continue
        verdict = judge(seen, wish.allow)
        unused &= {(entry.file, entry.rule) for entry in verdict.unused}
        print(f"{title}: {seen.files} files, {seen.bytes} bytes, {len(verdict.accepted)} accepted", flush=True)
        yield from (f"{title}: {said}" for said in _wrong(seen, verdict))
    for file, rule in sorted(unused):
        yield f"{ALLOWED.name} allows {file}, rule {rule}, which is found nowhere any more: remove it"


def _wrong(seen: Seen, verdict: Verdict) -> t.Iterator[str]:
    if verdict.findings:
        yield complaint(seen.title, verdict.findings)
        yield from (str(finding.shown) for finding in verdict.findings)
    if not seen.files:
        yield "no file was searched"
    yield from (said for said in seen.warnings if not said.startswith(EXPECTED))


def main() -> int:
    """Search, and say what is wrong."""
    os.environ["PATH"] = f"{go.make('gitleaks').parent}:{os.environ['PATH']}"
    allowed = yaml.safe_load(ALLOWED.read_text(encoding="utf-8"))
    wrong = list(complaints(places(), allowed))
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
