# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module does, wherever it runs."""

from __future__ import annotations

import typing as t

from .._database.port import Database
from .._database.settings import Settings
from .._errors import StackError
from .._execute import Run, observe
from .._host import Host
from . import spec
from .catalog import snapshot_of
from .compare import compare_catalog
from .compare_data import compare_data
from .model import Observed, Wish
from .reading import Schema
from .verdict import complaint, counted, failing, warnings_of


def assert_schema(params: t.Mapping[str, t.Any], run: Run, host: Host) -> dict[str, t.Any]:
    """Compare the database with what is asserted; what is not the same is a failure."""
    wish = spec.wish(params)
    settings = Settings.of(params["database"])
    database = Database(settings, "golive.stack schema_assert", host)
    try:
        observed, assumed = observe(run, Schema(settings, database, host), wish)
    finally:
        database.close()
    there = t.cast(Observed, observed)
    # What is not there yet can't be compared.
    findings = () if assumed else counted([*compare_catalog(wish, there), *compare_data(wish, there)], wish.unexpected)
    shown = {"findings": [finding.shown for finding in findings]}
    warnings = [*warnings_of(findings, wish.unexpected, there.title), *spoken_differently(wish, there)]
    failures = failing(findings, wish.unexpected)
    if failures:
        raise StackError(complaint(there.title, failures), **shown, warnings=warnings)
    return {"changed": False, **shown, "snapshot": snapshot_of(there), "warnings": warnings, **assumed}


def spoken_differently(wish: Wish, there: Observed) -> list[str]:
    """Say what could not be looked at, or is written in other words by another version."""
    said = [
        f"Orphans of the foreign key {key.title} were not counted, since it holds for a time (PERIOD); assert them by a statement."
        for key in there.foreign_keys
        if key.period and "orphans" in wish.foreign_keys
    ]
    version = (there.reference or {}).get("postgresql", there.version)
    if version != there.version:
        said.append(
            f"The reference is of PostgreSQL {version} and {there.title} is of {there.version}: what differs in a definition"
            " may be the same in other words."
        )
    return said
