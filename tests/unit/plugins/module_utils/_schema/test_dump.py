# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What two dumps have in common, whoever made them, and what they have not."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._schema.dump import is_dump, parse_dump

TEXT = (Path(__file__).parent / "fixtures" / "pg_dump-15.sql").read_text()
TITLES = {
    "COMMENT public.COLUMN customers.mail",
    "CONSTRAINT public.customers customers_pkey",
    "FUNCTION public.tell()",
    "TABLE public.customers",
    "TRIGGER public.customers tell",
}
FULL = parse_dump(TEXT, ["public"])


def test_each_thing_of_the_schemas_has_a_sum() -> None:
    assert (FULL.version, set(FULL.statements)) == (15, TITLES)
    assert set(parse_dump(TEXT, ["public", "other"]).statements) == TITLES | {"TABLE other.t"}
    assert all(len(digest) == 64 for digest in FULL.statements.values())


# id: what stands in the dump, what stands there instead; it is the same dump
SAME = {
    "another owner": ("OWNER TO postgres;", "OWNER TO app_owner;"),
    "no owner": ("ALTER TABLE public.customers OWNER TO postgres;\n", ""),
    "an owner in the headings": ("Owner: postgres", "Owner: -"),
    "a tablespace": ("Owner: postgres", "Owner: postgres; Tablespace: fast"),
    "another token": ("restrict token", "restrict other"),
    "no token": ("\\restrict token\n", ""),
    "another right": ("GRANT SELECT", "GRANT INSERT"),
    "a smaller version": ("version 15.18", "version 15.2"),
    "another access method": ("SET default_table_access_method = heap;", "SET default_table_access_method = columnar;"),
    "blank lines": ("\n\n", "\n\n\n"),
    "line ends of Windows": ("\n", "\r\n"),
    "another setting": ("SET xmloption = content;", "SET transaction_timeout = 0;"),
}


@pytest.mark.parametrize(("there", "instead"), SAME.values(), ids=SAME)
def test_what_does_not_matter(there: str, instead: str) -> None:
    assert there in TEXT
    assert parse_dump(TEXT.replace(there, instead), ["public"]) == FULL


def test_the_order_does_not_matter() -> None:
    head, *entries = TEXT.split("--\n-- Name: ")
    turned = head + "".join(f"--\n-- Name: {entry}" for entry in reversed(entries))
    assert parse_dump(turned, ["public"]) == FULL


# id: what stands in the dump, what stands there instead, the thing that is another
OTHER = {
    "a default": ("'a;b'", "'a;c'", "TABLE public.customers"),
    "a column": ("id bigint", "id integer", "TABLE public.customers"),
    "a line of a function that looks like a setting": ("SET mail = 'x';", "SET mail = 'y';", "FUNCTION public.tell()"),
    "a comment in a function": ("-- say nothing", "-- say something", "FUNCTION public.tell()"),
    "a comment": ("where to write", "where not to write", "COMMENT public.COLUMN customers.mail"),
    "a key": ("PRIMARY KEY (id)", "PRIMARY KEY (mail)", "CONSTRAINT public.customers customers_pkey"),
}


@pytest.mark.parametrize(("there", "instead", "title"), OTHER.values(), ids=OTHER)
def test_what_matters(there: str, instead: str, title: str) -> None:
    other = parse_dump(TEXT.replace(there, instead), ["public"])
    assert {name for name in TITLES if other.statements[name] != FULL.statements[name]} == {title}


def test_things_of_one_name_are_looked_at_together() -> None:
    twice = TEXT.replace("Name: t; Type: TABLE; Schema: other", "Name: customers; Type: TABLE; Schema: public")
    found = parse_dump(twice, ["public"]).statements
    assert set(found) == TITLES and found["TABLE public.customers"] != FULL.statements["TABLE public.customers"]


@pytest.mark.parametrize(("text", "yes"), [(TEXT, True), ("", False), ("{}", False), ("SELECT 1;", False), ("PGDMP\x00\x01", False)])
def test_a_dump_is_known_by_what_it_says_of_its_server(text: str, yes: bool) -> None:
    assert is_dump(text) is yes
