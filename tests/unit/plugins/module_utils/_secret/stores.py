# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A store on a machine in memory, the wishes for it, and what it holds afterwards."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.golive.stack.plugins.module_utils._execute import Outcome, Run, execute
from ansible_collections.golive.stack.plugins.module_utils._secret.escrow import Escrow
from ansible_collections.golive.stack.plugins.module_utils._secret.model import Desired, Policy, Wish
from ansible_collections.golive.stack.plugins.module_utils._secret.store import SecretFile

from tests.unit.memory_host import MemoryHost

PATH = "/etc/app/secrets.json"
MARK = "/etc/app/.secrets.json.golive-store"
FILE = {"path": PATH, "lock_timeout": 1}
TODAY = "2026-06-15"
RECIPIENT, SECOND = "age1" + "a" * 58, "age1" + "b" * 58
CHECK, REAL = Run(check=True, diff=True), Run(diff=True)


def want(name: str = "KEY", kind: str = "base64url", policy: t.Mapping[str, t.Any] | None = None, **more: t.Any) -> Wish:
    """A wish for a secret of that kind."""
    return Wish(name, Policy(kind, **(policy or {})), **more)


def supplied(value: str | None = None, **more: t.Any) -> Wish:
    """A wish for a supplied secret."""
    return want(kind="supplied", value=value, **more)


def machine(files: t.Mapping[str, bytes] | None = None) -> MemoryHost:
    """A machine with the folder of the store."""
    return MemoryHost(files=files, folders=["/etc/app"])


def run(host: MemoryHost, *wishes: Wish, how: Run = REAL, escrow: t.Mapping[str, t.Any] | None = None) -> Outcome:
    """One run of a task; in check mode any change of the machine fails the test."""
    host.check = how.check
    copy = Escrow(host, escrow) if escrow else None
    return execute(how, SecretFile(host, FILE, copy), Desired(wishes, TODAY, copy.place if copy else None))


def done(outcome: Outcome) -> list[str]:
    """The changes as a person says them."""
    return [f"{change.what} {change.id}" for change in outcome.plan.changes]


def kept(host: MemoryHost, name: str = "KEY") -> list[t.Tuple[str, str]]:
    """Each version's state and value."""
    found = json.loads(host.files[PATH])["secrets"][name]
    return [(found[number]["state"], found[number]["value"]) for number in sorted(found, key=int)]


def store(**secrets: t.Sequence[t.Tuple[str, str]]) -> dict[str, bytes]:
    """The file of a store whose secrets have versions with these states and values."""
    data: dict[str, t.Any] = {"format": "golive.stack secrets", "edition": 1, "key": "0f" * 32, "escrow": None, "secrets": {}}
    for name, versions in secrets.items():
        data["secrets"][name] = {
            str(number): {
                "state": state,
                "value": value,
                "made": "2026-01-02",
                "kind": "base64url",
            }
            for number, (state, value) in enumerate(versions, 1)
        }
    return {PATH: json.dumps(data).encode()}
