# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A store of secrets in a folder of a test's own, asked by module processes."""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass
from pathlib import Path

from tests.module_run import Result, run_module

Wish = t.Dict[str, t.Any]


@dataclass(frozen=True)
class Store:
    """One store; whatever a process prints about it is searched for its values."""

    folder: Path

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / "secrets.json"

    def make(self, *wishes: Wish, check: bool = False, prefix: t.Sequence[str] = (), **more: t.Any) -> Result:
        """Make secrets."""
        args = {"file": {"path": str(self.path)}, "secrets": list(wishes), **more}
        return self._quiet(run_module("secret_gen", args, check=check, diff=True, prefix=prefix))

    def write(self, path: Path, kind: str, content: str, check: bool = False, prefix: t.Sequence[str] = ()) -> Result:
        """Fill a file in."""
        args = {"file": {"path": str(self.path)}, "path": str(path), "format": kind, "content": content}
        return self._quiet(run_module("secret_file", args, check=check, diff=True, prefix=prefix))

    def value(self, name: str, state: str = "current") -> str:
        """Return what the file holds: only tests may ask for that."""
        (found,) = [version["value"] for version in self._secrets()[name].values() if version["state"] == state]
        return str(found)

    def states(self, name: str) -> dict[str, str]:
        """Return the state of every version."""
        return {number: version["state"] for number, version in sorted(self._secrets()[name].items())}

    def values(self) -> set[str]:
        """Return every value of every version."""
        there = self.path.exists() and self.path.stat().st_size > 0
        return {version["value"] for versions in self._secrets().values() for version in versions.values()} if there else set()

    def _secrets(self) -> dict[str, t.Any]:
        found: dict[str, t.Any] = json.loads(self.path.read_text())["secrets"]
        return found

    def _quiet(self, result: Result) -> Result:
        shown = result.out + result.err
        assert not [value for value in self.values() if len(value) > 3 and (value in shown or json.dumps(value)[1:-1] in shown)]
        return result


def done(result: Result) -> Result:
    """Return a result that succeeded."""
    assert result.rc == 0, result.msg or result.err
    return result


def refused(result: Result, said: str) -> None:
    """Assert that a run failed, and why."""
    assert result.rc == 1 and said in result.msg, result.msg or result.out
