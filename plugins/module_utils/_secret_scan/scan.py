# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search: every piece of what lies there is looked at twice, by gitleaks and by ourselves."""

from __future__ import annotations

import hashlib
import os
import typing as t

from .._errors import Missing
from .._host import Host
from .._secret.known import KNOWN
from .._secret.model import Query
from .._secret.store import SecretFile
from .._secrets import Masker
from .archive import is_archive, is_packed, read_archive
from .files import Identity, read_tree, refuse_missing
from .gitleaks import Gitleaks
from .history import Repository
from .model import Finding, Piece, Seen, Wish
from .staging import Stage, stage
from .watch import SHORTEST_STORED, Hit, Watch

Key = t.Tuple[str, str, str]
FIRST = 3


class Search:
    """Looks at what is at a path; writes nothing but copies that it removes."""

    def __init__(self, host: Host, path: str, file: t.Mapping[str, t.Any] | None) -> None:
        self._host = host
        self._path = host.expand(path)
        self._store = SecretFile(host, file) if file else None
        self._stored: dict[str, str] = {}
        self._watch = Watch(frozenset(), frozenset(), {})
        self._looked_at: tuple[bytes, tuple[Hit, ...]] = (b"", ())
        self._found: dict[Key, tuple[int, Finding]] = {}
        self.masker = Masker(())
        self._in_names: set[str] = set()
        self._packed: set[str] = set()
        self._files: set[tuple[str, str]] = set()
        self._bytes = 0

    @property
    def title(self) -> str:
        """Name what is searched for a person."""
        return self._path

    def nothing(self) -> Seen:
        """Return what is seen where nothing lies yet."""
        return Seen(self.title)

    def read(self, desired: Wish) -> Seen:
        """Search it all."""
        scanner = Gitleaks(self._host, desired.config)
        scanner.refuse_unfit()
        refuse_missing(self._path)
        self._stored = self._values()
        long_enough = {title: value for title, value in self._stored.items() if len(value) >= SHORTEST_STORED}
        self._watch = Watch(KNOWN, frozenset(desired.refuse), long_enough)
        with stage() as copies:
            for piece in self._pieces(desired.history):
                self._look(piece, desired.history)
                copies.add(piece)
                if copies.full:
                    self._let_look(scanner, copies, desired.history)
            self._let_look(scanner, copies, desired.history)
        return self._seen(sorted(set(self._stored) - set(long_enough)))

    def _values(self) -> dict[str, str]:
        """Return every value of every version in the store, by its name."""
        if self._store is None:
            return {}
        versions = self._store.read(Query(None)).secrets
        found = {f"{name}:{n}": self._store.value(name, n) for name, one in versions.items() for n in one.versions}
        values = {title: kept[1] for title, kept in found.items() if kept}
        if not values:
            raise Missing(f"The secret {self._store.title} holds no secret to be searched for; correct file, or make them, then run again.")
        return values

    def _pieces(self, history: bool) -> t.Iterator[Piece]:
        if history:
            repository = Repository(self._host, self._path)
            repository.refuse_partial()
            return repository.read()
        if os.path.isfile(self._path) and is_archive(self._path):
            return read_archive(self._path)
        return read_tree(self._path, self._own_files())

    def _own_files(self) -> set[Identity]:
        """Return the files that are the store's own: that its values stand there is no finding."""
        found = set()
        for path in self._store.own_files if self._store else ():
            if os.path.exists(path):
                there = os.stat(path)
                found.add((there.st_dev, there.st_ino))
        return found

    def _look(self, piece: Piece, history: bool) -> None:
        """Look ourselves; the name of a file is part of what it says."""
        self._files.add((piece.name, piece.commit))
        self._bytes += len(piece.data)
        if is_packed(piece.data) and not piece.before:
            self._packed.add(piece.name)
        if piece.data is not self._looked_at[0]:  # the same version of a file comes once for each path it had
            self._looked_at = (piece.data, tuple(self._watch.hits(piece.data)))
        for offset, rule, named, _matched in self._looked_at[1]:
            self._take(piece, piece.data.count(b"\n", 0, offset) + 1, rule, named, history)
        for _offset, rule, named, matched in self._watch.hits(piece.name.encode()):
            self._take(piece, 0, rule, named, history)
            self._in_names.add(matched.decode(errors="replace"))

    def _let_look(self, scanner: Gitleaks, copies: Stage, history: bool) -> None:
        for piece, line, rule in scanner.findings(copies):
            self._take(piece, line, rule, "", history)
        copies.clear()

    def _take(self, piece: Piece, line: int, rule: str, named: str, history: bool) -> None:
        """Take a finding in; the same text in many versions of a file is one, named by the oldest commit that has it."""
        same = hashlib.sha256(piece.line(line)).hexdigest() if history and line else str(piece.before + line)
        key, finding = (piece.name, f"{rule} {named}", same), Finding(piece.name, piece.before + line, rule, piece.commit, named)
        if key not in self._found or piece.rank < self._found[key][0]:
            self._found[key] = (piece.rank, finding)

    def _seen(self, too_short: t.Sequence[str]) -> Seen:
        """Return what was found; a file may be named by a secret, so that names are masked."""
        self._in_names |= {matched.decode(errors="replace") for *_place, matched in self._watch.hits(self._path.encode(errors="replace"))}
        self.masker = masker = Masker({*self._stored.values(), *self._in_names})
        title = masker.text(self.title)
        findings = {Finding(masker.text(f.file), f.line, f.rule, f.commit, f.named) for _rank, f in self._found.values()}
        said = [f"Too short to be searched for: {', '.join(too_short)} of the secret store."] if too_short else []
        if self._packed:
            first = ", ".join(masker.text(name) for name in sorted(self._packed)[:FIRST])
            more = f" and {len(self._packed) - FIRST} more" if len(self._packed) > FIRST else ""
            said.append(f"Packed files in {title} were not opened: {first}{more}; search those that matter by their own path.")
        return Seen(title, tuple(sorted(findings)), tuple(said), len(self._files), self._bytes)
