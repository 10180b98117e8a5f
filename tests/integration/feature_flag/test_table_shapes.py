# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables as applications make them: other types, other columns, one table or two."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError

from tests.integration.feature_flag.life import walk
from tests.integration.feature_flag.stores import Store
from tests.integration.feature_flag.tables import Schema

pytestmark = pytest.mark.lab

ACME = "6f1c3f0e-8f0a-4b57-9d8e-3c1a5d5f9a01"
PLAIN = {"key": "key", "enabled": "enabled"}
EVERYBODY: list[dict[str, t.Any]] = [{"key": "ui", "enabled": True}, {"key": "ui", "enabled": False}, {"key": "ui", "state": "absent"}]
DESCRIBED = [{"description": "a"}, {"description": "b"}, {}]
LASTING = [{"expires": "2099-01-31"}, {"expires": "2099-02-28"}, {}]


@dataclass(frozen=True)
class Shape:
    """How a table is made, how its columns are mapped, and what each of the three wishes says besides."""

    made: str
    columns: t.Mapping[str, str] = field(default_factory=dict)
    wishes: t.Sequence[t.Mapping[str, t.Any]] = ({}, {}, {})


SHAPES = {
    "key and enabled only": Shape("CREATE TABLE f (key text PRIMARY KEY, enabled boolean NOT NULL)"),
    "no unique key": Shape("CREATE TABLE f (key text, enabled boolean)"),
    "overrides and flags for everybody in one table": Shape(
        "CREATE TABLE f (key text, tenant text, enabled boolean, UNIQUE NULLS NOT DISTINCT (key, tenant));"
        "INSERT INTO f VALUES ('ui', NULL, false), ('ui', 'globex', true)",
        {"tenant": "tenant"},
        [{"tenant": "acme"}] * 3,
    ),
    "flags for everybody beside their overrides": Shape(
        "CREATE TABLE f (key text, tenant text, enabled boolean); INSERT INTO f VALUES ('ui', 'acme', true), ('ui', 'globex', false)",
        {"tenant": "tenant"},
    ),
    "uuid tenant": Shape(
        "CREATE TABLE f (key text, tenant uuid, enabled boolean, PRIMARY KEY (key, tenant))", {"tenant": "tenant"}, [{"tenant": ACME}] * 3
    ),
    "number tenant": Shape("CREATE TABLE f (key text, tenant bigint, enabled boolean)", {"tenant": "tenant"}, [{"tenant": "42"}] * 3),
    "varchar key": Shape("CREATE TABLE f (key varchar(20) PRIMARY KEY, enabled boolean)"),
    "char key": Shape("CREATE TABLE f (key char(20) PRIMARY KEY, enabled boolean)"),
    "citext key": Shape("CREATE TABLE f (key citext PRIMARY KEY, enabled boolean)"),
    "enum key": Shape("CREATE TYPE k AS ENUM ('ui', 'api'); CREATE TABLE f (key k PRIMARY KEY, enabled boolean)"),
    "domain key": Shape("CREATE DOMAIN k AS text CHECK (VALUE ~ '^[a-z]+$'); CREATE TABLE f (key k PRIMARY KEY, enabled boolean)"),
    "domain enabled": Shape("CREATE DOMAIN yn AS boolean NOT NULL; CREATE TABLE f (key text PRIMARY KEY, enabled yn)"),
    "timestamptz expires": Shape("CREATE TABLE f (key text, enabled boolean, expires timestamptz)", {"expires": "expires"}, LASTING),
    "timestamp expires": Shape("CREATE TABLE f (key text, enabled boolean, expires timestamp)", {"expires": "expires"}, LASTING),
    "varchar description": Shape("CREATE TABLE f (key text, enabled boolean, said varchar(9))", {"description": "said"}, DESCRIBED),
    "needed description with a default": Shape(
        "CREATE TABLE f (key text, enabled boolean, said text NOT NULL DEFAULT '')", {"description": "said"}, [{"description": "x"}, {}, {}]
    ),
    "identity and defaults": Shape(
        "CREATE TABLE f (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text UNIQUE, enabled boolean NOT NULL DEFAULT false,"
        " owner text NOT NULL DEFAULT CURRENT_USER, made timestamptz NOT NULL DEFAULT now())"
    ),
    "needed domain with a default": Shape(
        "CREATE DOMAIN who AS text NOT NULL; CREATE TABLE f (key text, enabled boolean, owner who DEFAULT 'nobody')"
    ),
    "generated column": Shape(
        "CREATE TABLE f (key text PRIMARY KEY, enabled boolean, state text GENERATED ALWAYS AS (CASE WHEN enabled THEN 'on' END) STORED)"
    ),
    "partitions": Shape(
        "CREATE TABLE f (key text, enabled boolean) PARTITION BY HASH (key); CREATE TABLE f0 PARTITION OF f FOR VALUES WITH"
        " (MODULUS 2, REMAINDER 0); CREATE TABLE f1 PARTITION OF f FOR VALUES WITH (MODULUS 2, REMAINDER 1)"
    ),
    "columns called like our own words": Shape(
        "CREATE TABLE f (old text, new boolean, touched text, golive text, t text)",
        {"key": "old", "enabled": "new", "tenant": "touched", "description": "golive"},
        [{"tenant": "acme"}] * 3,
    ),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_flag_lives_in(schema: Schema, hand: str, shape: Shape) -> None:
    schema.do(shape.made)
    store = schema.store(hand, "f", {**PLAIN, **shape.columns})
    wishes = [{**wish, **more} for wish, more in zip(EVERYBODY, shape.wishes, strict=True)]
    others = schema.rows("SELECT t::text FROM f AS t")
    walk(store, wishes, schema.snapshot, again=[False])
    assert schema.rows("SELECT t::text FROM f AS t") == others


def test_a_column_that_the_flag_does_not_fill_is_named(schema: Schema, hand: str) -> None:
    schema.do("CREATE TABLE f (key text PRIMARY KEY, enabled boolean, owner text NOT NULL)")
    with pytest.raises(StackError, match=r'Changing flags of .*"owner".*23502.*give that column a default'):
        schema.store(hand, "f", PLAIN).run({"key": "ui", "enabled": True})
    assert schema.rows("SELECT * FROM f") == []


def test_no_description_is_what_the_column_has_for_none(schema: Schema, hand: str) -> None:
    schema.do("CREATE TABLE f (key text PRIMARY KEY, enabled boolean, said text NOT NULL DEFAULT '')")
    store = schema.store(hand, "f", {**PLAIN, "description": "said"})
    assert store.run({"key": "ui", "enabled": True})["flags"][0]["description"] is None
    assert not store.run({"key": "ui", "enabled": True, "description": ""})["changed"]
    undo = store.run({"key": "ui", "enabled": True, "description": "new"})["undo"]
    assert schema.rows("SELECT said FROM f") == [("new",)]
    store.run(*undo)
    assert schema.rows("SELECT said FROM f") == [("",)]


def test_only_what_changes_is_written(schema: Schema, hand: str) -> None:
    schema.do("CREATE TABLE f (key text, enabled boolean, expires timestamptz)")
    schema.do("INSERT INTO f VALUES ('ui', false, '2099-01-31 17:30+02')")
    store = schema.store(hand, "f", {**PLAIN, "expires": "expires"})
    assert store.run({"key": "ui", "enabled": True})["flags"][0]["expires"] == "2099-01-31"
    assert schema.rows("SELECT * FROM f WHERE expires = '2099-01-31 17:30+02'") != []


def test_the_time_of_a_change_is_written_with_it_and_never_without(schema: Schema, table: Store) -> None:
    asked = "SELECT feature_key, updated_at > now() - interval '1 minute' FROM feature_flags"
    schema.do("INSERT INTO feature_flags VALUES ('ui', true, NULL, NULL, '2020-01-01')")
    table.run({"key": "ui", "enabled": True}, {"key": "new", "enabled": True})
    assert schema.rows(asked) == [("new", True), ("ui", False)]
    table.run({"key": "ui", "enabled": False})
    assert schema.rows(asked) == [("new", True), ("ui", True)]


OTHER_LETTERS = {
    "uuid, unique": ("tenant uuid, UNIQUE (key, tenant)", [("ui", ACME, True)]),
    "uuid, not unique": ("tenant uuid", [("ui", ACME, True)]),
    "uuid, a new row": ("tenant uuid", []),
    "citext, unique": ("tenant citext, UNIQUE (key, tenant)", [("ui", ACME, True)]),
}


@pytest.mark.parametrize(("made", "rows"), OTHER_LETTERS.values(), ids=OTHER_LETTERS)
def test_a_tenant_in_letters_that_the_column_changes_is_no_second_row(schema: Schema, hand: str, made: str, rows: list[t.Any]) -> None:
    schema.do(f"CREATE TABLE f (key text, enabled boolean, {made})")
    schema.do("".join(f"INSERT INTO f (key, tenant, enabled) VALUES ('{key}', '{tenant}', {on});" for key, tenant, on in rows))
    with pytest.raises(StackError, match="the create of a flag|duplicate key.*in other letters"):
        schema.store(hand, "f", {**PLAIN, "tenant": "tenant"}).run({"key": "ui", "tenant": ACME.upper(), "enabled": True})
    assert schema.rows("SELECT key, tenant::text, enabled FROM f") == rows


def test_a_last_day_that_is_no_day_is_refused(schema: Schema, hand: str) -> None:
    schema.do("CREATE TABLE f (key text, enabled boolean, expires bigint); INSERT INTO f VALUES ('ui', true, 1893456000)")
    with pytest.raises(StackError, match=r"Flag ui in .*\.f has expires = int.*date or timestamptz"):
        schema.store(hand, "f", {**PLAIN, "expires": "expires"}).run({"key": "ui", "enabled": False})


def test_a_view_is_refused_by_name(schema: Schema, hand: str) -> None:
    schema.do("CREATE VIEW f AS SELECT feature_key AS key, is_enabled AS enabled FROM feature_flags")
    with pytest.raises(StackError, match="xmin does not exist.*a view has none: name the table"):
        schema.store(hand, "f", PLAIN).run({"key": "ui", "enabled": True})


AUDITED = """
CREATE TABLE audit (key text);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql {path} AS $$BEGIN INSERT INTO audit VALUES (new.feature_key); RETURN new; END$$;
CREATE TRIGGER note AFTER INSERT ON feature_flags FOR EACH ROW EXECUTE FUNCTION note()
"""


def test_the_application_s_trigger_runs_in_its_own_search_path(schema: Schema, table: Store) -> None:
    schema.do(AUDITED.format(path=f"SET search_path = {schema.name}"))
    table.run({"key": "ui", "enabled": True})
    assert schema.rows("SELECT * FROM audit") == [("ui",)]


def test_a_trigger_without_a_search_path_of_its_own_is_told_so(schema: Schema, table: Store) -> None:
    schema.do(AUDITED.format(path=""))
    with pytest.raises(StackError, match='Changing flags of .*"audit" does not exist.*or give the function that names it its schema'):
        table.run({"key": "ui", "enabled": True})
    assert schema.rows() == []
