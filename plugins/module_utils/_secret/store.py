# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets in a private file on the host."""

from __future__ import annotations

import contextlib
import datetime
import secrets
import typing as t
from dataclasses import replace

from .._errors import StackError
from .._host import Host
from .._plan import Change
from .._secrets import fingerprint
from .derive import complaint_of_source, derive, mark_of
from .document import Document, Unusable
from .escrow import Escrow
from .generate import fresh
from .model import CURRENT, SUPPLIED, URL, Desired, Found, Observed, Query, Version, Wish
from .plan import ESCROW, plan_secrets
from .policy import complaint

TRIES = 16  # so few that a pattern takes no more than a bit or two from a value


class SecretFile:
    """One document that is read whole and replaced whole; a copy off the host is made before anything new can be used."""

    plan = staticmethod(plan_secrets)

    def __init__(self, host: Host, file: t.Mapping[str, t.Any], escrow: Escrow | None = None) -> None:
        self._host = host
        self._path = host.expand(file["path"])
        self._seconds = file["lock_timeout"]
        self._escrow = escrow
        self._data: bytes | None = None
        self._document = Document("")
        self._wishes: dict[str, Wish] = {}
        self._dirty = False
        cut = max(self._path.rfind(sign) for sign in "/\\") + 1  # either is a separator somewhere
        folder, self._name = self._path[:cut], self._path[cut:]
        if escrow and escrow.lies_in(folder):
            raise StackError(
                f"The escrow folder of store {self._path} is the store's own, and is lost with it; name one of another machine."
            )
        self._mark = f"{folder}.{self._name}.golive-store"
        self.copy: str | None = None

    @property
    def own_files(self) -> tuple[str, ...]:
        """The files that are the store's own, and nobody else may write."""
        beside = self._mark.removesuffix("-store")
        return (self._path, self._mark, f"{beside}-lock", f"{beside}-new")

    @property
    def title(self) -> str:
        """Name the store for a person."""
        return f"store {self._path}"

    def read(self, desired: Desired | Query) -> Observed:
        """Return what is there of the wished secrets."""
        self._document = self._read()
        if isinstance(desired, Query):
            names = self._document.names if desired.names is None else desired.names
            return Observed(self.title, {name: Found(self._versions(name)) for name in names}, self._document.escrow)
        self._wishes = {wish.name: wish for wish in desired.wishes}
        found = {wish.name: self._found(wish) for wish in desired.wishes}
        former = {version.of for one in found.values() for version in one.versions.values()}
        sources = {*former, *(wish.of for wish in desired.wishes)} - {None, *found}
        found.update({name: Found(self._versions(name)) for name in map(str, sources)})
        return Observed(self.title, found, self._copied(), self._followers())

    def _followers(self) -> dict[str, list[str]]:
        """Return which secrets beside the wished ones are made of each: they stay as they are."""
        found: dict[str, list[str]] = {}
        for name in self._document.names:
            versions = self._document.versions(name).values() if name not in self._wishes else ()
            for source in {version["of"] for version in versions if version["state"] == CURRENT and version.get("of")}:
                found.setdefault(source, []).append(name)
        return found

    def _copied(self) -> str | None:
        """Return where the newest copy off the host lies, None when it is not there."""
        place, copy = self._document.escrow, self._document.copy
        if self._escrow is None or copy is None or place != self._escrow.place:
            return place
        return place if self._escrow.holds(copy, self._name) else None

    @property
    def exists(self) -> bool:
        """Say whether there was a store when it was read."""
        return self._data is not None

    def nothing(self) -> Observed:
        """Return the observation of a folder that an earlier step is going to make."""
        return Observed(self.title, {})

    def value(self, name: str, which: str | int) -> tuple[int, str] | None:
        """Return number and value of a version, for those who write it where it is used; the store was read before."""
        return self._document.value(name, which)

    def _read(self) -> Document:
        self._data = self._host.read_private(self._path)
        if self._data is not None and not self._data.strip():
            raise StackError(
                f"The secret store {self._path} is empty, as after a full disk or a cut-off copy; put its escrow copy back: to begin anew"
                " would lose every secret."
            )
        if self._data is None and self._host.read_private(self._mark) is not None:
            raise StackError(
                f"The secret store {self._path} is gone, but was here; put its escrow copy back: to begin anew would make other keys than"
                f" those that open your data. If that is what you want, remove {self._mark}."
            )
        try:
            return Document((self._data or b"").decode())
        except UnicodeDecodeError as error:
            wrong = Unusable(f"byte {error.start} is no UTF-8")
        except RecursionError:
            wrong = Unusable("it is nested too deeply")
        except Unusable as error:
            wrong = error
        raise StackError(f"The secret store {self._path} can't be used: {wrong}; {wrong.advice}, then run again.")

    def _versions(self, name: str, wish: Wish | None = None) -> dict[int, Version]:
        """Return the versions of a secret as plans see them, judged by what is wished."""
        sources = self._document.versions(wish.of or "") if wish else {}
        return {number: self._seen(number, kept, wish, sources) for number, kept in self._document.versions(name).items()}

    def _seen(self, number: int, kept: t.Mapping[str, t.Any], wish: Wish | None, sources: t.Mapping[int, t.Mapping[str, t.Any]]) -> Version:
        value, source = kept["value"], sources.get(kept.get("source", 0))
        fits = bool(wish and source and kept.get("of") == wish.of and kept["mark"] == mark_of(wish, source["value"], self._document.key))
        said = complaint(wish.policy, value) if wish else ""
        return Version(
            number, kept["state"], kept["made"], fingerprint(value), kept["kind"], kept.get("of"), kept.get("source"), fits, said
        )

    def _found(self, wish: Wish) -> Found:
        """Return a secret with what is wrong with it, and whether another value was supplied than the one in use."""
        kept = self._document.versions(wish.name)
        self._refuse_other_adoption(wish, kept)
        same = max((n for n, version in kept.items() if version["value"] == wish.value), default=None)
        given = self._given(wish)
        source, said = self._foretold(wish) if wish.of else (None, "" if given is None else complaint(wish.policy, given))
        found = Found(self._versions(wish.name, wish), said, source, same=same)
        used = kept[found.current]["value"] if found.current else None
        other = bool(kept) and wish.policy.kind == SUPPLIED and wish.value is not None and used != wish.value
        return replace(found, stale=other)

    def _foretold(self, wish: Wish) -> tuple[int | None, str]:
        """Return of which version a new value would be made now, and what would be wrong with it, where chance has no part."""
        source = self._document.value(wish.of or "", CURRENT)
        if source is None:
            return None, ""
        number, value = source
        said = complaint_of_source(wish, value)
        return number, said or (complaint(wish.policy, derive(wish, value)) if wish.policy.kind == URL else "")

    def _refuse_other_adoption(self, wish: Wish, kept: t.Mapping[int, t.Mapping[str, t.Any]]) -> None:
        if wish.policy.kind == SUPPLIED or wish.value is None or not kept:
            return
        if all(version["value"] != wish.value for version in kept.values()):
            raise StackError(
                f"Secret {wish.name} was to adopt a value, but {self.title} has it with another; leave value out, or find out which is"
                " right before anything is lost."
            )

    def _given(self, wish: Wish) -> str | None:
        """Return the value that a new version takes from the task; what is made is adopted as its first version only."""
        return wish.value if wish.policy.kind == SUPPLIED or not self._document.versions(wish.name) else None

    @contextlib.contextmanager
    def exclusive(self) -> t.Iterator[None]:
        """Hold the file's lock; off the host first, then into the file: nobody can use what has no copy."""
        with self._host.lock(self._path, self._seconds):
            self._dirty = False
            yield
            if self._dirty:
                self._commit()

    def _commit(self) -> None:
        copy = f"{self._name}.{fingerprint(self._document.key.hex())}.{self._document.serial + 1}-{secrets.token_hex(4)}.age"
        self._document.copied(self._escrow.place if self._escrow else None, copy if self._escrow else None)
        text = self._document.text()
        if self._escrow:
            self._escrow.keep(copy, self._name, text)
            self.copy = copy
        self._host.write_private(self._path, text.encode(), instead_of=self._data)
        self._leave_mark()

    def _leave_mark(self) -> None:
        """Tell later runs that a store was here."""
        if self._host.read_private(self._mark) is not None:
            return
        try:
            self._host.touch_private(self._mark)
        except StackError as error:
            raise StackError(f"The secret store {self._path} is written, but its loss would not be noticed yet: {error.msg}") from None

    def apply(self, change: Change) -> None:
        """Take one change into the document: values for versions that are new, and every version to its place."""
        self._dirty = True
        if change.what == ESCROW:
            return
        wish, after = self._wishes[change.id], change.after or {}
        there = self._document.versions(wish.name)
        for number, state in after["versions"].items():
            if int(number) not in there:
                self._document.add(wish.name, int(number), {**self._made(wish, after.get("made_of", {}).get(number)), "state": state})
            self._document.move(wish.name, int(number), state)

    def _made(self, wish: Wish, source: int | None) -> dict[str, t.Any]:
        """Return a new version; what is derived is made of that version of its source, and remembers it."""
        made = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        head = {"made": made, "kind": wish.policy.kind}
        if source is not None:
            origin = self._document.versions(wish.of or "")[source]["value"]
            mark = mark_of(wish, origin, self._document.key)
            return {**head, "value": self._fitting(wish, origin), "of": wish.of, "source": source, "mark": mark}
        given = self._given(wish)
        return {**head, "value": self._fitting(wish, None) if given is None else given}

    def _fitting(self, wish: Wish, source: str | None) -> str:
        """Return a new value that keeps the whole policy: by chance one may not, and what was written is never taken back."""
        for _attempt in range(1 if wish.policy.kind == URL else TRIES):  # a URL leaves nothing to chance
            value = fresh(wish.policy, self._host) if source is None else derive(wish, source)
            said = complaint(wish.policy, value)
            if not said:
                return value
        raise StackError(
            f"Secret {wish.name} can't be made: its new value {said}, however often it is made; correct its policy, then run again."
        )
