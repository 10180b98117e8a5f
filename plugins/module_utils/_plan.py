# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words every domain speaks: a plan is a list of changes and the state they lead to."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

State = t.Mapping[str, t.Any]


@dataclass(frozen=True)
class Change:
    """One step on one named object, with the state to go back to. Never holds a secret's value."""

    what: str
    id: str
    before: State | None
    after: State | None


@dataclass(frozen=True)
class Plan:
    """What would be changed, in order, and what the resource looks like afterwards."""

    changes: tuple[Change, ...]
    state: t.Any
    warnings: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """True when carrying the plan out would change something."""
        return bool(self.changes)

    @property
    def diff(self) -> dict[str, dict[str, t.Any]]:
        """The changed objects only, keyed by their ids in a stable order."""
        ordered = sorted(self.changes, key=lambda change: change.id)
        return {
            "before": {change.id: change.before for change in ordered if change.before is not None},
            "after": {change.id: change.after for change in ordered if change.after is not None},
        }

    def sentence(self) -> str:
        """The changes as a person would say them."""
        return ", ".join(f"{change.what} {change.id}" for change in self.changes)
