# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""When nothing is done, and what is said then: all it is about, at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._migrations.model import Desired, Finding, Look, Observed, Trouble
from ansible_collections.golive.stack.plugins.module_utils._migrations.plan import plan_migrations

from tests.unit.plugins.module_utils._migrations.words import ledger, migration, new, row

ONE, TWO, THREE = migration("1"), migration("2"), migration("3")
VIEW = migration("view", kind="repeatable", file="R__view.sql")
ALL = (ONE, TWO, THREE)
LOCKS = Finding("a.sql", 3, "drop", "locks t", "do not", "t")

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
        new("public.a", "public.b"),
        "has no ledger public.golive_migrations, but has public.a, public.b; say baseline",
    ),
    "a target nobody knows": (Desired(ALL, target="4"), new(), "target names 4, which neither .* has; the last files are 1, 2, 3"),
    "a baseline nobody knows": (Desired(ALL, baseline="4"), new(), "baseline names 4"),
    "a repair of nothing": (Desired(ALL, repair=("4", "5")), new(), "repair names 4, 5"),
    "a target that is no place": (Desired((ONE, VIEW), target="view"), new(), "view, which is repeatable"),
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
    "what would lock or break, all of it": (
        Desired(ALL, lint="fail"),
        ledger(looks={"1": Look(findings=(LOCKS,)), "2": Look(findings=(LOCKS,)), "3": Look()}),
        r"break what is running: a.sql:3 locks t \(drop: do not\); a.sql:3 locks .*; nothing was applied: .* -- golive: allow=drop\.$",
    ),
    "files that can't be sent, all of them": (
        Desired(ALL),
        ledger(row(ONE, 1), troubles={"2": Trouble(7, "holds COMMIT"), "3": Trouble(1, r"holds \i")}),
        r"as they are: 2_step.sql:7 holds COMMIT; 3_step.sql:1 holds \\i; nothing was applied",
    ),
}


@pytest.mark.parametrize(("desired", "observed", "sentence"), REFUSALS.values(), ids=list(REFUSALS))
def test_what_is_refused(desired: Desired, observed: Observed, sentence: str) -> None:
    with pytest.raises(StackError, match=sentence):
        plan_migrations(desired, observed)


def test_what_would_lock_or_break_is_in_the_result_too() -> None:
    with pytest.raises(StackError) as said:
        plan_migrations(Desired((ONE,), lint="fail"), ledger(looks={"1": Look(findings=(LOCKS,))}))
    assert said.value.details["findings"] == [{"file": "a.sql", "line": 3, "rule": "drop", "what": "locks t", "recipe": "do not"}]
