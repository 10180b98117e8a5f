# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private file whose text has places for secrets, filled in on the host."""

from __future__ import annotations

import contextlib
import posixpath
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
        if _plain(self._path) in map(_plain, store.own_files):
            raise StackError(f"The file {self._path} is the secret store itself, or beside it for its own use; give another path.")
        folder, _sign, name = self._path.rpartition("/")
        self._before = f"{folder}/.{name}.golive-before"
        self._seconds = lock_timeout
        self._store = store
        self._data: bytes | None = None
        self._wished = b""
        self._foretelling = True

    def read(self, desired: Desired) -> Observed:
        """Return what the file is and shall be."""
        asked = places_of(desired.text)
        self._store.read(Query(tuple(sorted({name for name, _which in asked}))))
        self._data = self._host.read_private(self._path)
        changing = desired.pending if self._foretelling else ()
        pending = any(name in changing for name, _which in asked)
        self._refuse_missing(asked, changing)
        self._wished = b"" if pending else self._filled(desired)
        found = None if self._data is None else _fingerprint(self._data)
        used = {_title(name, which): got[0] for name, which in asked if (got := self._store.value(name, which))}
        same = not pending and self._data == self._wished
        return Observed(self._path, found, None if pending else _fingerprint(self._wished), used, same)

    def nothing(self) -> Observed:
        """Return the observation of a host whose store, or folder, an earlier step is going to make."""
        found = None
        with contextlib.suppress(Missing):
            data = self._host.read_private(self._path)
            found = None if data is None else _fingerprint(data)
        return Observed(self._path, found, None, {})

    def _refuse_missing(self, asked: t.Iterable[tuple[str, str | int]], pending: t.Container[str]) -> None:
        wrong = sorted({_title(name, which) for name, which in asked if isinstance(which, str) and which not in (IN_USE, *PASSING)})
        if wrong:
            raise StackError(
                f"The text for {self._path} asks for {', '.join(wrong)}; a place may say {', '.join(PASSING)}, the number of a version, or"
                " nothing."
            )
        missing = sorted(
            {
                _title(name, which)
                for name, which in asked
                if which not in PASSING and name not in pending and self._store.value(name, which) is None
            }
        )
        if missing:
            raise Missing(f"Filling {self._path} needs {', '.join(missing)}, which {self._store.title} lacks; make them, then run again.")

    def _filled(self, desired: Desired) -> bytes:
        name = ""

        def value_of(asked: str, which: str | int) -> str:
            nonlocal name
            name = asked
            found = self._store.value(asked, which)
            return found[1] if found else ""

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
        """Hold the file's lock; who comes here writes, so whatever came before has been done."""
        with self._host.lock(self._path, self._seconds):
            self._foretelling = False
            yield

    def apply(self, _change: Change) -> None:
        """Replace the file; what was there before the first time is kept, it may be the only place of a key that was made by hand."""
        if self._data is not None and self._host.read_private(self._before) is None:
            self._host.write_private(self._before, self._data, instead_of=None)
        self._host.write_private(self._path, self._wished, instead_of=self._data)


def _plain(path: str) -> str:
    """Return the one way of writing a path."""
    return posixpath.normpath("/" + path.lstrip("/"))


def _title(name: str, which: str | int) -> str:
    return name if which == IN_USE else f"{name}:{which}"


def _fingerprint(data: bytes) -> str:
    return fingerprint(data.decode(errors="backslashreplace"))
