# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real standby, made from the server by pg_basebackup: it can be read, and says where to write instead."""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Iterator

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError

from tests import postgres
from tests.integration.feature_flag.endpoints import closed_port
from tests.integration.feature_flag.sessions import wait_until
from tests.integration.feature_flag.tables import Schema

pytestmark = pytest.mark.lab

ON = {"key": "ui", "enabled": True}
MAKE = """
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin)
$bin/pg_basebackup --pgdata "$1" --wal-method stream --checkpoint fast --write-recovery-conf
cat >"$1/postgresql.conf" <<END
listen_addresses = '*'
port = $2
max_connections = 200
hba_file = '$(ls -d /etc/postgresql/*/main)/pg_hba.conf'
ssl = on
ssl_cert_file = '/etc/postgresql/lab/server.crt'
ssl_key_file = '/etc/postgresql/lab/server.key'
unix_socket_directories = '$1'
END
$bin/pg_ctl --pgdata "$1" --log "$1/log" --wait start >/dev/null
"""
REMOVE = """
set -eu
$(ls -d /usr/lib/postgresql/*/bin)/pg_ctl --pgdata "$1" --mode immediate --wait stop >/dev/null
rm -r "$1"
"""


def as_postgres(container: str, script: str, *words: str) -> None:
    """Run a script in the server's host."""
    subprocess.run(
        ["docker", "exec", "-u", "postgres", container, "sh", "-c", script, "sh", *words],
        check=True,
        capture_output=True,
        timeout=60,
        text=True,
    )


@pytest.fixture(scope="module")
def standby(container: str, database: str) -> Iterator[int]:
    """The port of a standby beside the server; the database is made before it."""
    folder, port = f"/var/lib/postgresql/standby-{uuid.uuid4().hex[:8]}", closed_port()
    try:
        as_postgres(container, MAKE, folder, str(port))
        yield port
    finally:
        as_postgres(container, REMOVE, folder)


def test_it_reads_and_refuses_to_write(schema: Schema, hand: str, server: postgres.Server, standby: int) -> None:
    schema.do("INSERT INTO feature_flags VALUES ('ui', false), ('api', true)")
    behind = postgres.Server(server.host, standby, server.user, server.password, server.ca)
    replayed(behind, schema)
    store = schema.store(hand).reached(port=standby)
    assert [flag["key"] for flag in store.ask()["flags"]] == ["api", "ui"]
    assert not store.run({"key": "api", "enabled": True})["changed"]
    assert store.run(ON, check=True)["changed"]
    with pytest.raises(
        StackError, match=rf"Changing flags .*:{standby} failed: .*during recovery .*; a server in recovery is a standby: name"
    ):
        store.run(ON)
    assert schema.store(hand).run(ON)["changed"]


def replayed(behind: postgres.Server, schema: Schema) -> None:
    """Return when the standby has what the server has."""
    with behind.connect(schema.database) as connection:
        target = schema.rows("SELECT pg_current_wal_lsn()::text")[0][0]
        assert connection.execute("SELECT pg_is_in_recovery()").fetchone() == (True,)
        wait_until(
            lambda: connection.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [target]).fetchone() == (True,), "the standby"
        )
