# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values with everything in them, written in every kind of file and read back by that kind's own reader."""

from __future__ import annotations

import json
import subprocess
import typing as t
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest
from dotenv import dotenv_values

from tests import postgres
from tests.integration.secret_file.compose import as_compose_reads
from tests.integration.secret_gen.stores import Store, done, refused
from tests.lab import state

VALUES = {
    "plain": "aB3_-.~+/=",
    "blanks": " a  b\t",
    "a hash": "a #b",
    "double quotes": 'a"b"',
    "single quotes": "it's",
    "both quotes": "'\"",
    "dollars": "$a $(b) $$",
    "dollars and braces": "${HOME}",
    "per cent": "%s%20%%",
    "backslashes": "a\\b\\n",
    "doubled backslashes": "a\\\\b",
    "a closing backslash": "a\\",
    "backticks": "`id`",
    "a line end": "a\nb",
    "a last line end": "a\n",
    "Windows line ends": "a\r\nb",
    "letters of others": "Grüße 😀",
    "a colon and an at": "a:b@c/d?e#f",
    "exclamation": "a!b^c&d|e;f<g>h*",
    "what looks like a place": "@@secret:OTHER@@",
    "JSON": '{"a": [1]}',
    "64 KiB": "x" * 65536,
}
UNWRITABLE = {
    "dotenv": {"both quotes", "dollars and braces", "doubled backslashes", "a closing backslash", "Windows line ends"},
    "pgpass": {"a line end", "a last line end", "Windows line ends"},
}


NAMES = {title: f"KEY_{number}" for number, title in enumerate(VALUES)}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with all values, and a secret whose name stands in one of them."""
    found = Store(tmp_path_factory.mktemp("store"))
    supplied = [{"name": NAMES[title], "kind": "supplied", "value": value} for title, value in VALUES.items()]
    done(found.make({"name": "OTHER"}, *supplied))
    return found


def written(store: Store, path: Path, kind: str, line: str) -> dict[str, str]:
    """Write one file with a line for each value, and return the values; those that can't be written are refused by name."""
    for title in UNWRITABLE.get(kind, ()):
        name = NAMES[title]
        refused(store.write(path, kind, line.replace("NAME", name)), f"Secret {name} can't be written in {path} as {kind}")
        assert not path.exists()
    found = {NAMES[title]: value for title, value in VALUES.items() if title not in UNWRITABLE.get(kind, ())}
    content = "".join(line.replace("NAME", name) for name in found)
    done(store.write(path, kind, content))
    assert path.stat().st_mode & 0o777 == 0o600
    assert not done(store.write(path, kind, content)).changed
    return found


def test_python_dotenv(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "app.env"
    values = written(store, path, "dotenv", "A=1\nexport NAME=@@secret:NAME@@\n# a comment\n")
    assert dotenv_values(path) == {"A": "1", **values}


def test_json(store: Store, tmp_path: Path) -> None:
    for name, value in {NAMES[title]: value for title, value in VALUES.items()}.items():
        text = f'{{"a": "before @@secret:{name}@@ after", "b": "@@secret:{name}@@"}}\n'
        done(store.write(tmp_path / "app.json", "json", text))
        assert json.loads((tmp_path / "app.json").read_text()) == {"a": f"before {value} after", "b": value}


def test_json_that_is_none(store: Store, tmp_path: Path) -> None:
    refused(store.write(tmp_path / "app.json", "json", '{"a": @@secret:OTHER@@}'), "the text is no JSON at line 1")


def test_url(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "urls"
    values = written(store, path, "url", "https://user:@@secret:NAME@@@host.example:8443/path\n")
    found = [urlsplit(line) for line in path.read_text().splitlines()]
    assert [unquote(each.password or "") for each in found] == list(values.values())
    assert {(each.hostname, each.port) for each in found} == {("host.example", 8443)}


def test_a_file_of_its_own(store: Store, tmp_path: Path) -> None:
    for title, value in VALUES.items():
        done(store.write(tmp_path / "key", "raw", f"@@secret:{NAMES[title]}@@"))
        assert (tmp_path / "key").read_bytes() == value.encode()


@pytest.mark.lab
def test_libpq(store: Store, tmp_path: Path) -> None:
    server, path = postgres.server(), tmp_path / "pgpass"
    values = written(store, path, "pgpass", "*:*:*:NAME:@@secret:NAME@@\n")
    del values[NAMES["64 KiB"]]  # the server itself takes no password of that length
    text = path.read_text()
    for name, value in values.items():
        login = postgres.fresh_login(server, value)
        try:
            path.write_text(text.replace(f":{name}:", f":{login.user}:"))
            how: t.Any = {"host": login.host, "user": login.user, "sslmode": "verify-full", "sslrootcert": login.ca}
            psycopg.connect(dbname="postgres", passfile=str(path), **how).close()
        finally:
            postgres.drop(server, login.user)


@pytest.mark.lab
def test_systemd(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "app.env"
    values = written(store, path, "systemd", "A=1\nNAME=@@secret:NAME@@\n# a comment\n")
    assert _as_systemd_reads(path) == {"A": "1", **values}


def _as_systemd_reads(path: Path) -> dict[str, str]:
    """Return the variables of a unit whose EnvironmentFile this is, on a host of the lab."""
    address = postgres.server().host
    hosts = [host for lab in map(state.load, postgres.labs()) for host in lab.hosts.values()]
    container = next(str(host.container) for host in hosts if host.address == address)
    place = f"/run/{path.parent.name}.env"
    inside = ["docker", "exec", "-i", container]
    subprocess.run([*inside, "sh", "-c", f"cat > {place}"], input=path.read_bytes(), check=True)
    unit = ["systemd-run", "--quiet", "--pipe", "--wait", "-p", f"EnvironmentFile={place}", "env", "-0"]
    shown = subprocess.run([*inside, *unit], capture_output=True, check=True).stdout.decode()
    subprocess.run([*inside, "rm", place], check=True)
    found = dict(item.split("=", 1) for item in shown.split("\0") if item)
    return {name: value for name, value in found.items() if name == "A" or name.startswith("KEY_")}


@pytest.mark.lab
@pytest.mark.parametrize("way", ["env_file", "interpolation"])
def test_docker_compose(store: Store, tmp_path: Path, way: str) -> None:
    path = tmp_path / (".env" if way == "interpolation" else "app.env")
    values = written(store, path, "dotenv", "A=1\nexport NAME=@@secret:NAME@@\n# a comment\n")
    app = {"env_file": [path.name]} if way == "env_file" else {"environment": {name: f"${{{name}}}" for name in ("A", *values)}}
    assert as_compose_reads(tmp_path, app) == {"A": "1", **values}
