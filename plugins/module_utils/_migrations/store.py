# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A database with its ledger, and the files that are applied to it."""

from __future__ import annotations

import contextlib
import functools
import typing as t
from dataclasses import replace

from .._database.port import Database
from .._database.script import Part, Refused
from .._errors import Missing, Moved, StackError
from .._plan import Change, Plan
from . import foreign, scripts
from .adoption import head_of
from .ledger import Ledger
from .lint import findings_of, shown_findings
from .model import DIRTY, Desired, Foreign, How, Look, Migration, Observed
from .plan import APPLY, RECORD, REPAIR, RESUME, UNDO, is_pending, plan_migrations, wished
from .resume import Resumption, resumption
from .scan import look_through

NO_TABLE = ("42P01", "3F000")
WAS_FASTER = ("GL001", "42P07", "23505")  # to what is ours, before the end


class Files(t.Protocol):
    """Where the migrations lie."""

    def text(self, migration: Migration) -> tuple[t.Iterable[str], int]:
        """Return what a migration does, and the line of its file where that begins."""

    def content(self, migration: Migration) -> t.Iterable[bytes]:
        """Return the bytes of a migration's file."""


class LedgerReader:
    """A database that is only asked which migrations it has."""

    def __init__(self, database: Database, ledger: Ledger) -> None:
        self._database = database
        self._ledger = ledger

    def read(self, _desired: t.Any) -> Observed:
        """Return the ledger; what else is there, when there is none."""
        while True:
            try:
                entries = self._ledger.entries(self._database.hand.query(self._ledger.read()))
                return Observed(self._title, True, entries)
            except Missing as missing:
                if missing.details.get("sqlstate") not in NO_TABLE:
                    raise
            self._ledger.forget()
            found = self._database.hand.query(self._ledger.read_without())
            if not found["exists"]:  # else another run has made it between the two questions
                return Observed(self._title, strangers=tuple(found["tables"]))

    def nothing(self) -> Observed:
        """Return the observation of a database that an earlier step is going to make."""
        return Observed(self._title)

    @property
    def _title(self) -> str:
        return f"ledger {self._ledger.title}"


class MigrationStore(LedgerReader):
    """The database is asked once, and told one script for each migration."""

    plan = staticmethod(plan_migrations)

    def __init__(self, database: Database, ledger: Ledger, files: Files, how: How) -> None:
        super().__init__(database, ledger)
        self._files = files
        self._how = how
        self._migrations: dict[str, Migration] = {}
        self._known: dict[tuple[str, str], Look] = {}
        self._there: frozenset[str] = frozenset()
        self._done: list[str] = []
        self._recorded: list[scripts.Recorded] = []  # what is written in one go before anything else is done
        self._resumptions: dict[str, Resumption] = {}
        self._begun: dict[str, int] = {}  # of what is dirty: how many statements are done

    def read(self, desired: Desired) -> Observed:
        """Return the ledger, and what is wrong with the files that are not in it."""
        self._migrations = {migration.version: migration for migration in desired.migrations}
        found = super().read(desired)
        if desired.adopt is not None and not found.entries:
            found = replace(found, foreign=self._read_foreign(desired.adopt))
        self._there = frozenset(found.by_version)
        self._begun = {entry.version: entry.statements for entry in found.entries if entry.state == DIRTY}
        self._resumptions = dict(self._find_resumptions(found))
        looks = self._look_through(desired, found)
        troubles = {version: look.trouble for version, look in looks.items() if look.trouble is not None}
        return replace(found, troubles=troubles, looks=looks, resumable=frozenset(self._resumptions))

    def _read_foreign(self, tool: str) -> Foreign:
        found = None
        try:
            found = self._database.hand.query(foreign.question(tool))
        except Missing as missing:
            if missing.details.get("sqlstate") not in NO_TABLE:
                raise
        return foreign.answered(tool, found, self._migrations.values(), self._files.content)

    def _find_resumptions(self, found: Observed) -> t.Iterator[tuple[str, Resumption]]:
        for entry in found.entries:
            migration = self._migrations.get(entry.version)
            if entry.state == DIRTY and migration is not None and migration.digest == entry.digest:
                how = resumption(self._files.text(migration), entry.statements, self._database.hand.query, self._how.search_path)
                if how is not None:
                    yield entry.version, how

    def _look_through(self, desired: Desired, found: Observed) -> dict[str, Look]:
        looks = {}
        for migration in wished(desired):
            if is_pending(migration, found):
                key = (migration.file, migration.digest)
                if key not in self._known:
                    self._known[key] = look_through(migration, *self._files.text(migration))
                looks[migration.version] = self._known[key]
        return looks

    def findings(self, plan: Plan) -> list[dict[str, t.Any]]:
        """Return what the linter found in the files that a plan applies."""
        files = [self._migrations.get(change.id) for change in plan.changes if change.what in (APPLY, RESUME)]
        looks = [self._known.get((file.file, file.digest)) for file in files if file is not None]
        return shown_findings(findings_of(look for look in looks if look is not None))

    @contextlib.contextmanager
    def exclusive(self) -> t.Iterator[None]:
        """Keep other runs away; each migration is durable by itself."""
        with self._database.hand.hold(self._ledger.lock, self._how.wait, f"another run's migrations ({self._ledger.title})"):
            self._recorded.clear()
            yield
            self._write_recorded()

    def apply(self, change: Change) -> None:
        """Carry out one migration together with its row in the ledger."""
        if change.what == RECORD:
            self._record(change)
            return
        self._write_recorded()
        migration = self._migrations.get(change.id)
        write = {APPLY: self._run, RESUME: self._run, REPAIR: self._repair}.get(change.what)
        if change.what == UNDO:
            self._undo(change.id)
        elif migration is not None and write is not None:
            write(migration, change)
        self._done.append(change.id)

    def _run(self, migration: Migration, _change: Change) -> None:
        make: t.Callable[..., t.Iterator[Part]] = scripts.transaction
        if not migration.transaction:
            begun = Resumption(self._begun.get(migration.version, 0))
            make = functools.partial(scripts.without_transaction, self._resumptions.get(migration.version, begun))
        parts = functools.partial(self._script, make, migration, migration.version in self._there)
        self._send(parts, migration.file, migration.transaction)

    def _script(self, make: t.Callable[..., t.Iterator[Part]], migration: Migration, replaces: bool) -> t.Iterator[Part]:
        return make(self._ledger, self._how, migration, self._files.text(migration), replaces)

    def _record(self, change: Change) -> None:
        after = change.after or {}
        origin = after.get("origin")
        migration = self._migrations.get(change.id) or head_of(origin or "", change.id)
        self._recorded.append(scripts.Recorded(migration, after["state"], origin, change.id in self._there))

    def _write_recorded(self) -> None:
        if self._recorded:
            self._send(lambda: scripts.record(self._ledger, self._how, self._recorded), f"the record of {len(self._recorded)} migrations")
            self._done += [row.migration.version for row in self._recorded]
            self._recorded.clear()

    def _repair(self, migration: Migration, _change: Change) -> None:
        self._send(lambda: scripts.repair(self._ledger, migration), migration.file)

    def _undo(self, version: str) -> None:
        down = self._database.hand.query(self._ledger.way_back(version))
        self._send(lambda: scripts.undo(self._ledger, self._how, version, down), f"the way back of {version}")

    def _send(self, parts: t.Callable[[], t.Iterable[Part]], file: str, transaction: bool = True) -> None:
        kept = self._ledger.mark()
        doing = f"Applying {file}"

        def begin() -> t.Iterable[Part]:
            self._ledger.back_to(kept)  # a script that is begun again writes the same row
            return parts()

        try:
            self._database.hand.script(begin, doing)
        except Refused as refused:
            raise self._failure(refused, file, transaction) from None

    def _failure(self, refused: Refused, file: str, transaction: bool) -> StackError:
        if refused.part.number == 0 and refused.sqlstate in WAS_FASTER and not refused.part.text.startswith("COMMIT"):
            return Moved(f"Applying {file} to {self._database.where} came too late: {refused.message}; run again.")
        place = f"{file}:{refused.line}, statement {refused.part.number}," if refused.part.number else f"{file}, at its end,"
        place = f"{place} to {self._database.where}"
        hint = f"; the server's hint: {refused.hint}" if refused.hint else ""
        detail = f"; detail: {refused.detail}" if refused.detail and self._how.show_detail else ""
        before = f" ({len(self._done)} before it were done and stay)" if self._done else ""
        kept = "nothing of this file was kept" if transaction else f"of this file {refused.part.number - 1} statements are done and stay"
        return StackError(
            f"Applying {place} failed: {refused.message} (SQLSTATE {refused.sqlstate}){hint}{detail}; {kept}{before}: mend it, then run"
            " again, it goes on there.",
            file=file,
            line=refused.line,
            statement=refused.part.number,
            sqlstate=refused.sqlstate,
            hint=refused.hint,
        )
