# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A schema with migrations to apply or to undo: what it holds after each of them, written by hand."""

from __future__ import annotations

import typing as t
from pathlib import Path

import psycopg

from tests.faults import sight
from tests.faults.stores import Database, TableStore

APPLY, UNDO, ALONE = "apply", "undo", "without a transaction"
UP = {
    "1_a.sql": "CREATE TABLE a (i int PRIMARY KEY);\nINSERT INTO a SELECT generate_series(1, 3);\n",
    "2_b.sql": "CREATE TABLE b (i int REFERENCES a);\nCOPY b FROM stdin;\n1\n2\n\\.\n",
}
DOWN = {"2_b.down.sql": "DROP TABLE b;\n"}
INDEX = {"3_c.sql": "-- golive: transaction=none\nCREATE INDEX CONCURRENTLY b_i ON b (i);\nVACUUM b;\n"}
NOTHING = ""
FIRST = "index a_pkey\nledger 1 applied\ntable a 3\n"
BOTH = "index a_pkey\nledger 1 applied\nledger 2 applied\ntable a 3\ntable b 2\n"
UNDONE = "index a_pkey\nledger 1 applied\nledger 2 undone\ntable a 3\n"
BEGUN = "index a_pkey\nledger 1 applied\nledger 2 applied\nledger 3 dirty\ntable a 3\ntable b 2\n"
HALF = "index a_pkey\nindex b_i half built\nledger 1 applied\nledger 2 applied\nledger 3 dirty\ntable a 3\ntable b 2\n"
BUILT = "index a_pkey\nindex b_i\nledger 1 applied\nledger 2 applied\nledger 3 dirty\ntable a 3\ntable b 2\n"
INDEXED = "index a_pkey\nindex b_i\nledger 1 applied\nledger 2 applied\nledger 3 applied\ntable a 3\ntable b 2\n"
# What is there before and after, and what may be there when the run was cut off between.
STATES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    APPLY: (NOTHING, BOTH, (FIRST,)),
    UNDO: (BOTH, UNDONE, ()),
    ALONE: (BOTH, INDEXED, (BEGUN, HALF, BUILT)),
}
SHOWN = """
SELECT format('index %s%s', c.relname, CASE WHEN NOT i.indisvalid THEN ' half built' END) FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_class AS r ON r.oid = i.indrelid
WHERE c.relnamespace = 'app'::regnamespace AND r.relname <> 'golive_migrations'
"""


class MigrationStore(TableStore):
    """A schema of its own in the database of the faults, and a folder of migrations."""

    doing = {"SELECT": "Reading", "login": "Connecting", "SCRAM": "Connecting"}
    otherwise = "Applying"

    def __init__(self, folder: Path, database: Database, hand: str, what: str) -> None:
        super().__init__(database, hand, [], [], [])
        self._folder = folder
        self._what = what
        self.old, self.new, self.between = STATES[what]
        target = {"target": "1", "walk_back": True} if what == UNDO else {}
        place = {"path": str(folder), "search_path": ["app"], "ledger": {"schema": "app"}, "unmanaged": "ignore"}
        self.args = {"database": self.args["database"], **place, **target}
        self._write({**UP, **DOWN, **(INDEX if what == ALONE else {})})

    def _write(self, files: t.Mapping[str, str]) -> None:
        for name, text in files.items():
            (self._folder / name).write_text(text)

    def known(self) -> set[str]:
        """Return the migrations."""
        return {path.name for path in self._folder.iterdir()}

    def reset(self) -> None:
        """Make the schema anew, with what was there before."""
        with self._connect() as connection:
            connection.execute("DROP SCHEMA IF EXISTS app CASCADE")
            connection.execute(f'CREATE SCHEMA app AUTHORIZATION "{self.database.login.user}"'.encode())
            if self.old:
                self._apply(connection)

    def _apply(self, connection: psycopg.Connection[t.Any]) -> None:
        """Let the module itself make what was there before, by nobody hurt."""
        from tests.module_run import run_module

        more = {"target": "2", "walk_back": False}
        result = run_module("postgres_migrations", {**self.args, **more})
        assert result.rc == 0 and self.look().content == self.old, (result.msg, self.look())

    def look(self) -> sight.Sight:
        """Return tables with how many rows they have, indexes, and the ledger."""
        with self._connect() as connection:
            lines = [str(row[0]) for row in connection.execute(SHOWN)]
            tables = [row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'app'")]
            for table in tables:
                if table == "golive_migrations":
                    lines += [
                        str(row[0])
                        for row in connection.execute("SELECT format('ledger %s %s', version, state) FROM app.golive_migrations")
                    ]
                else:
                    (count,) = connection.execute(f"SELECT count(*) FROM app.{table}".encode()).fetchone() or (0,)
                    lines.append(f"table {table} {count}")
        return sight.Sight("".join(f"{line}\n" for line in sorted(lines)))

    def _connect(self) -> psycopg.Connection[t.Any]:
        return self.database.admin.connect(self.database.name)
