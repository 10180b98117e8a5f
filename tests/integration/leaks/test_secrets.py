# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets that are supplied, made and written, on each core: they stand in their own files, and nowhere else."""

from __future__ import annotations

import json
import subprocess
import typing as t
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.canary import Canary
from tests.integration.leaks.cores import programs_of, wanted_cores
from tests.integration.leaks.flight import Runway
from tests.integration.leaks.places import Target

FAILURES = 9 + 5 + 2 + 3  # items of secrets.yml that are to fail
MADE = 6


class Folder:
    """A folder on the target, for stores and the files that hold secrets."""

    def __init__(self, target: Target) -> None:
        self.path = f"/var/tmp/golive-{uuid.uuid4().hex[:8]}"
        self._target = target

    def run(self, *argv: str) -> str:
        """Run a program on the target."""
        command = ["docker", "exec", self._target.host.container, *argv]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def values(self, store: str) -> list[str]:
        """Return everything in a store that nobody may see."""
        document: dict[str, t.Any] = json.loads(self.run("cat", f"{self.path}/{store}"))
        versions = [version for versions in document["secrets"].values() for version in versions.values()]
        return [document["key"], *(version["value"].strip() for version in versions)]


@pytest.fixture
def folder(target: Target) -> Iterator[Folder]:
    """A folder of a test's own."""
    made = Folder(target)
    yield made
    made.run("rm", "-rf", made.path)


@pytest.mark.lab
@pytest.mark.parametrize("core", wanted_cores())
def test_secrets_stand_in_their_files_and_nowhere_else(runway: Runway, folder: Folder, canary: Canary, core: str) -> None:
    given = {"secret": canary.value, "folder": folder.path}
    traces = runway.fly(programs_of(core), Path(__file__).with_name("secrets.yml"), given, "-vvvv", "--diff")
    said = traces.texts["stdout"][-3000:] + traces.texts["stderr"][-3000:]
    assert traces.rc == 0, said
    assert traces.texts["stdout"].count("failed: [") >= FAILURES, said
    values = {value for store in ("secrets.json", "of_the_role/secrets.json") for value in folder.values(store)}
    values.add(folder.run("cat", f"{folder.path}/of_the_vault"))
    assert canary.value in values and len(values) >= 2 * MADE
    hits = [hit for value in values for hit in traces.hits(Canary(value), without=[folder.path])]
    assert not hits, "\n".join(map(str, hits))
    written = traces.texts[f"db1:{folder.path}/env"]
    assert [value for value in values if value in written], "the search finds what is where it may be"
