# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tools whose files are code: each makes a table by its own means, and is at a head then; and tables as they make them."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

from tests.integration.postgres_migrations import tools
from tests.integration.postgres_migrations.project import Project
from tests.integration.postgres_migrations.teams import java, url

ALEMBIC_ENV = """
from alembic import context
from sqlalchemy import create_engine
with create_engine(context.config.get_main_option("sqlalchemy.url")).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
ALEMBIC_STEP = """
from alembic import op
revision, down_revision = "{0:03}", {1}
def upgrade():
    op.execute("CREATE TABLE t{0} ()")
"""
LIQUIBASE = """
import java.nio.file.Path;
import java.sql.DriverManager;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
class Up {
  public static void main(String[] said) throws Exception {
    var connection = new JdbcConnection(DriverManager.getConnection(said[0], said[1], said[2]));
    var database = DatabaseFactory.getInstance().findCorrectDatabaseImplementation(connection);
    new Liquibase("changelog.sql", new DirectoryResourceAccessor(Path.of(said[3])), database).update(new Contexts());
  }
}
"""
LIQUIBASE_STEP = "--changeset ann:{0}\nCREATE TABLE t{0} ();\n"
KNEX_STEP = "exports.up = (knex) => knex.raw('CREATE TABLE t{0} ()');\nexports.down = () => null;\n"
NODE_PG_STEP = "exports.up = (pgm) => pgm.sql('CREATE TABLE t{0} ()');\n"
SEQUELIZE_STEP = "module.exports = {{ up: (q) => q.sequelize.query('CREATE TABLE t{0} ()') }};\n"


def _works(project: Project) -> Path:
    """Return a folder beside that of our files."""
    folder = project.folder.parent / "theirs"
    (folder / "migrations").mkdir(parents=True)
    return folder


def _steps(folder: Path, name: str, text: str) -> None:
    for number in (1, 2):
        (folder / "migrations" / name.format(number)).write_text(text.format(number))


def _alembic(project: Project) -> str:
    folder = _works(project)
    (folder / "migrations" / "env.py").write_text(ALEMBIC_ENV)
    (folder / "migrations" / "versions").mkdir()
    for number, before in ((1, "None"), (2, '"001"')):
        (folder / "migrations" / "versions" / f"{number}.py").write_text(ALEMBIC_STEP.format(number, before))
    address = url(project, "postgresql+psycopg").replace("%", "%%")
    (folder / "alembic.ini").write_text(f"[alembic]\nscript_location = migrations\nsqlalchemy.url = {address}\n")
    tools.run(tools.find("alembic"), "upgrade", "head", folder=folder)
    return "002"


def _connection(project: Project) -> dict[str, t.Any]:
    server = project.server
    # Its driver compares no address with the certificate, unless it is told so again.
    tls = {"ssl": {"ca": Path(server.ca).read_text(), "host": server.host}}
    known = {"host": server.host, "port": server.port, "user": server.user, "password": server.password}
    return {**known, "database": project.database, **tls}


def _with_modules(folder: Path, program: str) -> None:
    (folder / "node_modules").symlink_to(Path(program).parents[1])


def _knex(project: Project) -> str:
    folder, program = _works(project), tools.find("knex")
    _with_modules(folder, program)
    _steps(folder, "2026010100000{0}_t{0}.js", KNEX_STEP)
    settings = {"client": "pg", "connection": _connection(project)}
    (folder / "knexfile.js").write_text(f"module.exports = {json.dumps(settings)};\n")
    tools.run(program, "migrate:latest", folder=folder)
    return "20260101000002_t2.js"


def _node_pg_migrate(project: Project) -> str:
    folder, program = _works(project), tools.find("node-pg-migrate")
    _with_modules(folder, program)
    _steps(folder, "176722560000{0}_t{0}.js", NODE_PG_STEP)
    address = f"{url(project).replace('verify-full', 'verify-ca')}&uselibpqcompat=true"
    tools.run(program, "up", folder=folder, env={"DATABASE_URL": address})
    return "1767225600002_t2"


def _sequelize(project: Project) -> str:
    folder, program = _works(project), tools.find("sequelize")
    _with_modules(folder, program)
    _steps(folder, "2026010100000{0}-t{0}.js", SEQUELIZE_STEP)
    known = _connection(project)
    settings = {**known, "username": known["user"], "dialect": "postgres", "dialectOptions": {"ssl": known["ssl"]}}
    (folder / "config").mkdir()
    (folder / "config" / "config.json").write_text(json.dumps({"development": settings}))
    tools.run(program, "db:migrate", folder=folder)
    return "20260101000002-t2.js"


def _liquibase(project: Project) -> str:
    folder = _works(project)
    (folder / "changelog.sql").write_text("--liquibase formatted sql\n" + "".join(LIQUIBASE_STEP.format(number) for number in (1, 2)))
    java(project, "liquibase", LIQUIBASE, folder)
    return "changelog.sql::2::ann"


def _drizzle(project: Project) -> str:
    folder, program = _works(project), tools.find("drizzle")
    _with_modules(folder, program)
    _steps(folder, "000{0}_t{0}.sql", "CREATE TABLE t{0} ();\n")
    steps = [{"idx": n, "version": "7", "when": 1767225600000 + n, "tag": f"000{n}_t{n}", "breakpoints": True} for n in (1, 2)]
    (folder / "migrations" / "meta").mkdir()
    (folder / "migrations" / "meta" / "_journal.json").write_text(json.dumps({"version": "7", "dialect": "postgresql", "entries": steps}))
    settings = {"dialect": "postgresql", "out": "./migrations", "schema": "./none.ts", "dbCredentials": _connection(project)}
    (folder / "drizzle.config.json").write_text(json.dumps(settings))
    tools.run(program, "migrate", "--config", "drizzle.config.json", folder=folder)
    return "1767225600002"


HEADS: dict[str, t.Callable[[Project], str]] = {
    "alembic": _alembic,
    "liquibase": _liquibase,
    "drizzle": _drizzle,
    "knex": _knex,
    "node-pg-migrate": _node_pg_migrate,
    "sequelize": _sequelize,
}

# The head, what makes the table, what leaves it in between, and what is said then.
TABLES: dict[str, tuple[str, str, str | None, str]] = {
    "alembic": (
        "003",
        "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY); INSERT INTO alembic_version VALUES ('003')",
        "INSERT INTO alembic_version VALUES ('004')",
        "found the heads 003, 004",
    ),
    "liquibase": (
        "changelog.sql::3::ann",
        (
            "CREATE TABLE databasechangelog (id varchar(255) NOT NULL, author varchar(255) NOT NULL, filename varchar(255) NOT NULL,"
            " dateexecuted timestamp NOT NULL, orderexecuted int NOT NULL, exectype varchar(10) NOT NULL, md5sum varchar(35),"
            " description varchar(255), comments varchar(255), tag varchar(255), liquibase varchar(20), contexts varchar(255),"
            " labels varchar(255), deployment_id varchar(10)); INSERT INTO databasechangelog SELECT n, 'ann', 'changelog.sql', now(), n,"
            " 'EXECUTED', '9:35e17dc69178ac136779c2a04e167bc7', 'sql', '', NULL, '4.29.2', NULL, NULL, '5261760505'"
            " FROM generate_series(1, 3) AS n; CREATE TABLE databasechangeloglock (id int PRIMARY KEY, locked boolean NOT NULL,"
            " lockgranted timestamp, lockedby varchar(255)); INSERT INTO databasechangeloglock VALUES (1, false)"
        ),
        "UPDATE databasechangeloglock SET locked = true, lockedby = 'web1'",
        "its lock held by web1",
    ),
    "knex": (
        "2_t2.js",
        (
            "CREATE TABLE knex_migrations (id serial PRIMARY KEY, name varchar(255), batch int, migration_time timestamptz);"
            " INSERT INTO knex_migrations (name, batch, migration_time) VALUES ('1_t1.js', 1, now()), ('2_t2.js', 1, now());"
            " CREATE TABLE knex_migrations_lock (index serial PRIMARY KEY, is_locked int);"
            " INSERT INTO knex_migrations_lock (is_locked) VALUES (0)"
        ),
        "UPDATE knex_migrations_lock SET is_locked = 1",
        "its lock held",
    ),
    "node-pg-migrate": (
        "1767225600002_t2",
        (
            "CREATE TABLE pgmigrations (id serial PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL);"
            " INSERT INTO pgmigrations (name, run_on) VALUES ('1767225600001_t1', now()), ('1767225600002_t2', now())"
        ),
        None,
        "",
    ),
    "sequelize": (
        "20260101000002-t2.js",
        (
            'CREATE TABLE "SequelizeMeta" (name varchar(255) PRIMARY KEY);'
            " INSERT INTO \"SequelizeMeta\" VALUES ('20260101000002-t2.js'), ('20260101000001-t1.js')"
        ),
        None,
        "",
    ),
    "drizzle": (
        "1767225600002",
        (
            "CREATE SCHEMA drizzle;"
            " CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);"
            " INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('aa', 1767225600001), ('bb', 1767225600002)"
        ),
        None,
        "",
    ),
    "prisma": (
        "20260101000001_t1",
        (
            "CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz,"
            " migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(),"
            " applied_steps_count int NOT NULL DEFAULT 0);"
            " INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name) VALUES ('1', 'aa', now(), '20260101000001_t1')"
        ),
        "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('2', 'bb', '20260101000002_t2')",
        "found 20260101000002_t2 begun and not finished",
    ),
}
