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
from tests.integration.leaks.cores import wanted_cores
from tests.integration.leaks.flight import Runway
from tests.integration.leaks.table import search
from tests.integration.leaks.target import Target

FAILURES = 9 + 5 + 2 + 3 + 3 + 4  # items of secrets.yml that are to fail in a module
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


def values_of(store: str) -> list[str]:
    """Return everything in a store that nobody may see."""
    document: dict[str, t.Any] = json.loads(store)
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
    traces = runway.fly(core, Path(__file__).with_name("secrets.yml"), given, "-vvvv", "--diff")
    assert traces.rc == 0, traces.said
    assert traces.texts["stdout"].count("failed: [") >= FAILURES, traces.said
    stores = [folder.run("cat", f"{folder.path}/{store}") for store in ("secrets.json", "of_the_role/secrets.json")]
    values = {value for store in (*stores, runway.opened(core, "secrets.vault")) for value in values_of(store)}
    assert {canary.value, folder.run("cat", f"{folder.path}/of_the_vault")} <= values and len(values) >= 3 * MADE
    hits = search(core, traces, map(Canary, values), allowed=[folder.path])
    assert not hits, "\n".join(map(str, hits))
    written = traces.files[f"db1:{folder.path}/env"].text
    assert [value for value in values if value in written], "the search finds what is where it may be"
