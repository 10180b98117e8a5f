# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people write is what the server writes."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._schema.type_names import canonical_type, is_same_default, is_same_type

# What people write, what the server writes.
TYPES = [
    ("int", "integer"),
    ("INTEGER", "integer"),
    ("int4", "integer"),
    ("serial", "integer"),
    ("int8", "bigint"),
    ("bigserial", "bigint"),
    ("smallint", "smallint"),
    ("int2", "smallint"),
    ("bool", "boolean"),
    ("text", "text"),
    ("varchar", "character varying"),
    ("varchar(40)", "character varying(40)"),
    ("VARCHAR ( 40 )", "character varying(40)"),
    ("character varying(40)", "character varying(40)"),
    ("char", "character(1)"),
    ("char(3)", "character(3)"),
    ("character", "character(1)"),
    ("bit", "bit(1)"),
    ("varbit(8)", "bit varying(8)"),
    ("decimal(10, 2)", "numeric(10,2)"),
    ("numeric", "numeric"),
    ("float", "double precision"),
    ("double  precision", "double precision"),
    ("float4", "real"),
    ("timestamptz", "timestamp with time zone"),
    ("timestamptz(3)", "timestamp(3) with time zone"),
    ("timestamp", "timestamp without time zone"),
    ("timestamp(3)", "timestamp(3) without time zone"),
    ("timestamp(3) with time zone", "timestamp(3) with time zone"),
    ("timestamp with time zone", "timestamp with time zone"),
    ("time", "time without time zone"),
    ("timetz(0)", "time(0) with time zone"),
    ("int[]", "integer[]"),
    ("varchar(40) [3][4]", "character varying(40)[]"),
    ("timestamptz[]", "timestamp with time zone[]"),
    ("jsonb", "jsonb"),
    ("uuid", "uuid"),
    ("interval", "interval"),
    ('"Mood"', '"Mood"'),
    ('public."Mood"[]', 'public."Mood"[]'),
    ("inet", "inet"),
    ("daterange", "daterange"),
]


@pytest.mark.parametrize(("written", "of_the_server"), TYPES)
def test_a_type_is_written_as_the_server_does(written: str, of_the_server: str) -> None:
    assert canonical_type(written) == of_the_server
    assert canonical_type(of_the_server) == of_the_server
    assert is_same_type(written, of_the_server)


@pytest.mark.parametrize(
    ("expected", "found", "same"),
    [
        ("citext", "public.citext", True),
        ("citext", "extensions.citext", True),
        ("extensions.citext", "public.citext", False),
        ("citext[]", "public.citext[]", True),
        ("citext", "public.citext[]", False),
        ("varchar(40)", "character varying(41)", False),
        ("varchar", "character varying(40)", False),
        ("numeric(10,2)", "numeric(10,3)", False),
        ("timestamp", "timestamp with time zone", False),
        ("text", "character varying", False),
        ("integer", "bigint", False),
    ],
)
def test_types_are_told_apart(expected: str, found: str, same: bool) -> None:
    assert is_same_type(expected, found) is same


@pytest.mark.parametrize(
    ("expected", "found", "same"),
    [
        ("now()", "now()", True),
        (" now() ", "now()", True),
        ("'a'", "'a'::character varying", True),
        ("'a'::text", "'a'::text", True),
        ("'a'", "'b'::text", False),
        ("'{}'", "'{}'::text[]", True),
        ("'{}'", "'{}'::jsonb", True),
        ("'ok'", "'ok'::public.mood", True),
        ("'ok'", "'ok'::public.\"Mood\"", True),
        ("-1", "'-1'::integer", True),
        ("-1.5", "'-1.5'::numeric", True),
        ("0", "0", True),
        ("0", "'0'::bigint", True),
        ("1", "0", False),
        ("'2020-01-01'", "'2020-01-01 00:00:00'::timestamp(3) without time zone", False),
        ("'2020-01-01 00:00:00'", "'2020-01-01 00:00:00'::timestamp(3) without time zone", True),
        ("true", "true", True),
        ("nextval('public.t_id_seq'::regclass)", "nextval('public.t_id_seq'::regclass)", True),
        (None, None, True),
        (None, "0", False),
        ("0", None, False),
    ],
)
def test_a_default_may_be_written_without_the_type_that_the_server_adds(expected: str | None, found: str | None, same: bool) -> None:
    assert is_same_default(expected, found) is same
