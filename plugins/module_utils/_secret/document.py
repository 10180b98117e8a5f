# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a store: all secrets with all their versions, in one JSON document."""

from __future__ import annotations

import json
import re
import secrets
import typing as t

from .._database.sql import UNSTORABLE
from .model import STATES, Version

FORMAT = "golive.stack secrets"
EDITION = 1
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,126}")


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

    @escrow.setter
    def escrow(self, place: str | None) -> None:
        self._data["escrow"] = place

    @property
    def names(self) -> list[str]:
        """The secrets that are there."""
        return sorted(self._data["secrets"])

    def versions(self, name: str) -> dict[int, dict[str, t.Any]]:
        """Return what is kept of each version: value, state, made, mark."""
        found = self._data["secrets"].get(name, {})
        return {int(number): version for number, version in found.items()}

    def value(self, name: str, state: str) -> str | None:
        """Return the value of the newest version in that state."""
        fitting = [number for number, version in self.versions(name).items() if version["state"] == state]
        return self.versions(name)[max(fitting)]["value"] if fitting else None

    def add(self, name: str, number: int, version: t.Mapping[str, t.Any]) -> None:
        """Take in a new version; one that is there is never overwritten."""
        if number in self.versions(name):
            raise AssertionError(f"version {number} of {name} is there")
        self._data["secrets"].setdefault(name, {})[str(number)] = dict(version)

    def move(self, name: str, number: int, state: str) -> None:
        """Give a version another place in the secret's life."""
        self._data["secrets"][name][str(number)]["state"] = state

    def text(self) -> str:
        """Return the text to be written."""
        return _written(self._data)

    def begun(self) -> str:
        """Return the text of this store before it had any secret."""
        return _written({**_empty(), "key": self._data["key"]})


def _written(data: t.Mapping[str, t.Any]) -> str:
    return json.dumps(data, indent=1, sort_keys=True) + "\n"


def _empty() -> dict[str, t.Any]:
    return {"format": FORMAT, "edition": EDITION, "key": secrets.token_bytes(32).hex(), "escrow": None, "secrets": {}}


def _parsed(text: str) -> dict[str, t.Any]:
    """Return the document; ValueError says what is wrong, and never what stands there."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise ValueError(f"it ends or breaks at line {getattr(error, 'lineno', '?')}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError("it is no store of golive.stack")
    if not isinstance(data.get("edition"), int) or isinstance(data["edition"], bool):
        raise ValueError("its head is damaged")
    if data["edition"] != EDITION:
        raise ValueError(f"it has edition {data['edition']}, and this golive.stack knows {EDITION}: use the newer one that wrote it")
    _refuse_other_shape(data)
    return data


def _refuse_other_shape(data: t.Mapping[str, t.Any]) -> None:
    secrets_found = data.get("secrets")
    if not re.fullmatch("[0-9a-f]{64}", str(data.get("key"))) or not isinstance(data.get("escrow", 0), (str, type(None))):
        raise ValueError("its head is damaged")
    if not isinstance(secrets_found, dict):
        raise ValueError("its list of secrets is damaged")
    for name, versions in secrets_found.items():
        if NAME.fullmatch(name) is None or not isinstance(versions, dict) or not versions:
            raise ValueError("the name or the versions of a secret are damaged")
        for number, version in versions.items():
            if not re.fullmatch("[1-9][0-9]{0,8}", number) or not _is_version(version):
                raise ValueError(f"version {number if number.isdigit() else '?'} of secret {name} is damaged")


def _is_version(version: t.Any) -> bool:
    return (
        isinstance(version, dict)
        and isinstance(version.get("value"), str)
        and bool(version["value"])
        and UNSTORABLE.search(version["value"]) is None
        and version.get("state") in STATES
        and isinstance(version.get("made"), str)
        and isinstance(version.get("mark"), (str, type(None)))
    )


def seen(number: int, version: t.Mapping[str, t.Any], fingerprint: t.Callable[[str], str]) -> Version:
    """Return a version as plans and results see it."""
    return Version(number, version["state"], version["made"], fingerprint(version["value"]))
