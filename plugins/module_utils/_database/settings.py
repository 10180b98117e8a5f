# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a PostgreSQL database is reached: the options every module shares, and the settings they become."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, field, replace

from .._errors import StackError
from .._texts import UNSTORABLE

HANDS = ("auto", "psycopg", "psql")
SSL_MODES = ("disable", "prefer", "require", "verify-ca", "verify-full")
LOCAL = re.compile(r"localhost|::1|127(?:\.\d{1,3}){3}|/[^,]*")  # a list of hosts may lead anywhere
CONNECT_SECONDS = 10
STATEMENT_SECONDS = 60  # beside the time it may wait for a lock

# Documented in the fragment golive.stack.database. Paths are str: the Host expands them, on the machine they are on.
DATABASE_SPEC: dict[str, t.Any] = {
    "type": "dict",
    "options": {
        "name": {"type": "str", "required": True},
        "host": {"type": "str"},
        "port": {"type": "int", "default": 5432},
        "user": {"type": "str"},
        "password": {"type": "str", "no_log": True},
        "passfile": {"type": "str", "no_log": False},
        "sslmode": {"type": "str", "choices": list(SSL_MODES)},
        "sslrootcert": {"type": "str"},
        "hand": {"type": "str", "choices": list(HANDS), "default": "auto"},
        "psql": {"type": "list", "elements": "str"},
        "lock_timeout": {"type": "int", "default": 10},
    },
}


@dataclass(frozen=True)
class Settings:
    """One database and how to reach it."""

    name: str
    host: str | None = None
    port: int = 5432
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    passfile: str | None = None
    sslmode: str | None = None
    sslrootcert: str | None = None
    hand: str = "auto"
    psql: tuple[str, ...] = ()
    lock_timeout: int = 10

    @classmethod
    def of(cls, option: t.Mapping[str, t.Any]) -> Settings:
        """Turn the module's option into settings."""
        settings = cls(**{**option, "psql": tuple(option["psql"] or ())})
        for name, value in vars(settings).items():
            # A library in C would take what stands before NUL for the whole.
            if UNSTORABLE.search("".join(value) if isinstance(value, tuple) else str(value)):
                raise StackError(f"The option database.{name} holds NUL or broken Unicode, so nothing can be reached by it; correct it.")
        settings._refuse_two_hands()
        if settings.lock_timeout < 1:
            raise StackError(
                f"The option database.lock_timeout is {settings.lock_timeout}, for which the server would wait for ever;"
                " give seconds from 1 on."
            )
        return settings

    def _refuse_two_hands(self) -> None:
        if self.hand == "psycopg" and self.psql:
            raise StackError("The option database.hand is psycopg, which never uses database.psql; leave out one of the two.")
        if len(self.psql) == 1 and " -" in self.psql[0]:
            raise StackError(
                f"The option database.psql names one program {self.psql[0]!r}; write its words as a list, such as"
                " [docker, compose, exec, -T, db, psql]."
            )

    @property
    def statement_seconds(self) -> int:
        """How long a statement may take: its wait for a lock is part of it."""
        return self.lock_timeout + STATEMENT_SECONDS

    def expanded(self, expand: t.Callable[[str], str]) -> Settings:
        """Return the same with the paths of its files as this machine has them; libpq itself knows no ~."""
        return replace(self, passfile=self.passfile and expand(self.passfile), sslrootcert=self.sslrootcert and expand(self.sslrootcert))

    @property
    def where(self) -> str:
        """Name the database for a person."""
        return f"database {self.name} on {self.host or 'the local socket'}:{self.port}"

    def libpq(self, application: str) -> dict[str, str]:
        """Return the connection parameters, the same for both hands; the password is not among them."""
        options = {
            "search_path": "pg_catalog,pg_temp",  # nobody's public.lower() is ever called
            "default_transaction_read_only": "on",  # reading can't write; a unit says READ WRITE
            "statement_timeout": f"{self.statement_seconds}s",
            "lock_timeout": f"{self.lock_timeout}s",
            "TimeZone": "UTC",
            "client_min_messages": "warning",
        }
        found = {
            "dbname": self.name,
            "host": self.host,
            "port": str(self.port),
            "user": self.user,
            "passfile": self.passfile if self.password is None else None,  # libpq would take it before psql's own
            "sslmode": self.sslmode or ("prefer" if self._is_local else "verify-full"),
            "sslrootcert": self.sslrootcert,
            "application_name": application,
            "client_encoding": "UTF8",
            "connect_timeout": str(CONNECT_SECONDS),
            "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
        }
        return {name: value for name, value in found.items() if value is not None}

    @property
    def _is_local(self) -> bool:
        host = self.host or "/"
        return LOCAL.fullmatch(host) is not None
