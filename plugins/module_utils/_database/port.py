# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One database, two hands; which one serves is decided where the task runs."""

from __future__ import annotations

import typing as t

from .._errors import Missing
from .._host import Host
from . import psycopg_hand
from .psql_hand import PsqlHand
from .script import Part
from .settings import Settings


class Hand(t.Protocol):
    """What both hands can do."""

    def query(self, statement: str) -> t.Any:
        """Return the one JSON value that a reading statement gives."""

    def ask(self, statements: t.Sequence[str], doing: str, *, writing: bool = False) -> list[t.Any]:
        """Return the JSON values of the questions among the statements of one transaction, which is always undone."""

    def unit(self, lock: int, doing: str) -> t.ContextManager[None]:
        """Open one writing transaction under an advisory lock; it is committed on leaving, undone on an error."""

    def run(self, statement: str) -> None:
        """Carry out one statement of the open unit."""

    def hold(self, lock: int, seconds: float, what: str) -> t.ContextManager[None]:
        """Keep others from what an advisory lock stands for, if need be waiting for it."""

    def script(self, parts: t.Callable[[], t.Iterable[Part]], doing: str) -> None:
        """Send what somebody else wrote, as it is; raises Refused where the server does."""

    def close(self) -> None:
        """Let go of what is held."""


class Database:
    """One database; its hand is chosen when it is first asked, so that a missing one is an observation."""

    def __init__(self, settings: Settings, application: str, host: Host) -> None:
        self._settings = settings
        self._application = application
        self._host = host
        self._chosen: Hand | None = None

    @property
    def where(self) -> str:
        """Name the database for a person."""
        return self._settings.where

    @property
    def hand(self) -> Hand:
        """Return the hand that serves here."""
        if self._chosen is None:
            self._chosen = self._choose()
        return self._chosen

    def close(self) -> None:
        """Let go of what is held."""
        if self._chosen is not None:
            self._chosen.close()

    def _choose(self) -> Hand:
        """Return what the settings name; for auto, the driver if this Python can use it, else the program."""
        settings = self._settings
        if settings.hand == "psycopg" or (settings.hand == "auto" and not settings.psql):
            reason = psycopg_hand.unusable() if self._host.family == "posix" else "it serves no host of this kind"
            if reason is None:
                return psycopg_hand.PsycopgHand(settings.expanded(self._host.expand), self._application)
            if settings.hand == "psycopg":
                raise Missing(
                    f"Reaching {settings.where} by psycopg failed: {reason}; install python3-psycopg or say hand: psql, then run again."
                )
        if not settings.psql and self._host.find("psql") is None:
            raise Missing(
                f"Reaching {settings.where} failed: this host has neither psycopg 3.1 nor psql; install python3-psycopg or"
                " postgresql-client, then run again."
            )
        return PsqlHand(settings, self._application, self._host)
