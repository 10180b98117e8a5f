# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option ``database`` as core hands it over, with what was left out filled in."""

from __future__ import annotations

import typing as t

from ansible_collections.golive.stack.plugins.module_utils._database.settings import DATABASE_SPEC, Settings


def database(**given: t.Any) -> dict[str, t.Any]:
    """Return the option for the database app."""
    return {**{name: option.get("default") for name, option in DATABASE_SPEC["options"].items()}, "name": "app", **given}


def settings(**given: t.Any) -> Settings:
    """Return what that option becomes."""
    return Settings.of(database(**given))
