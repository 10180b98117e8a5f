# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files become migrations: their kinds, their transactions, and their ways down."""

from __future__ import annotations

import hashlib
import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._migrations.model import Migration

from .memory_folder import migrations

# id: scheme, files, the way down and where it begins
DOWNS: dict[str, t.Tuple[str, dict[str, str], str | None, t.Any]] = {
    "numbered": ("numbered", {"1_a.sql": "A;", "1_a.down.sql": "B;"}, "B;", ("1_a.down.sql", 1)),
    "numbered with up in its name": ("numbered", {"1_a.up.sql": "A;", "1_a.down.sql": "B;"}, "B;", ("1_a.down.sql", 1)),
    "flyway, which goes by the version": ("flyway", {"V1.0__a.sql": "A;", "U1__b.sql": "B;"}, "B;", ("U1__b.sql", 1)),
    "golang-migrate, which goes by the number": ("golang-migrate", {"1_a.up.sql": "A;", "01_b.down.sql": "B;"}, "B;", ("01_b.down.sql", 1)),
    "dbmate": ("dbmate", {"1_a.sql": "-- migrate:up\nA;\n-- migrate:down\nB;\n"}, "B;\n", ("1_a.sql", 4)),
    "goose": ("goose", {"1_a.sql": "-- +goose Up\nA;\n-- +goose Down\nB;\n"}, "B;\n", ("1_a.sql", 4)),
    "lines that end as on Windows": ("numbered", {"1_a.sql": "A;", "1_a.down.sql": "\ufeffB;\r\nC;\r\n"}, "B;\nC;\n", ("1_a.down.sql", 1)),
    "none": ("numbered", {"1_a.sql": "A;"}, None, None),
    "one that does nothing": ("numbered", {"1_a.sql": "A;", "1_a.down.sql": "-- can't be taken back\n"}, None, None),
    "the empty one of a template": ("dbmate", {"1_a.sql": "-- migrate:up\nA;\n\n-- migrate:down\n\n"}, None, None),
}


@pytest.mark.parametrize(("scheme", "files", "down", "place"), DOWNS.values(), ids=DOWNS)
def test_the_way_down_of(scheme: str, files: dict[str, str], down: str | None, place: t.Any) -> None:
    (found,) = migrations(files, scheme=scheme)
    assert (found.down, found.down_from) == (down, place)


# id: scheme, files, transaction up, transaction down
TRANSACTIONS = {
    "nothing is said": ("numbered", {"1_a.sql": "A;", "1_a.down.sql": "B;"}, True, True),
    "the way up has none": ("numbered", {"1_a.sql": "-- golive: transaction=none\nA;", "1_a.down.sql": "B;"}, False, True),
    "the way down has none": ("numbered", {"1_a.sql": "A;", "1_a.down.sql": "-- golive: transaction=none\nB;"}, True, False),
    "one file says it for both": ("goose", {"1_a.sql": "-- golive: transaction=none\n-- +goose Up\nA;\n-- +goose Down\nB;"}, False, False),
    "dbmate says it for one": ("dbmate", {"1_a.sql": "-- migrate:up transaction:false\nA;\n-- migrate:down\nB;"}, False, True),
    "dbmate says it for the other": ("dbmate", {"1_a.sql": "-- migrate:up\nA;\n-- migrate:down transaction:false\nB;"}, True, False),
    "settings say it": ("flyway", {"V1__a.sql": "A;", "V1__a.sql.conf": "executeInTransaction=false\n", "U1__a.sql": "B;"}, False, True),
    "settings say it in full": (
        "flyway",
        {"V1__a.sql": "A;", "V1__a.sql.conf": "! x\n flyway.executeInTransaction : FALSE \r\n"},
        False,
        True,
    ),
    "settings of the way down say it": (
        "flyway",
        {"V1__a.sql": "A;", "U1__a.sql": "B;", "U1__a.sql.conf": "executeInTransaction=false"},
        True,
        False,
    ),
    "settings say what is so anyway": (
        "flyway",
        {"V1__a.sql": "A;", "V1__a.sql.conf": "executeInTransaction=true\nencoding=UTF-8\nplaceholderReplacement=false\n"},
        True,
        True,
    ),
}


@pytest.mark.parametrize(("scheme", "files", "up", "down"), TRANSACTIONS.values(), ids=TRANSACTIONS)
def test_transactions_when(scheme: str, files: dict[str, str], up: bool, down: bool) -> None:
    (found,) = migrations(files, scheme=scheme)
    assert (found.transaction, found.down_transaction) == (up, down)


# id: text of 1_a.sql, options, kind
KINDS: dict[str, t.Tuple[str, dict[str, t.Any], str]] = {
    "nothing is said": ("A;", {}, "versioned"),
    "the option says seed": ("A;", {"seeds": ("1_*",)}, "seed"),
    "the option says repeatable": ("A;", {"repeatable": ("*_a.sql",)}, "repeatable"),
    "the options say it of others": ("A;", {"seeds": ("2_*",), "repeatable": ("3_*", "1_?.SQL")}, "versioned"),
    "the file says seed": ("-- golive: kind=seed\nA;", {}, "seed"),
    "the file says repeatable": ("-- golive: kind=repeatable\nA;", {}, "repeatable"),
    "both say the same": ("-- golive: kind=seed\nA;", {"seeds": ("*",)}, "seed"),
}


@pytest.mark.parametrize(("text", "options", "kind"), KINDS.values(), ids=KINDS)
def test_the_kind_when(text: str, options: dict[str, t.Any], kind: str) -> None:
    (found,) = migrations({"1_a.sql": text}, scheme="numbered", **options)
    assert (found.version, found.kind) == ("1", kind)


@pytest.mark.parametrize("options", [{"seeds": ("1*",), "repeatable": ("1*",)}, {"repeatable": ("*",), "seeds": ("*",)}])
def test_two_kinds_are_refused(options: dict[str, t.Any]) -> None:
    with pytest.raises(StackError, match=r"Migration 1_a\.sql is said to be a seed, and repeatable, too; keep one"):
        migrations(["1_a.sql"], scheme="numbered", **options)


# id: scheme, text, whether it does nothing
BLANK = {
    "an empty file": ("numbered", "", True),
    "comments only": ("numbered", "-- a\n\n--b", True),
    "a statement": ("numbered", "-- a\nA;", False),
    "a way up that is empty": ("dbmate", "-- migrate:up\n-- nothing\n-- migrate:down\nB;\n", True),
    "a way up and no way down": ("goose", "-- +goose Up\nA;\n-- +goose Down\n", False),
    "marks only": ("goose", "-- +goose Up\n-- +goose Down\n", True),
}


@pytest.mark.parametrize(("scheme", "text", "blank"), BLANK.values(), ids=BLANK)
def test_a_migration_that_does_nothing_is_allowed_and_known(scheme: str, text: str, blank: bool) -> None:
    (found,) = migrations({"1_a.sql": text}, scheme=scheme)
    assert found.blank is blank


def test_all_that_is_known_of_a_migration() -> None:
    text = "-- golive: contract=down\n-- migrate:up transaction:false\nA;\n-- migrate:down\nB;\n"
    (found,) = migrations({"20260101000001_add_users.sql": text})
    assert found == Migration(
        version="20260101000001",
        title="add users",
        kind="versioned",
        file="20260101000001_add_users.sql",
        digest=hashlib.sha256(text.encode()).hexdigest(),
        transaction=False,
        contract="down",
        lines=(3, 4),
        down="B;\n",
        down_from=("20260101000001_add_users.sql", 5),
    )


@pytest.mark.parametrize("contract", ["compatible", "down", "restore", "refuse"])
def test_the_contract_is_what_the_file_says(contract: str) -> None:
    (found,) = migrations({"1_a.sql": f"-- golive: contract={contract}\nA;"})
    assert found.contract == contract
