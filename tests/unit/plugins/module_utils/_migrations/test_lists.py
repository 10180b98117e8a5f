# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An order that is written down says all, and nothing beside it."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._migrations.lists import parse_order
from ansible_collections.golive.stack.plugins.module_utils._migrations.model import Migration

from .memory_folder import migrations

# id: text, names
ORDERS = {
    "one per line": ("b.sql\na.sql\n", ("b.sql", "a.sql")),
    "blank lines and spaces": ("\n  b.sql \n\n\ta.sql", ("b.sql", "a.sql")),
    "comments": ("# first\nb.sql # the base\n  # then\na.sql", ("b.sql", "a.sql")),
    "a name with the sign of a comment in it": ("a#1.sql", ("a#1.sql",)),
    "nothing": ("# later\n", ()),
}


@pytest.mark.parametrize(("text", "names"), ORDERS.values(), ids=ORDERS)
def test_reads_an_order(text: str, names: tuple[str, ...]) -> None:
    assert parse_order(text) == names


def said(found: tuple[Migration, ...]) -> list[tuple[str, str]]:
    return [(migration.version, migration.kind) for migration in found]


DEMO = ("0001_initial_schema.sql", "0002_feature_flags.sql", "add_country_codes.sql", "0005_manual_phone_entry.sql")


@pytest.mark.parametrize("scheme", ["order", "auto"])
def test_the_list_of_the_option_is_the_order(scheme: str) -> None:
    found = migrations(DEMO, scheme=scheme, order=DEMO, seeds=("add_*",))
    assert said(found) == [
        ("0001_initial_schema", "versioned"),
        ("0002_feature_flags", "versioned"),
        ("add_country_codes", "seed"),
        ("0005_manual_phone_entry", "versioned"),
    ]


@pytest.mark.parametrize("scheme", ["order", "auto"])
def test_the_list_of_a_file_is_the_order(scheme: str) -> None:
    files = {"order.txt": "\ufeffb.sql\r\na.sql # last\r\n", "a.sql": "A;", "b.sql": "B;", "README.md": b"\xff"}
    assert said(migrations(files, scheme=scheme, order_file="order.txt")) == [("b", "versioned"), ("a", "versioned")]


def test_folders_below_count_as_far_as_the_list_names_them() -> None:
    found = migrations(["a.sql", "seeds/b.sql", "archive/c.sql"], order=("a.sql", "seeds/b.sql"))
    assert said(found) == [("a", "versioned"), ("seeds/b", "versioned")]


def test_a_name_in_the_list_may_end_as_it_will() -> None:
    assert said(migrations(["a.psql", "b.SQL", "c"], order=("a.psql", "b.SQL", "c"))) == [
        ("a", "versioned"),
        ("b", "versioned"),
        ("c", "versioned"),
    ]


@pytest.mark.parametrize("name", ["a.sql", "a.up.sql"])
def test_a_way_down_is_found_beside_its_way_up(name: str) -> None:
    (found,) = migrations({name: "A;", "a.down.sql": "B;"}, order=(name,))
    assert (found.down, found.down_from) == ("B;", ("a.down.sql", 1))


# id: files, order, what is said
WRONG = {
    "files that are not there": (["a.sql"], ("c.sql", "a.sql", "b.sql"), "option order lists are not all there: b.sql, c.sql; add"),
    "a file that differs by case": (
        ["users.sql"],
        ("Users.sql",),
        "not all there: Users.sql (there is users.sql, which differs by case); add",
    ),
    "files that are not listed": (["a.sql", "c.sql", "b.sql"], ("a.sql",), "gives no place in the order: b.sql, c.sql; rename"),
    "a file that is not listed, beside one that is": (
        ["a.sql", "s/b.sql", "s/c.sql"],
        ("a.sql", "s/b.sql"),
        "no place in the order: s/c.sql;",
    ),
    "names that are listed twice": (["a.sql", "b.sql"], ("b.sql", "a.sql", "b.sql", "a.sql"), "lists a.sql, b.sql more than once"),
    "ways down in the list": (["a.sql", "a.down.sql"], ("a.sql", "a.down.sql"), "lists ways down: a.down.sql; list"),
    "a way down without its way up": (["a.sql", "b.down.sql"], ("a.sql",), "ways down without a way up: b.down.sql; add"),
    "a place outside": (["a.sql"], ("../a.sql",), "not all there: ../a.sql; add"),
    "two files of one name": (["a.sql", "a.psql"], ("a.sql", "a.psql"), "share a number, or a name: a.psql, a.sql; give"),
    "a hostile name that is not there": (["a.sql"], ("b\n.sql",), r"not all there: 'b\n.sql'; add"),
}


@pytest.mark.parametrize(("files", "order", "sentence"), WRONG.values(), ids=WRONG)
def test_refuses(files: list[str], order: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(StackError) as refused:
        migrations(files, scheme="order", order=order)
    assert sentence in refused.value.msg


# id: files, what is said
WRONG_FILES = {
    "a list that is not there": ({"a.sql": "A;"}, "The file order.txt, which says the order of the migrations, is not in their folder"),
    "a list that is empty": ({"a.sql": "A;", "order.txt": "# a.sql\n"}, "found no file name in order.txt"),
    "a list without end": (
        {"a.sql": "A;", "order.txt": "a.sql\n" * 200_000},
        "order.txt, which says the order of the migrations, is longer",
    ),
    "a list that is no text": ({"a.sql": "A;", "order.txt": b"a.sql\n\xff"}, "order.txt found on line 2, at offset 6"),
    "a list of files that are not there": (
        {"a.sql": "A;", "order.txt": "b.sql"},
        "The migrations that order.txt lists are not all there: b.sql",
    ),
}


@pytest.mark.parametrize(("files", "sentence"), WRONG_FILES.values(), ids=WRONG_FILES)
def test_refuses_a_file_with(files: dict[str, str | bytes], sentence: str) -> None:
    with pytest.raises(StackError) as refused:
        migrations(files, scheme="order", order_file="order.txt")
    assert sentence in refused.value.msg


def test_the_scheme_of_a_list_needs_one() -> None:
    with pytest.raises(StackError, match="found no file name in option order; list the migrations"):
        migrations(["a.sql"], scheme="order")


WHO = "2026-01-02T03:04:05Z Ada <ada@example.com>"
PROJECT = {
    "sqitch.plan": f"%project=shop\n\nusers {WHO}\nfunctions/total [users] {WHO}\n@v1 {WHO}\nusers [users@v1] {WHO}\n",
    "sqitch.conf": "[core]\n",
    "deploy/users@v1.sql": "BEGIN;\nA;\nCOMMIT;\n",
    "revert/users@v1.sql": "BEGIN;\nB;\nCOMMIT;\n",
    "verify/users@v1.sql": "C;\n",
    "deploy/functions/total.sql": "D;\n",
    "deploy/users.sql": "E;\n",
    "revert/users.sql": "-- cannot be taken back\n",
}


@pytest.mark.parametrize("scheme", ["sqitch", "auto"])
def test_a_project_of_sqitch(scheme: str) -> None:
    first, second, third = migrations(PROJECT, scheme=scheme)
    assert [(found.version, found.file, found.title) for found in (first, second, third)] == [
        ("users", "deploy/users@v1.sql", "users"),
        ("functions/total", "deploy/functions/total.sql", "functions/total"),
        ("users@v1", "deploy/users.sql", "users"),
    ]
    assert (first.down, first.down_from) == ("BEGIN;\nB;\nCOMMIT;\n", ("revert/users@v1.sql", 1))
    assert second.down is third.down is None
    # Its scripts say BEGIN and COMMIT themselves.
    assert not first.transaction and not first.down_transaction
    assert all(found.native_id and len(found.native_id) == 40 for found in (first, second, third))


# id: files that are other ones, None: not there; what is said
WRONG_PROJECTS: dict[str, tuple[dict[str, str | None], str]] = {
    "no plan": ({"sqitch.plan": None}, "The file sqitch.plan, which says the order"),
    "changes without their scripts": (
        {"deploy/users.sql": None, "deploy/functions/total.sql": None},
        "The migrations that sqitch.plan lists are not all there: deploy/functions/total.sql, deploy/users.sql; add",
    ),
    "scripts that the plan does not name": (
        {"deploy/z.sql": "A;", "revert/y.sql": "A;", "verify/x.sql": "A;", "w.sql": "A;"},
        "gives no place in the order: deploy/z.sql, revert/y.sql, verify/x.sql, w.sql; rename",
    ),
    "a plan without changes": (
        {**dict.fromkeys(name for name in PROJECT if name.endswith(".sql")), "sqitch.plan": "%project=shop\n"},
        "holds no migration of the scheme sqitch",
    ),
}


@pytest.mark.parametrize(("others", "sentence"), WRONG_PROJECTS.values(), ids=WRONG_PROJECTS)
def test_refuses_a_project_with(others: dict[str, str | None], sentence: str) -> None:
    files = {name: text for name, text in {**PROJECT, **others}.items() if text is not None}
    with pytest.raises(StackError) as refused:
        migrations(files, scheme="sqitch")
    assert sentence in refused.value.msg
