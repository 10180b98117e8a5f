# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of a lab: SSH for people and hosts, a certificate authority for servers, a password for the database."""

from __future__ import annotations

import secrets
from pathlib import Path

from .files import write_whole
from .process import run
from .state import Host, Lab

_TEN_YEARS = "3650"


def ensure(lab: Lab) -> None:
    """Make the keys of the lab that are missing."""
    _ssh_key(lab.folder / "id_ed25519", lab.id)
    if any(host.kind == "postgres" for host in lab.hosts.values()):
        _authority(lab)
        password = lab.folder / "pg_superuser"
        if not password.exists():
            write_whole(password, secrets.token_urlsafe(24) + "\n")


def host_key(lab: Lab, host: Host) -> Path:
    """Return the host's SSH key: made here, so that it is known before the host first answers."""
    folder = lab.folder / "hosts" / host.name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _ssh_key(folder / "ssh_host_ed25519_key", host.name)


def _ssh_key(path: Path, comment: str) -> Path:
    if not path.with_suffix(".pub").exists():
        # The public half comes last: without it the pair was cut short.
        path.unlink(missing_ok=True)
        run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", str(path)],
            doing=f"making key '{path}'",
        )
    return path


def _authority(lab: Lab) -> None:
    key, certificate = lab.folder / "ca.key", lab.folder / "ca.pem"
    if certificate.exists():
        return
    part = lab.folder / ".ca.pem.part"
    argv = [*_openssl_new(key, part), "-x509", "-days", _TEN_YEARS, "-subj", f"/CN=lab {lab.id}"]
    run([*argv, "-addext", "keyUsage=critical,keyCertSign,cRLSign"], doing="making the lab's certificate authority")
    part.rename(certificate)


def server_certificate(lab: Lab, host: Host) -> tuple[Path, Path]:
    """Return key and certificate of the host's server, valid for its name and its address."""
    folder = lab.folder / "hosts" / host.name
    key, certificate, part = folder / "server.key", folder / "server.crt", folder / ".server.crt.part"
    if not certificate.exists():
        authority = ["-CA", str(lab.folder / "ca.pem"), "-CAkey", str(lab.folder / "ca.key"), "-days", _TEN_YEARS]
        names = ["-subj", f"/CN={host.name}", "-addext", f"subjectAltName=DNS:{host.name},IP:{host.address}"]
        use = ["-addext", "basicConstraints=critical,CA:FALSE", "-addext", "extendedKeyUsage=serverAuth"]
        run(
            [*_openssl_new(key, part), "-x509", *authority, *names, *use],
            doing=f"making a certificate for '{host.name}'",
        )
        part.rename(certificate)
    return key, certificate


def _openssl_new(key: Path, out: Path) -> list[str]:
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    return ["openssl", "req", "-new", *curve, "-keyout", str(key), "-out", str(out)]
