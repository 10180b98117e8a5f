# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Foreign keys of every shape: what counts as an orphan is what the server itself would not validate, what as an index what serves."""

from __future__ import annotations

import psycopg
import pytest

from tests.integration.schema_assert.asserted import There

pytestmark = pytest.mark.lab

ORPHANS = "foreign_keys: {orphans: true}"
INDEXED = "foreign_keys: {indexed: true}"
# As a restore does, that does not look at foreign keys.
UNGUARDED = "BEGIN; SET LOCAL session_replication_role = replica; {}; COMMIT"
TWO = "CREATE TABLE p (a int, b int, PRIMARY KEY (a, b)); INSERT INTO p VALUES (1, 1), (2, 2)"
CITEXT = "CREATE EXTENSION citext; CREATE TABLE p (a citext PRIMARY KEY); INSERT INTO p VALUES ('Acme')"
MONTHS = "CREATE TABLE p (a int PRIMARY KEY) PARTITION BY RANGE (a); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100)"

# id: the tables, rows that are orphans or not, how many are
CASES: dict[str, tuple[str, str, int]] = {
    "no row": ("CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE c (x int CONSTRAINT fk REFERENCES p)", "SELECT 1", 0),
    "NULL points nowhere": (
        "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE c (x int CONSTRAINT fk REFERENCES p)",
        "INSERT INTO c VALUES (NULL), (1), (1)",
        2,
    ),
    "another type": (
        "CREATE TABLE p (a bigint PRIMARY KEY); INSERT INTO p VALUES (1); CREATE TABLE c (x smallint CONSTRAINT fk REFERENCES p)",
        "INSERT INTO c VALUES (1), (2)",
        1,
    ),
    "another type that is cast": (
        "CREATE TABLE p (a numeric PRIMARY KEY); INSERT INTO p VALUES (1.0); CREATE TABLE c (x int CONSTRAINT fk REFERENCES p)",
        "INSERT INTO c VALUES (1), (2)",
        1,
    ),
    "texts of two types": (
        "CREATE TABLE p (a text PRIMARY KEY); INSERT INTO p VALUES ('a'); CREATE TABLE c (x varchar(9) CONSTRAINT fk REFERENCES p)",
        "INSERT INTO c VALUES ('a'), ('A')",
        1,
    ),
    "letters that do not matter": (
        f"{CITEXT}; CREATE TABLE c (x citext CONSTRAINT fk REFERENCES p)",
        "INSERT INTO c VALUES ('ACME'), ('acme'), ('other')",
        1,
    ),
    "two columns, of which one is NULL": (
        f"{TWO}; CREATE TABLE c (y int, x int, CONSTRAINT fk FOREIGN KEY (x, y) REFERENCES p)",
        "INSERT INTO c (x, y) VALUES (1, 1), (1, 2), (9, NULL), (NULL, NULL)",
        1,
    ),
    "two columns that are both NULL or none": (
        f"{TWO}; CREATE TABLE c (x int, y int, CONSTRAINT fk FOREIGN KEY (x, y) REFERENCES p MATCH FULL)",
        "INSERT INTO c VALUES (1, 1), (1, 2), (9, NULL), (NULL, NULL)",
        2,
    ),
    "a table of its own": (
        "CREATE TABLE c (a int PRIMARY KEY, x int CONSTRAINT fk REFERENCES c)",
        "INSERT INTO c VALUES (1, 1), (2, 1), (3, 9)",
        1,
    ),
    "not valid": (
        (
            "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE c (x int); INSERT INTO c VALUES (1), (2);"
            " ALTER TABLE c ADD CONSTRAINT fk FOREIGN KEY (x) REFERENCES p NOT VALID"
        ),
        "SELECT 1",
        2,
    ),
    "odd names": (
        (
            'CREATE SCHEMA "o.d\'d"; CREATE TABLE "o.d\'d"."p""" ("a b" int PRIMARY KEY);'
            ' CREATE TABLE c ("select" int CONSTRAINT fk REFERENCES "o.d\'d"."p""")'
        ),
        "INSERT INTO c VALUES (1)",
        1,
    ),
    "a partitioned table that points": (
        (
            "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE c (x int CONSTRAINT fk REFERENCES p) PARTITION BY RANGE (x);"
            " CREATE TABLE c1 PARTITION OF c FOR VALUES FROM (0) TO (100)"
        ),
        "INSERT INTO c VALUES (1), (2)",
        2,
    ),
    "a partitioned table that is pointed at": (
        f"{MONTHS}; INSERT INTO p VALUES (1); CREATE TABLE c (x int CONSTRAINT fk REFERENCES p)",
        "INSERT INTO c VALUES (1), (2)",
        1,
    ),
    "a key of one partition only": (
        (
            "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE months (x int) PARTITION BY RANGE (x);"
            " CREATE TABLE c PARTITION OF months (CONSTRAINT fk FOREIGN KEY (x) REFERENCES p) FOR VALUES FROM (0) TO (100)"
        ),
        "INSERT INTO c VALUES (1)",
        1,
    ),
    "heirs, for which the key does not hold": (
        (
            "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE heir_of_p () INHERITS (p); INSERT INTO heir_of_p VALUES (1);"
            " CREATE TABLE c (x int CONSTRAINT fk REFERENCES p); CREATE TABLE heir_of_c () INHERITS (c); INSERT INTO heir_of_c VALUES (5)"
        ),
        "INSERT INTO c VALUES (1)",
        1,
    ),
}


@pytest.mark.parametrize(("tables", "rows", "orphans"), CASES.values(), ids=CASES)
def test_orphans(there: There, tables: str, rows: str, orphans: int) -> None:
    there.do(tables)
    there.do(UNGUARDED.format(rows))
    assert there.findings(ORPHANS) == ([("orphans", "public.c.fk", orphans)] if orphans else [])
    assert is_validated_by_the_server(there) is (not orphans)


def is_validated_by_the_server(there: There) -> bool:
    """What the server says when it makes the same key anew."""
    (definition,) = there.rows("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'fk' AND conparentid = 0")[0]
    there.do("ALTER TABLE c DROP CONSTRAINT fk")
    try:
        there.do(f"ALTER TABLE c ADD CONSTRAINT fk {definition.replace(' NOT VALID', '')}")
    except psycopg.errors.ForeignKeyViolation:
        return False
    return True


def test_only_keys_of_the_named_schemas_are_looked_at(there: There) -> None:
    there.do("CREATE SCHEMA app; CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE app.c (x int CONSTRAINT fk REFERENCES p)")
    there.do(UNGUARDED.format("INSERT INTO app.c VALUES (1)"))
    assert there.findings(ORPHANS) == []
    assert there.findings(ORPHANS, schemas=["app"]) == [("orphans", "app.c.fk", 1)]
    assert there.findings(ORPHANS, schemas=["public", "app"]) == [("orphans", "app.c.fk", 1)]


# The index on the table c (x int, y int, z int), which has a key on x and y; whether it serves.
INDEXES = {
    "CREATE INDEX ON c (x, y)": True,
    "CREATE INDEX ON c (y, x)": True,
    "CREATE INDEX ON c (y DESC, x, z)": True,
    "ALTER TABLE c ADD PRIMARY KEY (x, y)": True,
    "CREATE INDEX ON c (x, y) WHERE x IS NOT NULL": True,
    "SELECT 1": False,
    "CREATE INDEX ON c (x)": False,
    "CREATE INDEX ON c (z, x, y)": False,
    "CREATE INDEX ON c (x, z, y)": False,
    "CREATE INDEX ON c (x) INCLUDE (y)": False,
    "CREATE INDEX ON c (x, (y + 0))": False,
    "CREATE INDEX ON c (x, y) WHERE z IS NOT NULL": False,
    "CREATE INDEX ON c (x, y) WHERE x > 0": False,
    "CREATE INDEX ON c USING brin (x, y)": False,
    "CREATE INDEX i ON c (x, y); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass": False,
}


@pytest.mark.parametrize("index", INDEXES)
def test_an_index_serves_that_begins_with_the_columns_of_the_key(database: There, index: str) -> None:
    database.empty()
    database.do(f"{TWO}; CREATE TABLE c (x int, y int, z int, CONSTRAINT fk FOREIGN KEY (x, y) REFERENCES p); {index}")
    assert database.findings(INDEXED) == ([] if INDEXES[index] else [("unindexed_foreign_key", "public.c.fk", "no such index")])


@pytest.mark.parametrize(("index", "serves"), [("USING hash (x)", True), ("(x)", True), ("(lower(x))", False)])
def test_a_key_of_one_column(database: There, index: str, serves: bool) -> None:
    database.empty()
    database.do(f"CREATE TABLE p (a text PRIMARY KEY); CREATE TABLE c (x text CONSTRAINT fk REFERENCES p); CREATE INDEX ON c {index}")
    assert (database.findings(INDEXED) == []) is serves


def test_what_is_not_validated(there: There) -> None:
    there.do("CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE c (x int)")
    there.do("ALTER TABLE c ADD CONSTRAINT fk FOREIGN KEY (x) REFERENCES p NOT VALID")
    found = [("unvalidated_foreign_key", "public.c.fk", "not validated")]
    assert there.findings("foreign_keys: {validated: true, orphans: true}") == found
    there.do("ALTER TABLE c VALIDATE CONSTRAINT fk")
    assert there.findings("foreign_keys: {validated: true}") == []


def test_what_is_not_asked_is_not_found(there: There) -> None:
    there.do("CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE c (x int); INSERT INTO c VALUES (1)")
    there.do("ALTER TABLE c ADD CONSTRAINT fk FOREIGN KEY (x) REFERENCES p NOT VALID")
    assert there.findings("foreign_keys: {}") == there.findings() == []
    assert len(there.findings("foreign_keys: {validated: true, indexed: true, orphans: true}")) == 3
