# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of feature_flag and feature_flag_info, and what they become."""

from __future__ import annotations

import datetime
import typing as t

from .._database.settings import DATABASE_SPEC
from .._errors import StackError
from .._texts import UNSTORABLE, is_day
from .model import NEVER, Desired, Query, Wish

FORMATS = ("json", "dotenv")
CONSTRAINTS: dict[str, t.Any] = {
    "mutually_exclusive": [("database", "file"), ("table", "file")],
    "required_one_of": [("database", "file")],
    "required_together": [("database", "table")],
}
COLUMNS: dict[str, t.Any] = {
    "key": {"type": "str", "default": "key", "no_log": False},
    "enabled": {"type": "str", "default": "enabled"},
    "tenant": {"type": "str"},
    "description": {"type": "str"},
    "expires": {"type": "str"},
    "updated": {"type": "str"},
}
STORE_SPEC: dict[str, t.Any] = {
    "database": DATABASE_SPEC,
    "table": {
        "type": "dict",
        "options": {
            "schema": {"type": "str", "default": "public"},
            "name": {"type": "str", "required": True},
            "columns": {"type": "dict", "options": COLUMNS},
        },
    },
    "file": {
        "type": "dict",
        "options": {
            "path": {"type": "str", "required": True},
            "format": {"type": "str", "choices": list(FORMATS), "default": "json"},
            "lock_timeout": {"type": "int", "default": 10},
        },
    },
}
WISH: dict[str, t.Any] = {
    "key": {"type": "str", "required": True, "no_log": False},
    "tenant": {"type": "str"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "enabled": {"type": "bool"},
    "description": {"type": "str"},
    "expires": {"type": "str"},
    "only_from": {"type": "str", "choices": ["enabled", "disabled", "absent"]},
    "max_tenants": {"type": "int"},
}
EXPIRY: dict[str, t.Any] = {"type": "str", "choices": ["fail", "warn"]}
ARGUMENT_SPEC: dict[str, t.Any] = {
    **STORE_SPEC,
    "flags": {"type": "list", "elements": "dict", "required": True, "options": WISH},
    "on_expired": {**EXPIRY, "default": "fail"},
}
INFO_ARGUMENT_SPEC: dict[str, t.Any] = {
    **STORE_SPEC,
    "keys": {"type": "list", "elements": "str", "no_log": False},
    "on_expired": {**EXPIRY, "default": "warn"},
}


def today() -> str:
    """Return the day in UTC, as flags' expiry is judged."""
    return datetime.datetime.now(datetime.timezone.utc).date().isoformat()


def desired(params: t.Mapping[str, t.Any]) -> Desired:
    """Turn the options into the wish of the whole task."""
    wishes = tuple(_wish(item) for item in params["flags"])
    return Desired(wishes, today(), params["on_expired"])


def place(params: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return where the flags are kept: enough to tell one store from another, nothing that opens it."""
    database = params["database"]
    reached = {name: database[name] for name in ("name", "host", "port")} if database else None
    return {"database": reached, "table": params["table"], "file": params["file"]}


def query(params: t.Mapping[str, t.Any]) -> Query:
    """Turn the options into the question of the whole task."""
    return Query(None if params["keys"] is None else sorted(set(params["keys"])))


def _wish(item: t.Mapping[str, t.Any]) -> Wish:
    for what in ("key", "tenant", "description"):
        _refuse_unstorable(what, item[what])
    if not item["key"]:
        raise StackError("A flag has an empty key; name the flag.")
    if item["state"] == "absent" and item["enabled"] is not None:
        raise StackError(f"Flag {item['key']} is wished absent and says enabled, too; leave out one of the two.")
    if item["max_tenants"] is not None and item["max_tenants"] < 0:
        raise StackError(f"Flag {item['key']} has max_tenants {item['max_tenants']}; give 0 or more, or leave it out.")
    if item["state"] == "present" and item["enabled"] is None:
        raise StackError(f"Flag {item['key']} does not say enabled: true or false; say which.")
    if item["expires"] not in (None, NEVER) and not is_day(item["expires"]):
        raise StackError(f"Flag {item['key']} has no day in expires; write it as 2027-01-31, or never.")
    return Wish(**item)


def _refuse_unstorable(what: str, text: str | None) -> None:
    if text is not None and UNSTORABLE.search(text):
        raise StackError(f"The {what} {text!r} of a flag holds NUL or broken Unicode, which no store can keep; correct it.")
