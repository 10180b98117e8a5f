# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A store of secrets, its copy off the host, and a file that holds secrets, as they are hurt: seen from outside, by their formats only."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import subprocess
import typing as t
from dataclasses import replace
from pathlib import Path

from tests.canary import Canary
from tests.faults import sight

STATES = t.Mapping[int, str]
KEY = "5e" * 32
OLD_COPY = "secrets.json.0-of-before.age"


class SecretStore:
    """A store with the secret KEY and one of somebody else; told are the states, and whether a value is the one that was there."""

    on_disk = True

    def __init__(self, folder: Path, old: STATES | None, new: STATES, wish: dict[str, t.Any], escrow: bool = False) -> None:
        self.folder = folder
        self.path = folder / "secrets.json"
        self.place = str(folder)
        self._salt = Canary().value
        self._old = old
        self.old = None if old is None else _told(old, old)
        self.new: str | None = _told(new, old)
        self._seen: dict[str, str] = {}
        self.args: dict[str, t.Any] = {"file": {"path": str(self.path)}, "secrets": [{"name": "KEY", **wish}]}
        self._escrow = folder / "escrow" if escrow else None
        if escrow:
            self.args["escrow"] = {"recipients": [_recipient()], "folder": str(self._escrow)}

    @property
    def canaries(self) -> list[Canary]:
        """The value that was there, and every value that came."""
        return [Canary(self._old_value("OTHER", 1)), *map(Canary, self._seen.values())]

    def reset(self) -> None:
        """Put the old content in place, and nothing else."""
        self._seen = {}
        for path in sorted(self.folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        if self._escrow:
            self._escrow.mkdir(mode=0o700)
        if self._old is not None:
            versions = {str(number): self._version(number, state) for number, state in self._old.items()}
            secrets = {"KEY": versions, "OTHER": {"1": self._version(1, "current", "OTHER")}}
            place = f"{self._escrow} for {_recipient()}" if self._escrow else None
            document = {"format": "golive.stack secrets", "edition": 1, "key": KEY, "escrow": place, "secrets": secrets}
            _write(self.path, json.dumps(document))
            if self._escrow:
                _write(self._escrow / OLD_COPY, _sealed(json.dumps(document)))

    def _version(self, number: int, state: str, name: str = "KEY") -> dict[str, t.Any]:
        return {"value": self._old_value(name, number), "state": state, "made": "2026-01-01", "kind": "base64url"}

    def _old_value(self, name: str, number: int) -> str:
        return hashlib.sha256(f"{name} {number} {self._salt}".encode()).hexdigest()

    def look(self) -> sight.Sight:
        """Return the versions with their states; complain about a value that is a third one, or has no copy off the host."""
        found = sight.look_at_file(self.path, (os.geteuid(), os.getegid()))
        if found.content is None:
            return found
        try:
            secrets = json.loads(found.content)["secrets"]
        except (ValueError, KeyError):
            return found
        told, complaints = "", list(found.complaints)
        copied = self._copied()
        for name, number, version in _versions(secrets):
            told += f"{name} {number} {version['state']} {self._origin(name, number, version['value'])}\n"
            if not self._is_known(f"{name} {number}", version["value"]):
                complaints.append(f"found a third value of {name} version {number} in {self.path}")
            if copied is not None and version["value"] not in copied:
                complaints.append(f"found {name} version {number} in {self.path} and in no copy off the host")
        if self._escrow and self._old is not None and not (self._escrow / OLD_COPY).exists():
            complaints.append(f"did not find the older copy {OLD_COPY} off the host")
        return sight.Sight(told or None, tuple(complaints))

    def _origin(self, name: str, number: int, value: str) -> str:
        was_there = number in (self._old or {}) if name == "KEY" else name == "OTHER"
        return ("kept" if value == self._old_value(name, number) else "lost") if was_there else "fresh"

    def _is_known(self, title: str, value: str) -> bool:
        return self._seen.setdefault(title, value) == value

    def _copied(self) -> set[str] | None:
        """Return the values in the copy, None where none is asked for or nothing new is in the store."""
        if self._escrow is None or json.loads(self.path.read_text())["escrow"] is None:
            return None
        found: set[str] = set()
        for copy in self._escrow.glob("*.age"):
            opened = subprocess.run(["age", "--decrypt", "--identity", _identity(), str(copy)], capture_output=True, check=True).stdout
            found |= {version["value"] for _name, _number, version in _versions(json.loads(opened)["secrets"])}
        return found

    def known(self) -> set[str]:
        """Return the store, its lock, and the copies."""
        beside = {f".secrets.json.golive-{what}" for what in ("lock", "store")}
        copies = {f"escrow/{path.name}" for path in (self.folder / "escrow").glob("*.age")}
        off_host = {"escrow", "escrow/.secrets.json.golive-lock", *copies} if self._escrow else set()
        return {"secrets.json", *beside, *off_host}

    def locks(self) -> list[str]:
        """Name the lock files that are held."""
        return sight.held_lock_files(self.folder)

    def sessions(self) -> list[str]:
        """Nobody connects to a file."""
        return []


class SecretFile(SecretStore):
    """A file that holds the secret, beside the store."""

    def __init__(self, folder: Path, old: str | None) -> None:
        super().__init__(folder, {1: "current"}, {1: "current"}, {})
        self._text = old
        self.file = folder / "app.env"
        self.old = old
        self.new = "KEY=value of version 1\n"
        self.args = {
            "file": {"path": str(self.path)},
            "path": str(self.file),
            "format": "systemd",
            "content": "KEY=@@secret:KEY@@\n",
        }

    def reset(self) -> None:
        """Put the store and the old file in place."""
        super().reset()
        if self._text is not None:
            _write(self.file, self._text)

    def look(self) -> sight.Sight:
        """Return the file, with the value told by its name."""
        found = sight.look_at_file(self.file, (os.geteuid(), os.getegid()))
        written = self._old_value("KEY", 1)
        return replace(found, content=found.content and found.content.replace(written, "value of version 1"))

    def known(self) -> set[str]:
        """Return the store and the file, with their locks."""
        return {*super().known(), "app.env", ".app.env.golive-lock", ".app.env.golive-before"}


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(text)


def _told(states: STATES, old: STATES | None) -> str:
    """Tell the versions; those that come with the wish are fresh."""
    lines = [f"KEY {number} {state} {'kept' if number in (old or {}) else 'fresh'}\n" for number, state in sorted(states.items())]
    return "".join([*lines, *([] if old is None else ["OTHER 1 current kept\n"])])


def _versions(secrets: t.Mapping[str, t.Mapping[str, t.Any]]) -> t.Iterator[tuple[str, int, t.Mapping[str, t.Any]]]:
    for name in sorted(secrets):
        for number in sorted(map(int, secrets[name])):
            yield name, number, secrets[name][str(number)]


@functools.cache
def _identity() -> str:
    """Make the key of age that the tests open copies with."""
    path = Path(f"/run/golive-faults-{os.getpid()}.key")
    path.unlink(missing_ok=True)
    subprocess.run(["age-keygen", "-o", str(path)], capture_output=True, check=True)
    return str(path)


@functools.cache
def _recipient() -> str:
    return subprocess.run(["age-keygen", "-y", _identity()], capture_output=True, text=True, check=True).stdout.strip()


@functools.cache
def _sealed(text: str) -> str:
    argv = ["age", "--armor", "--recipient", _recipient()]
    return subprocess.run(argv, input=text, capture_output=True, text=True, check=True).stdout
