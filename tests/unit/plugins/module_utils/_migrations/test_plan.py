# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done about a database's migrations: one row for each rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._migrations.model import Desired, Finding, Look, Observed
from ansible_collections.golive.stack.plugins.module_utils._migrations.plan import plan_migrations

from tests.unit.plugins.module_utils._migrations.words import ledger, migration, new, row

ONE, TWO, THREE = migration("1"), migration("2"), migration("3")
SEED = migration("add_codes", kind="seed", file="add_codes.sql")
VIEW = migration("view", kind="repeatable", file="R__view.sql")
ALL = (ONE, TWO, THREE)

PLANS: dict[str, tuple[Desired, Observed, list[str]]] = {
    "a new database gets all": (Desired(ALL), new(), ["apply 1", "apply 2", "apply 3"]),
    "what is applied is left alone": (Desired(ALL), ledger(row(ONE, 1), row(TWO, 2), row(THREE, 3)), []),
    "only the rest is applied": (Desired(ALL), ledger(row(ONE, 1)), ["apply 2", "apply 3"]),
    "a seed goes where it stands in the order": (Desired((ONE, SEED, TWO)), ledger(row(ONE, 1)), ["apply add_codes", "apply 2"]),
    "what is repeatable comes last": (Desired((VIEW, ONE)), new(), ["apply 1", "apply view"]),
    "what is repeatable is repeated when it is another": (
        Desired((ONE, VIEW)),
        ledger(row(ONE, 1), row(replace(VIEW, digest="8"), 2)),
        ["apply view"],
    ),
    "what is repeatable is not repeated when it is the same": (Desired((ONE, VIEW)), ledger(row(ONE, 1), row(VIEW, 2)), []),
    "what is new is not late because something repeatable was done": (
        Desired((ONE, TWO, VIEW)),
        ledger(row(ONE, 1), row(VIEW, 2)),
        ["apply 2"],
    ),
    "a target ends the way": (Desired(ALL, target="2"), new(), ["apply 1", "apply 2"]),
    "before the last version nothing repeatable is done": (Desired((ONE, TWO, VIEW), target="1"), new(), ["apply 1"]),
    "at the last version it is": (Desired((ONE, TWO, VIEW), target="2"), new(), ["apply 1", "apply 2", "apply view"]),
    "the way back is walked last first": (
        Desired(ALL, target="1", walk_back=True),
        ledger(row(ONE, 1), row(TWO, 2, has_down=True), row(THREE, 3, has_down=True)),
        ["undo 3", "undo 2"],
    ),
    "a target that is reached is no way back": (Desired(ALL, target="3"), ledger(row(ONE, 1), row(TWO, 2), row(THREE, 3)), []),
    "the files of what is undone may be gone": (
        Desired((ONE,), target="1", walk_back=True),
        ledger(row(ONE, 1), row(TWO, 2, has_down=True)),
        ["undo 2"],
    ),
    "what was undone is done again": (Desired((ONE, TWO)), ledger(row(ONE, 1), row(TWO, 2, "undone")), ["apply 2"]),
    "a baseline is recorded, not done": (Desired(ALL, baseline="2"), new(), ["record 1", "record 2", "apply 3"]),
    "a baseline is recorded once": (Desired(ALL, baseline="2"), ledger(row(ONE, 1, "baseline"), row(TWO, 2, "baseline")), ["apply 3"]),
    "a database that is not empty may be taken as it is": (
        Desired((ONE,), unmanaged="ignore"),
        new("public.a"),
        ["apply 1"],
    ),
    "what is late may be fitted in": (Desired(ALL, out_of_order=True), ledger(row(ONE, 1), row(THREE, 2)), ["apply 2"]),
    "an edited text is accepted when a person says so": (
        Desired(ALL, repair=("2",)),
        ledger(row(ONE, 1), row(replace(TWO, digest="f" * 64), 2), row(THREE, 3)),
        ["repair 2"],
    ),
    "what was repaired needs no repair": (Desired(ALL, repair=("2",)), ledger(row(ONE, 1), row(TWO, 2), row(THREE, 3)), []),
    "what began is gone on with when a person says so": (
        Desired(ALL, repair=("2",)),
        ledger(row(ONE, 1), row(TWO, 2, "dirty")),
        ["resume 2", "apply 3"],
    ),
    "an old release lives with what says it can": (Desired((ONE,)), ledger(row(ONE, 1), row(TWO, 2, contract="compatible")), []),
    "of a baseline nobody knows the text": (Desired((ONE,)), ledger(row(replace(ONE, digest=""), 1, "baseline")), []),
}


@pytest.mark.parametrize(("desired", "observed", "done"), PLANS.values(), ids=list(PLANS))
def test_what_is_done(desired: Desired, observed: Observed, done: list[str]) -> None:
    assert [f"{change.what} {change.id}" for change in plan_migrations(desired, observed).changes] == done


def test_a_later_release_is_named() -> None:
    plan = plan_migrations(Desired((ONE,)), ledger(row(ONE, 1), row(TWO, 2, contract="compatible")))
    assert plan.warnings == ("Migration 2 is of a later release; this one can live with it, as it says.",)
    assert [(one["version"], one["state"], one["file"]) for one in plan.state] == [("1", "applied", "1_step.sql"), ("2", "applied", None)]


@pytest.mark.parametrize(
    ("desired", "warnings"),
    [
        (Desired((ONE, TWO)), ("a.sql:3 locks t (drop); do not.",)),
        (Desired((ONE, TWO), lint="ignore"), ()),
        (Desired((ONE, TWO), target="1"), ()),
        (Desired((ONE, TWO), baseline="1", lint="fail"), None),
    ],
    ids=["each is warned of", "when asked for", "of what is applied", "of what is applied, not of what is only recorded"],
)
def test_what_locks_or_breaks_is_warned_of(desired: Desired, warnings: tuple[str, ...] | None) -> None:
    found = Look(findings=(Finding("a.sql", 3, "drop", "locks t", "do not", "t"),))
    # Only what is made in the same run is in nobody's use: not what the baseline has made.
    observed = ledger(looks={"1": Look(made=("t",) if warnings is None else ()), "2": found})
    if warnings is None:
        with pytest.raises(StackError, match="locks t"):
            plan_migrations(desired, observed)
    else:
        assert plan_migrations(desired, observed).warnings == warnings


def test_the_state_is_what_will_be() -> None:
    plan = plan_migrations(Desired(ALL, target="2"), ledger(row(ONE, 1, ms=5)))
    assert [(one["version"], one["state"], one["ms"]) for one in plan.state] == [
        ("1", "applied", 5),
        ("2", "applied", None),
        ("3", "pending", None),
    ]
