# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flags in a private file of the application."""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import replace

from .._errors import StackError
from .._host import Host
from .._plan import Change
from .formats import FORMATS
from .model import Desired, Flag, Name, Observed, Query
from .plan import plan_flags


class FlagFile:
    """One file that is read whole and replaced whole; all changes of a task are one replacement."""

    plan = staticmethod(plan_flags)

    def __init__(self, host: Host, file: t.Mapping[str, t.Any]) -> None:
        self._host = host
        self._path = host.expand(file["path"])
        self._format = file["format"]
        self._seconds = file["lock_timeout"]
        self._data: bytes | None = None
        self._content: t.Any = None
        self._dirty = False

    def read(self, desired: Desired | Query) -> Observed:
        """Return the flags of the named keys, every tenant included."""
        flags = self._flags()
        for key in desired.keys or ():
            self._content.refuse_unfit(key)
        wanted = {name: flag for name, flag in flags.items() if desired.keys is None or flag.key in desired.keys}
        return replace(self.nothing(), flags=wanted)

    def nothing(self) -> Observed:
        """Return the observation of a folder that an earlier step is going to make."""
        return Observed(f"file {self._path}", frozenset(FORMATS[self._format].keeps), {})

    def _flags(self) -> dict[Name, Flag]:
        self._data = self._host.read_private(self._path)
        if self._data is not None and not self._data.strip():
            raise StackError(
                f"The flag file {self._path} is empty, as after a full disk or a cut-off copy; put its backup back, or remove it to"
                " begin anew, then run again."
            )
        reason = ""
        try:
            self._content = FORMATS[self._format]((self._data or b"").decode())
            flags: dict[Name, Flag] = self._content.flags()
            return flags
        except UnicodeDecodeError as error:
            reason = f"byte {error.start} is no UTF-8"
        except RecursionError:
            reason = "it is nested too deeply"
        except ValueError as error:
            reason = str(error)
        raise StackError(
            f"The flag file {self._path} is no {self._format} file: {reason}; put its backup back or correct it, then run again."
        )

    @contextlib.contextmanager
    def exclusive(self) -> t.Iterator[None]:
        """Hold the file's lock, and replace the file once when all changes were taken into its text."""
        with self._host.lock(self._path, self._seconds):
            self._dirty = False
            yield
            if self._dirty:
                self._host.write_private(self._path, self._content.text().encode(), instead_of=self._data)

    def apply(self, change: Change) -> None:
        """Take one change into the text."""
        if change.after is None:
            before = change.before or {}
            self._content.drop((before["key"], before["tenant"]))
        else:
            self._content.put(Flag(**change.after))
        self._dirty = True
