# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private file whose text has places for secrets, filled in on the host."""

from __future__ import annotations

import contextlib
import typing as t

from .._errors import Missing, StackError
from .._host import Host
from .._plan import Change
from .._secret.model import Query
from .._secret.store import SecretFile
from .._secrets import fingerprint
from .formats import Unwritable, filled
from .model import IN_USE, PASSING, Desired, Observed, places_of
from .plan import plan_file


class FilledFile:
    """Reads the store, fills the text in, and replaces the file whole."""

    plan = staticmethod(plan_file)

    def __init__(self, host: Host, path: str, lock_timeout: int, store: SecretFile) -> None:
        self._host = host
        self._path = host.expand(path)
        self._seconds = lock_timeout
        self._store = store
        self._data: bytes | None = None
        self._wished = b""

    def read(self, desired: Desired) -> Observed:
        """Return what the file is and shall be."""
        asked = places_of(desired.text)
        names = tuple(sorted({name for name, _state in asked}))
        secrets = self._store.read(Query(names)).secrets
        self._refuse_missing(asked)
        self._wished = self._filled(desired)
        self._data = self._host.read_private(self._path)
        found = None if self._data is None else _fingerprint(self._data)
        used = {name: secrets[name].current or 0 for name in names}
        return Observed(self._path, found, _fingerprint(self._wished), used)

    def nothing(self) -> Observed:
        """Return the observation of a host whose store an earlier step is going to make."""
        return Observed(self._path, None, None, {})

    def _refuse_missing(self, asked: t.Iterable[tuple[str, str]]) -> None:
        wrong = sorted({f"{name}:{state}" for name, state in asked if state not in (IN_USE, *PASSING)})
        if wrong:
            raise StackError(f"The text for {self._path} asks for {', '.join(wrong)}; a place may say {' or '.join(PASSING)}, or nothing.")
        missing = sorted({name for name, state in asked if self._store.value(name, IN_USE) is None})
        if missing:
            raise Missing(f"Filling {self._path} needs {', '.join(missing)}, which {self._store.title} lacks; make them, then run again.")

    def _filled(self, desired: Desired) -> bytes:
        name = ""

        def value_of(asked: str, state: str) -> str:
            nonlocal name
            name = asked
            return self._store.value(asked, state) or ""

        try:
            return filled(desired.text, desired.format, value_of).encode()
        except Unwritable as reason:
            said = str(reason)
        raise StackError(
            f"Secret {name} can't be written in {self._path} as {desired.format}: {said}; take another format, or a file of its own"
            " (format: raw), then run again."
        )

    @contextlib.contextmanager
    def exclusive(self) -> t.Iterator[None]:
        """Hold the file's lock."""
        with self._host.lock(self._path, self._seconds):
            yield

    def apply(self, _change: Change) -> None:
        """Replace the file."""
        self._host.write_private(self._path, self._wished, instead_of=self._data)


def _fingerprint(data: bytes) -> str:
    return fingerprint(data.decode(errors="backslashreplace"))
