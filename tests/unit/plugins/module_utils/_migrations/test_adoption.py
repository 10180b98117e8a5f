# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is taken over from the ledgers of other tools: rows as those tools write them."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._migrations.model import Desired, Observed
from ansible_collections.golive.stack.plugins.module_utils._migrations.plan import plan_migrations

from tests.unit.plugins.module_utils._migrations import others
from tests.unit.plugins.module_utils._migrations.words import ledger, migration, new, row

ONE, TWO, THREE = migration("1"), migration("2"), migration("3")
ALL = (ONE, TWO, THREE)
VIEW = migration("a view", kind="repeatable", file="R__a_view.sql")
DAYS = tuple(migration(f"2026010100000{number}") for number in (1, 2, 3))
CHANGES = tuple(migration(name, native_id=name[0] * 40) for name in ("users", "roles", "teams"))
SUMS = {"1": "11", "2": "22", "a view": "33"}

Case = t.Tuple[str, t.Tuple[t.Any, ...], Observed, t.List[str]]

TAKEN: dict[str, Case] = {
    "flyway: what stands there, with its checksum": (
        "flyway",
        ALL,
        others.flyway(others.sql(1, "1", 11), others.sql(2, "2", 22), sums=SUMS),
        ["adopted 1", "adopted 2", "apply 3"],
    ),
    "flyway: without a checksum nobody knows the text": (
        "flyway",
        (ONE,),
        others.flyway(others.sql(1, "1", None), sums=SUMS),
        ["adopted 1"],
    ),
    "flyway: a number may be written in other ways": (
        "flyway",
        (migration("001"), migration("1.10.0")),
        others.flyway(others.sql(1, "1", None), others.sql(2, "1.10", None)),
        ["adopted 001", "adopted 1.10.0"],
    ),
    "flyway: a baseline is all up to it, with files or without": (
        "flyway",
        ALL,
        others.flyway(others.sql(1, "2.5", None, type="BASELINE"), others.sql(2, "3", None)),
        ["baseline 1", "baseline 2", "adopted 3"],
    ),
    "flyway: rows about no migration": (
        "flyway",
        (ONE,),
        others.flyway(others.sql(0, None, None, type="SCHEMA"), others.sql(1, "1", 11), sums=SUMS),
        ["adopted 1"],
    ),
    "flyway: what was undone or deleted is not there": (
        "flyway",
        ALL,
        others.flyway(
            *(others.sql(1, "1", 11), others.sql(2, "2", 22), others.sql(3, "2", 99, type="UNDO_SQL")),
            *(others.sql(4, "7", 1), others.sql(5, "7", 1, type="DELETE")),
            sums=SUMS,
        ),
        ["adopted 1", "apply 2", "apply 3"],
    ),
    "flyway: what is repeatable, by its description": (
        "flyway",
        (ONE, VIEW),
        others.flyway(others.sql(1, "1", 11), others.sql(2, None, 1), others.sql(3, None, 33), sums=SUMS),
        ["adopted 1", "adopted a view"],
    ),
    "flyway: what is repeatable and another text by now is repeated": (
        "flyway",
        (ONE, VIEW),
        others.flyway(others.sql(1, "1", 11), others.sql(2, None, 44), sums=SUMS),
        ["adopted 1", "apply a view"],
    ),
    "flyway: the file of what is repeatable may be gone": ("flyway", (ONE,), others.flyway(others.sql(1, None, 44)), ["apply 1"]),
    "dbmate": (
        "dbmate",
        DAYS,
        others.dbmate("20260101000001", "20260101000002"),
        ["adopted 20260101000001", "adopted 20260101000002", "apply 20260101000003"],
    ),
    "goose: version 0 is none, and of each the last row counts": (
        "goose",
        ALL,
        others.goose((0, True), (1, True), (2, True), (2, False)),
        ["adopted 1", "apply 2", "apply 3"],
    ),
    "goose: what was taken back and done again": (
        "goose",
        (ONE,),
        others.goose((0, True), (1, True), (1, False), (1, True)),
        ["adopted 1"],
    ),
    "golang-migrate: all up to the one that is named": (
        "golang-migrate",
        (migration("0001"), migration("0002"), migration("0003"), VIEW),
        others.golang_migrate(2),
        ["adopted 0001", "adopted 0002", "apply 0003", "apply a view"],
    ),
    "sqitch: by its ids": (
        "sqitch",
        CHANGES,
        others.sqitch(("app", "users"), ("app", "roles"), sums={"users": "u1", "roles": "r1"}),
        ["adopted users", "adopted roles", "apply teams"],
    ),
    "sqitch: another project in the same ledger": (
        "sqitch",
        CHANGES[:1],
        others.sqitch(("app", "users"), ("shop", "goods"), sums={"users": "u1"}),
        ["adopted users"],
    ),
    "sqitch: an old ledger has the ids in place of digests": (
        "sqitch",
        CHANGES[:1],
        others.sqitch(("app", "users"), old=True, sums={"users": "other"}),
        ["adopted users"],
    ),
    "alembic": ("alembic", (ONE,), others.alembic("003"), ["adopted alembic:003", "apply 1"]),
    "liquibase": ("liquibase", (), others.liquibase("1", "2"), ["adopted liquibase:changelog.sql::2::ann"]),
    "knex": ("knex", (), others.knex("1_a.js", "2_b.js"), ["adopted knex:2_b.js"]),
    "node-pg-migrate": ("node-pg-migrate", (), others.node_pg_migrate("1_a", "2_b"), ["adopted node-pg-migrate:2_b"]),
    "sequelize": ("sequelize", (), others.sequelize("2-b.js", "1-a.js"), ["adopted sequelize:2-b.js"]),
    "drizzle": ("drizzle", (), others.drizzle(1767225600000, 1767225600001), ["adopted drizzle:1767225600001"]),
    "prisma": ("prisma", (), others.prisma(("a", "1", "1", None), ("b", "2", None, "3")), ["adopted prisma:a"]),
    "prisma: all of it rolled back": ("prisma", (ONE,), others.prisma(("b", "2", None, "3")), ["apply 1"]),
    "an empty ledger": ("dbmate", (ONE,), others.dbmate(), ["apply 1"]),
    "no ledger at all in a new database": ("flyway", (ONE,), others.none("flyway"), ["apply 1"]),
}


@pytest.mark.parametrize(("tool", "files", "observed", "done"), TAKEN.values(), ids=list(TAKEN))
def test_what_is_taken_over(tool: str, files: tuple[t.Any, ...], observed: Observed, done: list[str]) -> None:
    plan = plan_migrations(Desired(files, adopt=tool), replace(observed, strangers=others.own_tables(tool)))
    told = [f"{(change.after or {})['state'] if change.what == 'record' else change.what} {change.id}" for change in plan.changes]
    assert told == done
    origins = {(change.after or {}).get("origin") for change in plan.changes if change.what == "record"}
    assert origins <= {tool}


def test_the_tables_that_the_tool_made_are_no_strangers() -> None:
    observed = replace(others.dbmate("1"), strangers=("public.schema_migrations", "public.users"))
    assert [change.what for change in plan_migrations(Desired(ALL, adopt="dbmate"), observed).changes] == ["record", "apply", "apply"]


def test_once_there_is_a_row_of_ours_the_other_ledger_says_nothing() -> None:
    observed = replace(ledger(row(ONE, 1, "undone")), foreign=others.dbmate("1", "2", "3").foreign)
    assert [change.what for change in plan_migrations(Desired(ALL, adopt="dbmate"), observed).changes] == ["apply"] * 3


def test_what_was_taken_over_is_left_alone() -> None:
    head = row(migration("alembic:003", digest=""), 1, "adopted", origin="alembic")
    plan = plan_migrations(Desired((ONE, TWO), adopt="alembic"), ledger(head, row(ONE, 2), row(TWO, 3, "adopted", origin="dbmate")))
    assert not plan.changed and plan.warnings == ()


def test_a_text_that_a_person_has_looked_at_is_taken_as_it_is() -> None:
    observed = others.flyway(others.sql(1, "1", 99), sums=SUMS)
    assert [change.what for change in plan_migrations(Desired((ONE,), adopt="flyway", repair=("1",)), observed).changes] == ["record"]


REFUSED: dict[str, tuple[str, tuple[t.Any, ...], Observed, str]] = {
    "flyway: edited files, all of them": (
        "flyway",
        ALL,
        others.flyway(others.sql(1, "1", 12), others.sql(2, "2", 23), sums=SUMS),
        r"edited after flyway's ledger public.flyway_schema_history says .*: 1 \(1_step.sql is 11, applied was 12\), 2 \(2_step.sql is 22,",
    ),
    "flyway: a failure": (
        "flyway",
        ALL,
        others.flyway(others.sql(1, "1", 11), others.sql(2, "2", 22, success=False), sums=SUMS),
        r"from flyway found that 2 \(a view\) failed, says public.flyway_schema_history; .* run flyway repair, then run again",
    ),
    "flyway: a row without a file": (
        "flyway",
        (ONE,),
        others.flyway(others.sql(1, "1", 11), others.sql(2, "2", 22), others.sql(3, "3", None, type="JDBC"), sums=SUMS),
        r"have no file: 2 \(a view\), 3 \(a view\); deploy",
    ),
    "dbmate: a row without a file": ("dbmate", DAYS, others.dbmate("20250101000000"), "have no file: 20250101000000; deploy"),
    "goose: a row without a file": ("goose", (ONE,), others.goose((1, True), (2, True)), "goose_db_version says .* have no file: 2"),
    "golang-migrate: the version has no file": ("golang-migrate", (ONE, THREE), others.golang_migrate(2), "have no file: 2"),
    "golang-migrate: dirty": (
        "golang-migrate",
        ALL,
        others.golang_migrate(2, dirty=True),
        "found that version 2 is dirty, .*says public.schema_migrations; .* migrate force 2 or the version before it",
    ),
    "dbmate's ledger is not golang-migrate's": (
        "golang-migrate",
        ALL,
        others.of("golang-migrate", {"version": "1"}),
        "adopt says golang-migrate, but public.schema_migrations has the columns version; it is dbmate's: say adopt: dbmate",
    ),
    "golang-migrate's ledger is not dbmate's": (
        "dbmate",
        ALL,
        others.of("dbmate", {"version": 1, "dirty": False}),
        "has the columns dirty, version; it is golang-migrate's: say adopt: golang-migrate",
    ),
    "a table of that name that is nobody's": (
        "goose",
        ALL,
        others.of("goose", {"what": 1}),
        "has the columns what; no tool that can be taken over keeps such a table",
    ),
    "sqitch: an edited script": (
        "sqitch",
        CHANGES,
        others.sqitch(("app", "users"), sums={"users": "u2"}),
        r"edited after sqitch's ledger sqitch.changes .*: users \(users_step.sql is u2, applied was u1\)",
    ),
    "sqitch: another project": ("sqitch", CHANGES, others.sqitch(("shop", "goods")), r"have no file: shop:goods \(gggggggggggg\)"),
    "sqitch: a plan that was edited": (
        "sqitch",
        (CHANGES[0], replace(CHANGES[1], native_id="x" * 40)),
        others.sqitch(("app", "users"), ("app", "roles"), sums={"users": "u1"}),
        r"have no file: app:roles \(rrrrrrrrrrrr\); deploy",
    ),
    "alembic: two heads": (
        "alembic",
        (),
        others.alembic("b", "a"),
        "from alembic found the heads a, b, says public.alembic_version; merge",
    ),
    "liquibase: at work": ("liquibase", (), others.liquibase("1", locked="web1"), "its lock held by web1, .* release-locks"),
    "knex: at work": ("knex", (), others.knex("1_a.js", locked=1), "its lock held, says public.knex_migrations; .* migrate:unlock"),
    "prisma: begun": (
        "prisma",
        (),
        others.prisma(("a", "1", "1", None), ("b", "2", None, None)),
        "found b begun and not finished, says public._prisma_migrations; say prisma migrate resolve",
    ),
    "a gap before what was taken over": ("dbmate", DAYS, others.dbmate("20260101000003"), "belong before 20260101000003"),
    "tables and no ledger": (
        "flyway",
        ALL,
        replace(others.none("flyway"), strangers=("public.a",)),
        "from flyway found no public.flyway_schema_history, but the database has public.a; name the tool that made them, or say baseline",
    ),
    "tables and the ledger of another": (
        "flyway",
        ALL,
        replace(others.none("flyway"), strangers=("public.a", "public.goose_db_version")),
        "has public.a, public.goose_db_version; say adopt: goose, whose ledger is there",
    ),
    "tables and an empty ledger": (
        "dbmate",
        ALL,
        replace(others.dbmate(), strangers=("public.a", "public.schema_migrations")),
        "found nothing in public.schema_migrations, but the database has public.a; name",
    ),
}


@pytest.mark.parametrize(("tool", "files", "observed", "sentence"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_refused(tool: str, files: tuple[t.Any, ...], observed: Observed, sentence: str) -> None:
    with pytest.raises(StackError, match=sentence):
        plan_migrations(Desired(files, adopt=tool), observed)


def test_who_finds_the_ledger_of_another_tool_is_told_its_name() -> None:
    with pytest.raises(StackError, match=r"adopt: dbmate or golang-migrate when another tool"):
        plan_migrations(Desired(ALL), new("public.a", "public.schema_migrations"))
