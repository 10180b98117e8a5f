# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the checklists that secrets fulfil, proven with the secrets that the demo declares, and with those of the other systems."""

from __future__ import annotations

import base64
import hmac
import subprocess
import sys
import typing as t
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest
import yaml
from psycopg import sql

from tests import postgres
from tests.integration.secret_gen.stores import Store, Wish, done, refused
from tests.module_run import ROOT

DECLARED = yaml.safe_load((ROOT / "inventories/demo/group_vars/ucrmanager/secrets.yml").read_text())["secrets_wished"]
OPENSSL_HEX_32 = {"kind": "hex", "bytes": 32, "purpose": "hmac"}


def declared(name: str) -> Wish:
    """Return what the demo declares."""
    found: Wish = next(wish for wish in DECLARED if wish["name"] == name)
    return found


def test_the_session_secret_has_48_random_bytes(store: Store) -> None:
    done(store.make(declared("SESSION_SECRET")))
    value = store.value("SESSION_SECRET")
    assert len(base64.b64decode(value, validate=True)) == 48 and len(value) == 64


@pytest.mark.row("UCR-034")
def test_production_makes_its_own_once(store: Store) -> None:
    made = done(store.make(declared("ENCRYPTION_KEY")))
    assert made.changed and not done(store.make(declared("ENCRYPTION_KEY"))).changed
    elsewhere = made.json["secrets"][0]["fingerprint"]
    copied: Wish = {**declared("ENCRYPTION_KEY"), "must_differ_from": [elsewhere]}
    refused(store.make(copied), f"is the one with the fingerprint {elsewhere}, which it must differ from")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("SECRET_KEY", marks=pytest.mark.row("BEC-022")),
        pytest.param("JWT_SECRET_KEY", marks=pytest.mark.row("BEC-023")),
        pytest.param("JWT_SECRET", marks=pytest.mark.row("CVP-053")),
    ],
)
def test_a_key_has_32_random_bytes_and_stays(store: Store, name: str) -> None:
    wish: Wish = {"name": name, **OPENSSL_HEX_32}
    made = done(store.make(wish))
    value = store.value(name)
    assert len(bytes.fromhex(value)) == 32 and len(value) == 64
    assert not done(store.make(wish)).changed and store.value(name) == value
    fingerprint = made.json["secrets"][0]["fingerprint"]
    refused(store.make({**wish, "must_differ_from": [fingerprint]}), "which it must differ from")
    done(store.make({**wish, "version": 2, "phase": "only", "compromised": [1]}))
    assert store.states(name) == {"1": "compromised", "2": "current"}
    session = hmac.digest(value.encode(), b"user=1", "sha256")
    assert not hmac.compare_digest(session, hmac.digest(store.value(name).encode(), b"user=1", "sha256")), "it ends every session"


@pytest.mark.row("BEC-022", "BEC-023", "CVP-053")
@pytest.mark.parametrize("sample", ["your-super-secret-jwt-token-with-at-least-32-characters-long", "changeme", "secret"])
def test_a_sample_is_no_key(store: Store, sample: str) -> None:
    refused(store.make({"name": "JWT_SECRET", "kind": "supplied", "value": sample}), "is a value that was published or leaked")
    refused(store.make({"name": "JWT_SECRET", "kind": "hex", "bytes": 16, "purpose": "hmac"}), "would have 128 bits, fewer than the 256")


@pytest.mark.lab
@pytest.mark.row("UCR-028")
def test_the_url_logs_in_as_the_application(store: Store) -> None:
    server = postgres.server()
    login = postgres.fresh_login(server, "unused")
    url: dict[str, t.Any] = {**declared("DATABASE_URL")["url"], "user": login.user, "host": "127.0.0.1", "path": "postgres"}
    try:
        password: Wish = {"name": "DB_PASSWORD", "kind": "supplied", "value": "a:b@c/d?e#f%20&g"}
        done(store.make(password, {**declared("DATABASE_URL"), "url": url}, declared("DB_PASSWORD_SCRAM")))
        with server.connect() as connection:
            verifier = sql.Literal(store.value("DB_PASSWORD_SCRAM"))
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(login.user), verifier))
        found = urlsplit(store.value("DATABASE_URL"))
        assert (found.hostname, found.username, unquote(found.password or "")) == ("127.0.0.1", login.user, "a:b@c/d?e#f%20&g")
        assert declared("DATABASE_URL")["url"]["user"] != "postgres"
        here = store.value("DATABASE_URL").replace("@127.0.0.1:5432/", f"@{server.host}:{server.port}/")
        with psycopg.connect(here, sslmode="verify-full", sslrootcert=server.ca) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        postgres.drop(server, login.user)


def test_what_the_demo_supplies_is_in_a_vault(store: Store, tmp_path: Path) -> None:
    said = yaml.safe_load((ROOT / "inventories/demo/group_vars/ucrmanager/vault.yml").read_text())
    (tmp_path / "password").write_text(said["ucrmanager_vault_password"])
    argv = [str(Path(sys.executable).with_name("ansible-vault")), "decrypt", "--vault-password-file", str(tmp_path / "password")]
    opened = subprocess.run(argv, input=said["ucrmanager_vaulted_connectwise_key"], capture_output=True, text=True, check=True).stdout
    done(store.make({**declared("CONNECTWISE_KEY"), "value": opened}))
    everything = "".join(path.read_text() for path in (ROOT / "inventories/demo").rglob("*.yml"))
    assert opened not in everything and "AGE-SECRET-KEY" not in everything
