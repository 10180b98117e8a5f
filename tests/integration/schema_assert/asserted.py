# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A database of a test's own, and schema_assert tasks on it, run in this process or as a process of its own."""

from __future__ import annotations

import typing as t
import uuid
from dataclasses import dataclass, replace

import psycopg
import yaml
from ansible.module_utils.common.arg_spec import ModuleArgumentSpecValidator
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._execute import Run
from ansible_collections.golive.stack.plugins.module_utils._host import PosixHost
from ansible_collections.golive.stack.plugins.module_utils._main import GROUP_SPEC
from ansible_collections.golive.stack.plugins.module_utils._schema.spec import ARGUMENT_SPEC
from ansible_collections.golive.stack.plugins.module_utils._schema.work import assert_schema
from psycopg import sql

from tests.module_run import Result, run_module
from tests.postgres import Server

Options = t.Mapping[str, t.Any]


@dataclass(frozen=True)
class There:
    """One database and a way to it; its connection commits every statement."""

    server: Server
    connection: psycopg.Connection[t.Any]
    database: Options

    @classmethod
    def fresh(cls, server: Server, hand: str = "psycopg") -> There:
        """Make an empty database."""
        name = f"golive_t_{uuid.uuid4().hex[:12]}"
        with server.connect() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        # Without TLS, which has tests of its own.
        return cls(server, server.connect(name), server.option(name, hand=hand, sslmode="disable", lock_timeout=5))

    def empty(self) -> None:
        """Leave nothing in the database but an empty schema public."""
        for (schema,) in self.rows("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"):
            self.connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
        self.do("CREATE SCHEMA public")

    def do(self, statements: str) -> None:
        """Run statements."""
        self.connection.execute(statements)  # type: ignore[arg-type]

    def rows(self, question: str) -> list[t.Tuple[t.Any, ...]]:
        """Return what a question gives."""
        return self.connection.execute(question).fetchall()  # type: ignore[arg-type]

    def reached(self, **database: t.Any) -> There:
        """Return the same database, reached in another way; None leaves an option out."""
        return replace(self, database={name: value for name, value in {**self.database, **database}.items() if value is not None})

    def run(self, task: str = "", check: bool = False, **options: t.Any) -> dict[str, t.Any]:
        """Run a task, in YAML or by its options, its arguments checked as the module does; a failure raises StackError."""
        given = {"database": self.database, **(yaml.safe_load(task) or {}), **options}
        done = ModuleArgumentSpecValidator({**ARGUMENT_SPEC, **GROUP_SPEC}).validate(given)
        assert not done.error_messages, done.error_messages
        params = done.validated_parameters
        return assert_schema(params, Run(check=check, assume_missing=check and params["on_missing"] == "plan"), PosixHost())

    def findings(self, task: str = "", **options: t.Any) -> list[t.Tuple[t.Any, ...]]:
        """Return what a task finds, as kind and object, and what was found where something was; none is no failure."""
        try:
            found = self.run(task, **options)["findings"]
        except StackError as error:
            assert error.details.get("findings"), error.msg
            assert error.msg.endswith(", then run again.") and "\n" not in error.msg
            found = error.details["findings"]
        return [(one["kind"], one["object"], *([] if one["found"] is None else [one["found"]])) for one in found]

    def process(self, task: str = "", **how: t.Any) -> Result:
        """Run the module as a process; keywords are those of tests.module_run.run_module."""
        return run_module("schema_assert", {"database": self.database, **(yaml.safe_load(task) or {})}, **how)

    def drop(self) -> None:
        """Remove the database."""
        self.connection.close()
        with self.server.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(self.database["name"])))
