# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that are refused whatever the scheme, and how a sentence shows them."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._migrations.names import (
    is_sql,
    listed,
    refuse_hostile,
    refuse_twins,
)

# id: name, how the sentence shows it
HOSTILE = {
    "a newline": ("0001_a\nb.sql", r"'0001_a\nb.sql'"),
    "a newline at the end": ("0001_a.sql\n", r"'0001_a.sql\n'"),
    "an escape sequence for the terminal": ("0001_\x1b[2Ja.sql", r"'0001_\x1b[2Ja.sql'"),
    "a single quote": ("0001_o'neill.sql", '"0001_o\'neill.sql"'),
    "a double quote": ('0001_"a".sql', "'0001_\"a\".sql'"),
    "a backquote": ("0001_`id`.sql", "'0001_`id`.sql'"),
    "a backslash": ("0001_a\\b.sql", r"'0001_a\\b.sql'"),
    "a leading dash": ("-f.sql", "'-f.sql'"),
    "a leading dash in a folder": ("deploy/-f.sql", "'deploy/-f.sql'"),
    "bytes that are no UTF-8": ("0001_caf\udce9.sql", r"'0001_caf\udce9.sql'"),
    "text that runs backwards": ("0001_\u202elqs.sql", r"'0001_\u202elqs.sql'"),
    "a space that is none": ("0001_a\u00a0b.sql", r"'0001_a\xa0b.sql'"),
}


@pytest.mark.parametrize(("name", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_refuses_a_name_with(name: str, shown: str) -> None:
    with pytest.raises(StackError) as refused:
        refuse_hostile(["0001_fine.sql", name], "db")
    assert f": {shown}; rename them." in refused.value.msg
    assert refused.value.msg.isprintable() and "0001_fine" not in refused.value.msg


def test_refuses_all_hostile_names_at_once() -> None:
    with pytest.raises(StackError, match=r"""'-a.sql', 'b`.sql', 'c\\n.sql'; rename"""):
        refuse_hostile(["c\n.sql", "b`.sql", "-a.sql"], "db")


@pytest.mark.parametrize(
    "name", ["0001_größe.sql", "0001 a b.sql", "V1__a-b.sql", "deploy/a@v1.0.sql", "0001_表.sql", "a--b.sql", "#1.sql"]
)
def test_takes_a_name_that_is_only_unusual(name: str) -> None:
    refuse_hostile([name], "db")


# id: two names that somewhere are one
TWINS = {
    "case": ("0001_Users.sql", "0001_users.sql"),
    "case of the suffix": ("0001_users.SQL", "0001_users.sql"),
    "case beyond ASCII": ("0001_GRÖSSE.sql", "0001_größe.sql"),
    "how an accent is encoded": ("0001_cafe\u0301.sql", "0001_café.sql"),
}


@pytest.mark.parametrize(("one", "other"), TWINS.values(), ids=TWINS)
def test_refuses_names_that_differ_only_by(one: str, other: str) -> None:
    with pytest.raises(StackError) as refused:
        refuse_twins(["0002_other.sql", one, other], "db")
    assert f"{listed([one, other])}; keep one" in refused.value.msg


def test_names_are_listed_in_order_and_shown_as_they_are() -> None:
    assert listed(["b.sql", "a b.sql", "ä.sql"]) == "a b.sql, b.sql, ä.sql"


# name: whether somebody may take it for a migration
SQL = {
    "a.sql": True,
    "a.SQL": True,
    "a.sql ": True,
    "a.sql\n": True,
    "a.sql.bak": False,
    "a.sql~": False,
    ".a.sql.swp": False,
    "a.txt": False,
}


@pytest.mark.parametrize(("name", "answer"), SQL.items(), ids=map(repr, SQL))
def test_what_may_be_a_migration(name: str, answer: bool) -> None:
    assert is_sql(name) is answer
