# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A password and a wish go to the right server only: every doubt about who answers ends the task before a word is said."""

from __future__ import annotations

import datetime
import ipaddress
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._database.settings import Settings
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from tests.integration.feature_flag.endpoints import leading_to, listening, with_certificate, without_tls
from tests.integration.feature_flag.sessions import wait_until
from tests.integration.feature_flag.stores import Store
from tests.integration.feature_flag.tables import Schema
from tests.lab.state import Lab

pytestmark = pytest.mark.lab

ON = {"key": "ui", "enabled": True}
DAY = datetime.timedelta(days=1)


@pytest.fixture(scope="session")
def elsewhere(lab: Lab) -> str:
    """An address of this machine that is not loopback: its end of the lab's network."""
    return str(ipaddress.ip_network(lab.subnet)[1])


@pytest.fixture
def table(table: Store) -> Store:
    """The table, reached as a task does that says nothing of TLS."""
    return table.reached(sslmode=None)


class Authority:
    """A certificate authority of a test's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.file = str(self._write("ca.pem", self._signed("authority", self._key.public_key(), DAY, x509.BasicConstraints(True, None))))

    def certificate(self, address: str, left: datetime.timedelta) -> tuple[str, str]:
        """Return the files of a certificate for this address and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        chain = self._write("server.pem", self._signed("server", key.public_key(), left, name))
        return str(chain), str(self._write("server.key", secret))

    def _signed(self, name: str, key: ec.EllipticCurvePublicKey, left: datetime.timedelta, extension: x509.ExtensionType) -> bytes:
        now = datetime.datetime.now(datetime.timezone.utc)
        issuer, subject = (x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, one)]) for one in ("authority", name))
        built = x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number(), now - 9 * DAY, now + left)
        critical = isinstance(extension, x509.BasicConstraints)
        return built.add_extension(extension, critical).sign(self._key, SHA256()).public_bytes(serialization.Encoding.PEM)

    def _write(self, name: str, content: bytes) -> Path:
        path = self._folder / name
        path.write_bytes(content)
        return path


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """An authority that the task is told to trust."""
    return Authority(tmp_path)


def test_the_certificate_names_another_host(schema: Schema, table: Store) -> None:
    option = table.place["database"]
    with listening(leading_to(option["host"], option["port"])) as endpoint:
        store = table.reached(host=endpoint.host, port=endpoint.port)
        with pytest.raises(StackError, match='server certificate for ".*does not match host name "127.0.0.1"'):
            store.reached(sslmode="verify-full").run(ON)
        assert schema.rows() == []
        assert store.reached(sslmode="verify-ca").run(ON)["changed"]


def test_the_certificate_is_from_another_authority(schema: Schema, table: Store, authority: Authority) -> None:
    for mode in ({}, {"sslmode": "verify-full"}, {"sslmode": "verify-ca"}):
        with pytest.raises(StackError, match="certificate verify failed"):
            table.reached(sslrootcert=authority.file, **mode).run(ON)
    assert schema.rows() == []


def test_no_authority_is_known(schema: Schema, table: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(StackError, match='root certificate file ".*" does not exist'):
        table.reached(sslrootcert=None).run(ON)
    assert schema.rows() == []


def test_the_authority_is_found_in_the_home_folder(table: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "ca.pem").write_bytes(Path(table.place["database"]["sslrootcert"]).read_bytes())
    assert table.reached(sslrootcert="~/ca.pem").run(ON)["changed"]


def test_a_server_without_tls(hand: str, table: Store, elsewhere: str) -> None:
    with listening(without_tls, elsewhere) as endpoint:
        store = table.reached(host=endpoint.host, port=endpoint.port)
        with pytest.raises(StackError, match="server does not support SSL, but SSL was required"):
            store.run(ON)
        assert b"".join(endpoint.heard) == b""
        with pytest.raises(StackError):
            store.reached(sslmode="disable").run(ON)
        wait_until(lambda: b"golive" in b"".join(endpoint.heard), "what is said in the clear when the task says so")


@pytest.mark.parametrize(("left", "trusted"), [(DAY, True), (-DAY, False)], ids=["valid", "expired"])
def test_a_certificate_has_its_time(table: Store, elsewhere: str, authority: Authority, left: datetime.timedelta, trusted: bool) -> None:
    with listening(with_certificate(*authority.certificate(elsewhere, left)), elsewhere) as endpoint:
        store = table.reached(host=endpoint.host, port=endpoint.port, sslrootcert=authority.file)
        with pytest.raises(StackError, match="(?i)eof|closed the connection" if trusted else "certificate verify failed"):
            store.run(ON)
        assert (b"golive" in b"".join(endpoint.heard)) == trusted


def test_on_this_machine_tls_is_preferred_and_not_proven(table: Store) -> None:
    option = table.place["database"]
    with listening(leading_to(option["host"], option["port"])) as endpoint:
        assert table.reached(host=endpoint.host, port=endpoint.port, sslrootcert=None).run(ON)["changed"]


MODES: dict[str, list[str | None]] = {
    "prefer": [None, "localhost", "127.0.0.1", "127.8.9.10", "::1", "/var/run/postgresql"],
    "verify-full": ["db1", "10.0.0.1", "127.example.com", "127.0.0.1.example.com", "127.0.0.1,db1", "localhost.example.com", "/run,db1"],
}


@pytest.mark.parametrize(("mode", "host"), [(mode, host) for mode, hosts in MODES.items() for host in hosts])
def test_what_is_this_machine(mode: str, host: str | None) -> None:
    assert Settings("app", host=host).libpq("tests")["sslmode"] == mode
