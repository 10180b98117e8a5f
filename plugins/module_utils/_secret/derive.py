# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values made from another secret: verifiers that a server keeps in place of a password, and URLs that hold one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import typing as t
from urllib.parse import quote

from .._errors import Missing, StackError
from .model import Wish

ROUNDS = 4096  # as PostgreSQL itself makes them
BCRYPT_BYTES, BCRYPT_COST = 72, 12


def derive(wish: Wish, source: str) -> str:
    """Return the derived value of a source."""
    said = complaint_of_source(wish, source)
    if said:
        raise StackError(f"Secret {wish.name} {said}; correct {wish.of}, or take another kind, then run again.")
    makers: dict[str, t.Callable[[Wish, str], str]] = {"bcrypt": _bcrypt, "argon2id": _argon2id, "scram": _scram, "url": _url}
    return makers[wish.policy.kind](wish, source)


def complaint_of_source(wish: Wish, source: str) -> str:
    """Say why such a value can't be made of a source, empty when it can; check mode has to foretell it."""
    if wish.policy.kind == "bcrypt" and len(source.encode()) > BCRYPT_BYTES:
        return f"can't be made: bcrypt sees {BCRYPT_BYTES} bytes and {wish.of} has more"
    if wish.policy.kind == "scram" and not source.isascii():
        return f"can't be made: servers rewrite letters beyond ASCII, and {wish.of} has some"
    return ""


def mark_of(wish: Wish, source: str, key: bytes) -> str:
    """Return by what a derived value knows its source again without hashing anew; worthless without the store's own key."""
    parts = [wish.policy.kind, source, *(f"{name}={value}" for name, value in sorted((wish.url or {}).items()) if value is not None)]
    return hmac.new(key, "\0".join(parts).encode(errors="surrogatepass"), hashlib.sha256).hexdigest()


def _bcrypt(wish: Wish, source: str) -> str:
    try:
        import bcrypt
    except ImportError:
        raise Missing(f"Secret {wish.name} can't be made: this Python has no bcrypt; install python3-bcrypt, then run again.") from None
    return str(bcrypt.hashpw(source.encode(), bcrypt.gensalt(BCRYPT_COST)).decode())


def _argon2id(wish: Wish, source: str) -> str:
    try:
        import argon2
    except ImportError:
        raise Missing(f"Secret {wish.name} can't be made: this Python has no argon2; install python3-argon2, then run again.") from None
    return str(argon2.PasswordHasher(type=argon2.Type.ID).hash(source))


def _scram(wish: Wish, source: str) -> str:
    """Return what PostgreSQL keeps of a password, so that it never sees the password itself."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", source.encode(), salt, ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt64, stored64, server64 = (base64.b64encode(part).decode() for part in (salt, stored, server))
    return f"SCRAM-SHA-256${ROUNDS}:{salt64}${stored64}:{server64}"


def _url(wish: Wish, source: str) -> str:
    given = {"scheme": "postgresql", **{name: value for name, value in (wish.url or {}).items() if value is not None}}
    user, password = quote(str(given.get("user", "")), safe=""), quote(source, safe="")
    host = str(given.get("host", "localhost"))
    host = f"[{host}]" if ":" in host else host
    port = f":{given['port']}" if "port" in given else ""
    path = quote(str(given.get("path", "")).lstrip("/"))
    query = f"?{given['query']}" if "query" in given else ""
    return f"{given['scheme']}://{user}:{password}@{host}{port}/{path}{query}"
