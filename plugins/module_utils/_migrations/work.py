# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules do, wherever they run."""

from __future__ import annotations

import contextlib
import os
import typing as t
from dataclasses import asdict

from .._database.port import Database
from .._database.settings import Settings
from .._execute import Run, execute, observe
from .._host import Host
from . import spec
from .archive import ZipFolder
from .ledger import Ledger
from .model import IGNORE, REPEATABLE, Observed
from .source import Folder, PosixFolder, Source
from .store import LedgerReader, MigrationStore


@contextlib.contextmanager
def _database(params: t.Mapping[str, t.Any], host: Host, module: str) -> t.Iterator[Database]:
    database = Database(Settings.of(params["database"]), f"golive.stack {module}", host)
    try:
        yield database
    finally:
        database.close()


def migrate(params: t.Mapping[str, t.Any], run: Run, host: Host) -> dict[str, t.Any]:
    """Bring the database to the state that the files describe."""
    source = Source(_folder(spec.whole_path(params, host.expand)), spec.naming(params))
    desired = spec.desired(params, source.migrations())
    with _database(params, host, "postgres_migrations") as database:
        store = MigrationStore(database, _ledger(params), source, spec.how(params))
        outcome = execute(run, store, desired)
    findings = [] if desired.lint == IGNORE else store.findings(outcome.plan)
    return {**outcome.report(run, "migrations"), "findings": findings}


def list_migrations(params: t.Mapping[str, t.Any], run: Run, host: Host) -> dict[str, t.Any]:
    """List what the ledger says."""
    with _database(params, host, "postgres_migrations_info") as database:
        observed, assumed = observe(run, LedgerReader(database, _ledger(params)), None)
    return {"changed": False, **_survey(observed), **assumed}


def _survey(observed: Observed) -> dict[str, t.Any]:
    done = [entry.version for entry in observed.entries if entry.done and entry.kind != REPEATABLE]
    listed = [asdict(entry) for entry in observed.entries]
    return {"migrations": listed, "head": done[-1] if done else None, "managed": observed.exists}


def _folder(path: str) -> Folder:
    return ZipFolder(path) if os.path.isfile(path) else PosixFolder(path)


def _ledger(params: t.Mapping[str, t.Any]) -> Ledger:
    return Ledger(params["ledger"]["schema"], params["ledger"]["name"])
