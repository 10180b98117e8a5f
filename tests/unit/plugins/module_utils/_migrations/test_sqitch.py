# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans of sqitch are read as sqitch reads them, and its ids come out as its own ledger has them."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._migrations.sqitch import (
    Change,
    Plan,
    change_ids,
    parse_plan,
    planned,
)

HEAD = "%syntax-version=1.0.0\n%project=shop\n\n"
WHO = "2026-01-02T03:04:05Z Ada <ada@example.com>"


def change(name: str, **said: t.Any) -> Change:
    return Change(name, "2026-01-02T03:04:05Z", "Ada <ada@example.com>", **said)


# id: line, change
CHANGES = {
    "a change": (f"users {WHO}", change("users")),
    "a change with a note": (f"users {WHO} # Adds users.", change("users", note="Adds users.")),
    "a note with a sign of a note in it": (f"users {WHO} # see #12", change("users", note="see #12")),
    "a note of several lines": (rf"users {WHO} # a\n\nb \\ c", change("users", note="a\n\nb \\ c")),
    "an empty note": (f"users {WHO} #", change("users")),
    "dependencies": (
        f"users [roles !old shop:a other:b x@v1] {WHO}",
        change("users", requires=("roles", "a", "other:b", "x@v1"), conflicts=("old",)),
    ),
    "a sign that it is added": (f"+users {WHO}", change("users")),
    "spaces and tabs": (f" \tusers\t[roles ]  {WHO}  # x", change("users", requires=("roles",), note="x")),
    "a name with a folder": (f"functions/total {WHO}", change("functions/total")),
    "a planner of several names": (
        "users 2026-01-02T03:04:05Z Marge N. O’Vera <m@example.com>",
        Change("users", "2026-01-02T03:04:05Z", "Marge N. O’Vera <m@example.com>"),
    ),
}


@pytest.mark.parametrize(("line", "expected"), CHANGES.values(), ids=CHANGES)
def test_reads(line: str, expected: Change) -> None:
    assert parse_plan(HEAD + line) == Plan({"syntax-version": "1.0.0", "project": "shop"}, [expected])


def test_tags_belong_to_the_change_before_and_comments_to_nobody() -> None:
    plan = parse_plan(f"{HEAD}# first\na {WHO}\n@v1 {WHO} # One.\n@v1.1 {WHO}\n\n  # then\nb {WHO}\n")
    assert [(found.name, found.tags) for found in plan.changes] == [("a", ("v1", "v1.1")), ("b", ())]


# id: plan, what is said of it
WRONG = {
    "a change without a planner": (f"{HEAD}users 2026-01-02T03:04:05Z\n", "Line 4 of sqitch.plan is neither a change nor a tag"),
    "a change without a date": (f"{HEAD}users Ada <ada@example.com>\n", "Line 4 of sqitch.plan is neither"),
    "a file of another kind": ("a\nb\n", "Line 1 of sqitch.plan is neither"),
    "a pragma behind a change": (f"{HEAD}users {WHO}\n%uri=x\n", "Line 5 of sqitch.plan is neither"),
    "a change that is taken back": (f"{HEAD}a {WHO}\n-a {WHO}\n", "Line 5 of sqitch.plan takes a change back"),
    "a tag before any change": (f"{HEAD}@v1 {WHO}\n", "Line 4 of sqitch.plan is a tag before any change"),
    "no project": (f"%syntax-version=1.0.0\n\na {WHO}\n", "names no project"),
    "nothing": ("", "names no project"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_refuses(text: str, said: str) -> None:
    with pytest.raises(StackError) as refused:
        parse_plan(text)
    assert said in refused.value.msg


def test_the_id_of_sqitchs_own_tutorial() -> None:
    plan = parse_plan(
        "%syntax-version=1.0.0-b2\n%project=flipr\n%uri=https://github.com/theory/sqitch-sqlite-intro/\n\n"
        "users 2013-12-31T18:06:04Z Marge N. O’Vera <marge@example.com> # Creates table to track our users.\n"
    )
    assert change_ids(plan) == ["f30fe47f5f99501fb8d481e910d9112c5ac0a676"]


def ids(*lines: str, head: str = HEAD) -> list[str]:
    return change_ids(parse_plan(head + "\n".join(lines)))


def test_an_id_depends_on_all_that_the_plan_says_of_the_change_and_on_what_comes_before() -> None:
    first = f"a {WHO}"
    others = [f"b {WHO}", f"b {WHO} # x", f"b [a] {WHO}", f"b [!a] {WHO}", f"b {WHO.replace('Ada', 'Eva')}", f"c {WHO}"]
    assert len({ids(first, other)[1] for other in others} | {ids(f"z {WHO}", others[0])[1]}) == len(others) + 1
    assert len({ids(first, f"b [{word}] {WHO}")[1] for word in ("a", "shop:a")}) == 1
    assert ids(first) != ids(first, head="%project=other\n\n") != ids(first, head="%project=other\n%uri=x\n\n")


# id: address, the same as sqitch compares it
ADDRESSES = {
    "a host in capitals": ("HTTPS://Example.COM/Shop", "https://example.com/Shop"),
    "a port that goes without saying": ("https://example.com:443/x", "https://example.com/x"),
    "no path": ("http://example.com", "http://example.com/"),
}


@pytest.mark.parametrize(("address", "same"), ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_counts_as_it_is_compared(address: str, same: str) -> None:
    one, other = (ids(f"a {WHO}", head=f"%project=shop\n%uri={uri}\n\n") for uri in (address, same))
    assert one == other


def test_an_address_that_is_none_counts_as_it_is() -> None:
    assert ids(f"a {WHO}", head="%project=shop\n%uri=URN:x\n\n") != ids(f"a {WHO}", head="%project=shop\n%uri=urn:x\n\n")


REWORKED = [f"a {WHO}", f"b {WHO}", f"@v1 {WHO}", f"c {WHO}", f"@v2 {WHO}", f"a [a@v2] {WHO}", f"@v3 {WHO}", f"d {WHO}", f"a [a@v3] {WHO}"]


def test_a_change_that_is_reworked_keeps_its_name_and_its_scripts_move() -> None:
    found = planned(parse_plan(HEAD + "\n".join(REWORKED)), ())
    assert [(change.version, change.script) for change in found] == [
        ("a", "a@v2.sql"),
        ("b", "b.sql"),
        ("c", "c.sql"),
        ("a@v2", "a@v3.sql"),
        ("d", "d.sql"),
        ("a@v3", "a.sql"),
    ]
    before = planned(parse_plan(HEAD + "\n".join(REWORKED[:5])), ())
    assert [(change.version, change.id) for change in before] == [(change.version, change.id) for change in found[:3]]


def test_the_scripts_of_a_reworked_change_are_under_whichever_tag_they_lie() -> None:
    found = planned(parse_plan(HEAD + "\n".join(REWORKED[:6])), {"deploy/a@v1.sql"})
    assert [(change.version, change.script) for change in found] == [("a", "a@v1.sql"), ("b", "b.sql"), ("c", "c.sql"), ("a@v1", "a.sql")]


def test_a_change_twice_without_a_tag_between_is_refused() -> None:
    with pytest.raises(StackError, match="has change a twice with no tag between"):
        planned(parse_plan(f"{HEAD}a {WHO}\nb {WHO}\na {WHO}\n"), ())
