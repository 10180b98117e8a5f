# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a store: all secrets with all their versions, in one JSON document."""

from __future__ import annotations

import json
import re
import secrets
import typing as t

from .._texts import UNSTORABLE
from .model import CURRENT, DERIVED, KINDS, STATES

FORMAT = "golive.stack secrets"
EDITION = 1
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,126}")


class Unusable(ValueError):
    """What is wrong with the text of a store, and what to do about it; never what stands there."""

    def __init__(self, said: str, advice: str = "put its escrow copy back") -> None:
        super().__init__(said)
        self.advice = advice


class Document:
    """Read whole, changed in memory, written whole."""

    def __init__(self, text: str) -> None:
        self._data: dict[str, t.Any] = _parsed(text) if text else _empty()

    @property
    def key(self) -> bytes:
        """The store's own key, by which derived secrets know their source again."""
        return bytes.fromhex(self._data["key"])

    @property
    def escrow(self) -> str | None:
        """Where the last copy off the host went, None when there is none."""
        escrow: str | None = self._data["escrow"]
        return escrow

    @property
    def copy(self) -> str | None:
        """The name of that copy."""
        copy: str | None = self._data.get("copy")
        return copy

    def copied(self, escrow: str | None, copy: str | None) -> None:
        """Take in where the copy of what is to be written goes, and its name."""
        self._data["escrow"], self._data["copy"] = escrow, copy

    @property
    def names(self) -> list[str]:
        """The secrets that are there."""
        return sorted(self._data["secrets"])

    def versions(self, name: str) -> dict[int, dict[str, t.Any]]:
        """Return what is kept of each version: value, state, made, kind, and for what is derived of which source (of, source, mark)."""
        found = self._data["secrets"].get(name, {})
        return {int(number): version for number, version in found.items()}

    @property
    def serial(self) -> int:
        """How often the store was written."""
        return int(self._data.get("serial", 0))

    def value(self, name: str, which: str | int) -> tuple[int, str] | None:
        """Return number and value of a version: that of a number, or of those in a state the one that left use last, else the newest."""
        versions = self.versions(name)
        fitting = [n for n, version in versions.items() if which in (n, version["state"])]
        if not fitting:
            return None
        number = max(fitting, key=lambda n: (versions[n].get("left", 0), n))
        return number, versions[number]["value"]

    def add(self, name: str, number: int, version: t.Mapping[str, t.Any]) -> None:
        """Take in a new version; one that is there is never overwritten."""
        if number in self.versions(name):
            raise AssertionError(f"version {number} of {name} is there")
        self._data["secrets"].setdefault(name, {})[str(number)] = dict(version)

    def move(self, name: str, number: int, state: str) -> None:
        """Give a version another place in the secret's life, and remember when it left use."""
        version = self._data["secrets"][name][str(number)]
        if version["state"] == CURRENT != state:
            version["left"] = self.serial + 1
        version["state"] = state

    def text(self) -> str:
        """Return the text to be written, counted."""
        self._data["serial"] = self.serial + 1
        return json.dumps(self._data, indent=1, sort_keys=True) + "\n"


def _empty() -> dict[str, t.Any]:
    head = {"format": FORMAT, "edition": EDITION, "serial": 0, "key": secrets.token_bytes(32).hex()}
    return {**head, "escrow": None, "secrets": {}}


def _parsed(text: str) -> dict[str, t.Any]:
    """Return the document; Unusable says what is wrong."""
    if text.startswith("$ANSIBLE_VAULT;"):
        raise Unusable("it is encrypted by ansible-vault", "name it by vault instead of file")
    try:
        data = json.loads(text)
    except ValueError as error:
        raise Unusable(f"it ends or breaks at line {getattr(error, 'lineno', '?')}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise Unusable("it is no store of golive.stack", "name the right file, or put its escrow copy back")
    if not isinstance(data.get("edition"), int) or isinstance(data["edition"], bool):
        raise Unusable("its head is damaged")
    if data["edition"] != EDITION:
        raise Unusable(f"it has edition {data['edition']}, and this golive.stack knows {EDITION}", "use the newer one that wrote it")
    _refuse_other_shape(data)
    return data


def _refuse_other_shape(data: t.Mapping[str, t.Any]) -> None:
    secrets_found = data.get("secrets")
    if (
        not isinstance(data.get("serial", 0), int)
        or not re.fullmatch("[0-9a-f]{64}", str(data.get("key")))
        or not isinstance(data.get("escrow", 0), (str, type(None)))
        or not isinstance(data.get("copy"), (str, type(None)))
    ):
        raise Unusable("its head is damaged")
    if not isinstance(secrets_found, dict):
        raise Unusable("its list of secrets is damaged")
    for name, versions in secrets_found.items():
        if NAME.fullmatch(name) is None or not isinstance(versions, dict) or not versions:
            raise Unusable("the name or the versions of a secret are damaged")
        for number, version in versions.items():
            if not re.fullmatch("[1-9][0-9]{0,8}", number) or not _is_version(version):
                raise Unusable(f"version {number if number.isdigit() else '?'} of secret {name} is damaged")


def _knows_its_source(version: t.Mapping[str, t.Any]) -> bool:
    return isinstance(version.get("of"), str) and isinstance(version.get("source"), int) and isinstance(version.get("mark"), str)


def _is_version(version: t.Any) -> bool:
    return (
        isinstance(version, dict)
        and isinstance(version.get("value"), str)
        and bool(version["value"])
        and UNSTORABLE.search(version["value"]) is None
        and version.get("state") in STATES
        and isinstance(version.get("made"), str)
        and isinstance(version.get("left", 0), int)
        and version.get("kind") in KINDS
        and (version["kind"] not in DERIVED or _knows_its_source(version))
    )
