# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rotation: each step is done once however often it is run, goes back, and never locks a client out."""

from __future__ import annotations

import os
import signal
import threading
import time
import typing as t
from pathlib import Path

import psycopg
import pytest
from dotenv import dotenv_values

from tests import postgres
from tests.integration.secret_gen.stores import Store, Wish, done, refused
from tests.module_run import Result

KEY: Wish = {"name": "JWT_SECRET", "kind": "hex", "purpose": "hmac"}


def test_step_by_step_and_back(store: Store) -> None:
    done(store.make(KEY))
    first = store.value("JWT_SECRET")
    steps: list[tuple[Wish, dict[str, str]]] = [
        ({"version": 2, "phase": "next"}, {"1": "current", "2": "next"}),
        ({"version": 2}, {"1": "accepted", "2": "current"}),
        ({"version": 2, "phase": "only"}, {"1": "retired", "2": "current"}),
        ({"version": 1, "phase": "next"}, {"1": "next", "2": "current"}),
        ({"version": 1}, {"1": "current", "2": "accepted"}),
        ({"version": 2, "compromised": [1]}, {"1": "compromised", "2": "current"}),
    ]
    for step, states in steps:
        planned = done(store.make({**KEY, **step}, check=True))
        made = done(store.make({**KEY, **step}))
        assert store.states("JWT_SECRET") == states
        assert [{**a, "status": ""} for a in planned.json["actions"]] == [{**a, "status": ""} for a in made.json["actions"]]
        assert not done(store.make({**KEY, **step})).changed
        assert not done(store.make(KEY)).changed, "who says no version keeps the one in use"
    assert len(store.values()) == 2 and first in store.values()
    refused(store.make({**KEY, "version": 1}), "Version 1 of secret JWT_SECRET is marked compromised")
    done(store.make({**KEY, "version": 3, "phase": "only"}))
    refused(store.make({**KEY, "version": 2}), "Version 2 of secret JWT_SECRET is retired, so nobody accepts it any more")
    refused(store.make({**KEY, "version": 5}), "its newest is 3; the next one is 4")


# Before the new text is on disk, before it takes the place of the old one, and after that.
CUTS = ("fsync:signal=KILL:when=1", "rename,renameat,renameat2:signal=KILL:when=1", "fsync:signal=KILL:when=2")


def killed_then_done(run: t.Callable[[t.Sequence[str]], Result]) -> None:
    """Let a step be killed at each of its cuts, then let it run to its end."""
    for cut in CUTS:
        rc = run(("strace", "-qq", "-o", os.devnull, "-e", "trace=fsync,rename,renameat,renameat2", "-e", f"inject={cut}")).rc
        assert rc in (-signal.SIGKILL, 128 + signal.SIGKILL), f"not killed by {cut}"
    done(run(()))


class Client(threading.Thread):
    """Logs in by what the application's environment says, twenty times a second."""

    def __init__(self, server: postgres.Server, env: Path) -> None:
        super().__init__(daemon=True)
        self.logins: list[str] = []
        self.refusals: list[str] = []
        self._server, self._env, self._ended = server, env, threading.Event()

    def run(self) -> None:
        """Log in until stopped."""
        while not self._ended.wait(0.05):
            said = dotenv_values(self._env)
            user, password = str(said["DB_USER"]), str(said["DB_PASSWORD"])
            try:
                postgres.Server(self._server.host, self._server.port, user, password, self._server.ca).connect().close()
                self.logins.append(user)
            except psycopg.OperationalError as error:
                self.refusals.append(str(error))

    def stop(self) -> None:
        """Stop logging in."""
        self._ended.set()
        self.join()


@pytest.mark.lab
def test_a_login_is_rotated_under_a_client(store: Store, tmp_path: Path) -> None:
    """A role has one password, so two roles take turns: the idle one gets the new password before anybody is told to use it.

    Every step is killed three times before it is done, and the client never notices.
    """
    server = postgres.server()
    roles = [postgres.fresh_login(server, f"unused{number}") for number in range(2)]
    env = tmp_path / "app.env"
    try:
        _give(store, server, tmp_path, 0, roles[0].user, 1)
        _tell(store, env, 0, roles[0].user)
        client = Client(server, env)
        client.start()
        for turn in range(1, 7):
            number = turn % 2
            _give(store, server, tmp_path, number, roles[number].user, turn // 2 + 1)
            _tell(store, env, number, roles[number].user)
            time.sleep(0.6)
        client.stop()
        assert not client.refusals, client.refusals[:3]
        assert len(client.logins) > 40 and set(client.logins) == {role.user for role in roles}
        assert store.states("DB_PASSWORD_0") == {"1": "accepted", "2": "accepted", "3": "accepted", "4": "current"}
    finally:
        postgres.drop(server, *(role.user for role in roles))


def _give(store: Store, server: postgres.Server, folder: Path, number: int, user: str, version: int) -> None:
    """Give an idle role its next password; the server sees a verifier only."""
    name = f"DB_PASSWORD_{number}"
    wishes: t.List[Wish] = [
        {"name": name, "kind": "alphanumeric", "version": version},
        {"name": f"{name}_SCRAM", "kind": "scram", "of": name},
    ]
    killed_then_done(lambda prefix: store.make(*wishes, prefix=prefix))
    statement = folder / "login.sql"
    text = f"ALTER ROLE {user} PASSWORD '@@secret:{name}_SCRAM@@'"
    killed_then_done(lambda prefix: store.write(statement, "raw", text, prefix=prefix))
    with server.connect() as connection:
        connection.execute(statement.read_bytes())


def _tell(store: Store, env: Path, number: int, user: str) -> None:
    """Tell the application which role to use from now on."""
    text = f"DB_USER={user}\nDB_PASSWORD=@@secret:DB_PASSWORD_{number}@@\n"
    killed_then_done(lambda prefix: store.write(env, "dotenv", text, prefix=prefix))
