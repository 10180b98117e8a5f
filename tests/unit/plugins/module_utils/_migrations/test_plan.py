# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done about a database's migrations, and what is refused."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._migrations.model import Desired, Entry, Migration, Observed, Trouble
from ansible_collections.golive.stack.plugins.module_utils._migrations.plan import plan_migrations

ONE, TWO, THREE = (Migration(str(n), f"step {n}", "versioned", f"{n}_step.sql", f"{n}" * 64) for n in (1, 2, 3))
SEED = Migration("add_codes", "codes", "seed", "add_codes.sql", "5" * 64)
VIEW = Migration("view", "view", "repeatable", "R__view.sql", "9" * 64)


def row(migration: Migration, rank: int, state: str = "applied", **more: t.Any) -> Entry:
    """Return the ledger's row of a migration."""
    return Entry(migration.version, migration.title, migration.kind, migration.digest, state, rank, **more)


def ledger(*entries: Entry, **more: t.Any) -> Observed:
    """Return a database with a ledger."""
    return Observed("ledger public.golive_migrations", True, entries, **more)


NEW = Observed("ledger public.golive_migrations")
ALL = (ONE, TWO, THREE)

PLANS: dict[str, tuple[Desired, Observed, list[str]]] = {
    "a new database gets all": (Desired(ALL), NEW, ["apply 1", "apply 2", "apply 3"]),
    "what is applied is left alone": (Desired(ALL), ledger(row(ONE, 1), row(TWO, 2), row(THREE, 3)), []),
    "only the rest is applied": (Desired(ALL), ledger(row(ONE, 1)), ["apply 2", "apply 3"]),
    "a seed goes where it stands in the order": (Desired((ONE, SEED, TWO)), ledger(row(ONE, 1)), ["apply add_codes", "apply 2"]),
    "what is repeatable comes last": (Desired((VIEW, ONE)), NEW, ["apply 1", "apply view"]),
    "what is repeatable is repeated when it is another": (
        Desired((ONE, VIEW)),
        ledger(row(ONE, 1), row(replace(VIEW, digest="8"), 2)),
        ["apply view"],
    ),
    "what is repeatable is not repeated when it is the same": (Desired((ONE, VIEW)), ledger(row(ONE, 1), row(VIEW, 2)), []),
    "a target ends the way": (Desired(ALL, target="2"), NEW, ["apply 1", "apply 2"]),
    "before the last version nothing repeatable is done": (Desired((ONE, TWO, VIEW), target="1"), NEW, ["apply 1"]),
    "at the last version it is": (Desired((ONE, TWO, VIEW), target="2"), NEW, ["apply 1", "apply 2", "apply view"]),
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
    "a baseline is recorded, not done": (Desired(ALL, baseline="2"), NEW, ["record 1", "record 2", "apply 3"]),
    "a baseline is recorded once": (Desired(ALL, baseline="2"), ledger(row(ONE, 1, "baseline"), row(TWO, 2, "baseline")), ["apply 3"]),
    "a database that is not empty may be taken as it is": (
        Desired((ONE,), unmanaged="ignore"),
        replace(NEW, strangers=("public.a",)),
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

REFUSALS: dict[str, tuple[Desired, Observed, str]] = {
    "edited files, all of them": (
        Desired(ALL),
        ledger(row(replace(ONE, digest="a" * 64), 1), row(replace(TWO, digest="b" * 64), 2)),
        r"edited after .*: 1 \(1_step.sql is 111111111111, applied was aaaaaaaaaaaa\), 2 \(2_step.sql is .*put the old text back",
    ),
    "a file that is gone": (
        Desired((ONE, THREE)),
        ledger(row(ONE, 1), row(TWO, 2), row(THREE, 3)),
        "have no file: 2; deploy the release that has them",
    ),
    "a later release that says nothing": (Desired((ONE,)), ledger(row(ONE, 1), row(TWO, 2)), "have no file: 2"),
    "a gap before what is compatible": (
        Desired((ONE, THREE)),
        ledger(row(ONE, 1), row(TWO, 2, contract="compatible"), row(THREE, 3)),
        "have no file: 2",
    ),
    "what comes late": (Desired(ALL), ledger(row(ONE, 1), row(THREE, 2)), "belong before 3, .* 2_step.sql; give them later numbers"),
    "what began and did not end": (
        Desired(ALL),
        ledger(row(ONE, 1), row(TWO, 2, "dirty", statements=4)),
        r"did not end: 2 \(4 statements done\).*repair: \[2\]",
    ),
    "a database with tables of others": (
        Desired((ONE,)),
        replace(NEW, strangers=("public.a", "public.b")),
        "has no ledger public.golive_migrations, but has public.a, public.b; say baseline",
    ),
    "a target nobody knows": (Desired(ALL, target="4"), NEW, "target names 4, which neither .* has; the last files are 1, 2, 3"),
    "a baseline nobody knows": (Desired(ALL, baseline="4"), NEW, "baseline names 4"),
    "a repair of nothing": (Desired(ALL, repair=("4", "5")), NEW, "repair names 4, 5"),
    "a target that is no place": (Desired((ONE, VIEW), target="view"), NEW, "view, which is repeatable"),
    "an old target, forgotten in an inventory": (
        Desired(ALL, target="1"),
        ledger(row(ONE, 1), row(TWO, 2, has_down=True)),
        "target is 1, but .* says that 2 came after it; say walk_back: true",
    ),
    "a way back that is not there": (
        Desired(ALL, target="1", walk_back=True),
        ledger(row(ONE, 1), row(TWO, 2), row(THREE, 3, has_down=True)),
        "no way back over 2: .*nothing was undone: restore the backup that was taken before 2",
    ),
    "files that can't be sent, all of them": (
        Desired(ALL),
        ledger(row(ONE, 1), troubles={"2": Trouble(7, "holds COMMIT"), "3": Trouble(1, r"holds \i")}),
        r"as they are: 2_step.sql:7 holds COMMIT; 3_step.sql:1 holds \\i; nothing was applied",
    ),
}


@pytest.mark.parametrize(("desired", "observed", "done"), PLANS.values(), ids=list(PLANS))
def test_what_is_done(desired: Desired, observed: Observed, done: list[str]) -> None:
    assert [f"{change.what} {change.id}" for change in plan_migrations(desired, observed).changes] == done


@pytest.mark.parametrize(("desired", "observed", "sentence"), REFUSALS.values(), ids=list(REFUSALS))
def test_what_is_refused(desired: Desired, observed: Observed, sentence: str) -> None:
    with pytest.raises(StackError, match=sentence):
        plan_migrations(desired, observed)


def test_a_later_release_is_named() -> None:
    plan = plan_migrations(Desired((ONE,)), ledger(row(ONE, 1), row(TWO, 2, contract="compatible")))
    assert plan.warnings == ("Migration 2 is of a later release; this one can live with it, as it says.",)
    assert [(one["version"], one["state"], one["file"]) for one in plan.state] == [("1", "applied", "1_step.sql"), ("2", "applied", None)]


def test_the_state_is_what_will_be() -> None:
    plan = plan_migrations(Desired(ALL, target="2"), ledger(row(ONE, 1, ms=5)))
    assert [(one["version"], one["state"], one["ms"]) for one in plan.state] == [
        ("1", "applied", 5),
        ("2", "applied", None),
        ("3", "pending", None),
    ]
