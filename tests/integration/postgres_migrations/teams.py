# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Teams that have migrated with another tool so far: how each writes its files, and how it brings the database up."""

from __future__ import annotations

import typing as t
from pathlib import Path
from urllib.parse import quote, urlencode

from tests.integration.postgres_migrations import tools
from tests.integration.postgres_migrations.project import Project

FLYWAY = """
import org.flywaydb.core.Flyway;
class Up {
  public static void main(String[] said) {
    Flyway.configure().dataSource(said[0], said[1], said[2]).locations("filesystem:" + said[3]).load().migrate();
  }
}
"""
SQITCH_CONF = "[core]\n\tengine = pg\n[user]\n\tname = Ann\n\temail = ann@example.com\n"


class Team(t.NamedTuple):
    """What a team does, and what comes of it."""

    table: str  # its tool's ledger
    write: t.Callable[[Project, int], None]  # makes table t1, t2 or t3
    up: t.Callable[[Project], None]
    versions: tuple[str, str, str]


def url(project: Project, scheme: str = "postgres") -> str:
    """Return the database as most tools name it."""
    server = project.server
    tls = urlencode({"sslmode": "verify-full", "sslrootcert": server.ca})
    return f"{scheme}://{server.user}:{quote(server.password, safe='')}@{server.host}:{server.port}/{project.database}?{tls}"


def java(project: Project, tool: str, text: str, folder: Path) -> None:
    """Run a program that has a tool in Java bring the database up by the files of a folder."""
    server, lib = project.server, tools.find(tool)
    program = folder.parent / "Up.java"
    program.write_text(text)
    tls = urlencode({"sslmode": "verify-full", "sslrootcert": server.ca})
    address = f"jdbc:postgresql://{server.host}:{server.port}/{project.database}?{tls}"
    tools.run("java", "-cp", f"{lib}/*", str(program), address, server.user, server.password, str(folder), folder=folder)


def _table(number: int) -> str:
    return f"CREATE TABLE t{number} (\n  i int\n);\n"


def _flyway_write(project: Project, number: int) -> None:
    project.write_as(f"V{number}__make_t{number}.sql", _table(number))
    project.write_as("R__a_view.sql", b"\xef\xbb\xbfCREATE OR REPLACE VIEW v AS\r\n  SELECT 'caf\xc3\xa9' AS i;\r\n")


def _flyway_up(project: Project) -> None:
    java(project, "flyway", FLYWAY, project.folder)


def _dbmate_write(project: Project, number: int) -> None:
    text = f"-- migrate:up\n{_table(number)}\n-- migrate:down\nDROP TABLE t{number};\n"
    project.write_as(f"2026010100000{number}_make_t{number}.sql", text)


def _dbmate_up(project: Project) -> None:
    dbmate = (tools.find("dbmate"), "--url", url(project), "--migrations-dir", str(project.folder), "--no-dump-schema")
    tools.run(*dbmate, "migrate", folder=project.folder)


def _goose_write(project: Project, number: int) -> None:
    project.write_as(f"0000{number}_make_t{number}.sql", f"-- +goose Up\n{_table(number)}\n-- +goose Down\nDROP TABLE t{number};\n")


def goose(project: Project, *words: str) -> None:
    """Run goose."""
    tools.run(tools.find("goose"), "-dir", str(project.folder), "postgres", url(project), *words, folder=project.folder)


def _golang_write(project: Project, number: int) -> None:
    project.write_as(f"{number}_make_t{number}.up.sql", _table(number))
    project.write_as(f"{number}_make_t{number}.down.sql", f"DROP TABLE t{number};\n")


def golang_migrate(project: Project, *words: str, fails: bool = False) -> None:
    """Run golang-migrate."""
    known = ("-path", str(project.folder), "-database", url(project))
    tools.run(tools.find("golang-migrate"), *known, *words, folder=project.folder, fails=fails)


def _sqitch(project: Project, *words: str) -> None:
    server = project.server
    names = {"PGHOST": server.host, "PGPORT": str(server.port), "PGUSER": server.user, "PGPASSWORD": server.password}
    tls = {"PGSSLMODE": "verify-full", "PGSSLROOTCERT": server.ca}
    tools.run(tools.find("sqitch"), *words, folder=project.folder, env={"TZ": "UTC", **names, **tls})


def _sqitch_write(project: Project, number: int) -> None:
    if number == 1:
        project.write_as("sqitch.conf", SQITCH_CONF)
        _sqitch(project, "init", "app", "--uri", "https://example.com/app", "--engine", "pg")
    needs = ("--requires", f"make_t{number - 1}") if number > 1 else ()
    _sqitch(project, "add", f"make_t{number}", "-n", f"Makes t{number}.", *needs)
    project.write_as(f"deploy/make_t{number}.sql", f"BEGIN;\n{_table(number)}COMMIT;\n")


def _sqitch_up(project: Project) -> None:
    _sqitch(project, "deploy", f"db:pg:{project.database}")


NUMBERS = ("1", "2", "3")
DAYS = ("20260101000001", "20260101000002", "20260101000003")
TEAMS = {
    "flyway": Team("flyway_schema_history", _flyway_write, _flyway_up, NUMBERS),
    "dbmate": Team("schema_migrations", _dbmate_write, _dbmate_up, DAYS),
    "goose": Team("goose_db_version", _goose_write, lambda project: goose(project, "up"), NUMBERS),
    "golang-migrate": Team("schema_migrations", _golang_write, lambda project: golang_migrate(project, "up"), NUMBERS),
    "sqitch": Team("sqitch.changes", _sqitch_write, _sqitch_up, ("make_t1", "make_t2", "make_t3")),
}
