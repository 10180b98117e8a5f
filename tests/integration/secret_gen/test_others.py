# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What others make of our secrets: openssl of keys, the servers' own libraries of verifiers, PostgreSQL of its own."""

from __future__ import annotations

import subprocess

import argon2
import bcrypt
import psycopg
import pytest
from psycopg import sql

from tests import postgres
from tests.integration.secret_gen.stores import Store, done

PASSWORD = {"name": "PASSWORD", "kind": "alphanumeric"}


@pytest.mark.parametrize(("kind", "said"), [("ed25519", "ED25519 Private-Key"), ("rsa", "Private-Key: (3072 bit")])
def test_openssl_reads_a_key(store: Store, kind: str, said: str) -> None:
    done(store.make({"name": "KEY", "kind": kind}))
    read = subprocess.run(["openssl", "pkey", "-noout", "-text"], input=store.value("KEY"), capture_output=True, text=True, check=True)
    assert said in read.stdout


def test_verifiers_know_their_secret_and_follow_it(store: Store) -> None:
    wishes = [PASSWORD, {"name": "BCRYPT", "kind": "bcrypt", "of": "PASSWORD"}, {"name": "ARGON", "kind": "argon2id", "of": "PASSWORD"}]
    done(store.make(*wishes))
    for _ in range(2):
        password = store.value("PASSWORD")
        assert bcrypt.checkpw(password.encode(), store.value("BCRYPT").encode())
        assert not bcrypt.checkpw(b"another", store.value("BCRYPT").encode())
        assert argon2.PasswordHasher().verify(store.value("ARGON"), password)
        before = store.path.read_bytes()
        assert not done(store.make(*wishes)).changed
        assert store.path.read_bytes() == before, "nothing is hashed anew"
        done(store.make({**PASSWORD, "version": 2}, *wishes[1:]))


@pytest.mark.lab
def test_postgresql_takes_the_verifier_and_lets_the_password_in(store: Store) -> None:
    server = postgres.server()
    login = postgres.fresh_login(server, "first")
    try:
        done(store.make(PASSWORD, {"name": "VERIFIER", "kind": "scram", "of": "PASSWORD"}))
        with server.connect() as connection:
            verifier = sql.Literal(store.value("VERIFIER"))
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(login.user), verifier))
        again = postgres.Server(login.host, login.port, login.user, store.value("PASSWORD"), login.ca)
        again.connect().close()
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            login.connect()
    finally:
        postgres.drop(server, login.user)
