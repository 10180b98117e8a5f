# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of secret_gen and secret_gen_info, and what they become."""

from __future__ import annotations

import datetime
import re
import typing as t

from .._errors import StackError
from .._texts import UNSTORABLE, is_day
from .document import NAME
from .model import DERIVED, KINDS, NEXT, PHASES, SUPPLIED, URL, VERIFIERS, Desired, Policy, Query, Wish
from .policy import refuse_weak

FILE: dict[str, t.Any] = {
    "type": "dict",
    "options": {"path": {"type": "str", "required": True}, "lock_timeout": {"type": "int", "default": 10}},
}
WISH: dict[str, t.Any] = {
    "name": {"type": "str", "required": True},
    "kind": {"type": "str", "choices": list(KINDS), "default": "base64url"},
    "purpose": {"type": "str", "choices": ["general", "hmac"], "default": "general"},
    "bytes": {"type": "int"},
    "length": {"type": "int"},
    "alphabet": {"type": "str"},
    "bits": {"type": "int"},
    "value": {"type": "raw", "no_log": True},
    "owner": {"type": "str"},
    "of": {"type": "str"},
    "url": {
        "type": "dict",
        "options": {
            "scheme": {"type": "str", "default": "postgresql"},
            "user": {"type": "str", "required": True},
            "host": {"type": "str", "default": "localhost"},
            "port": {"type": "int"},
            "path": {"type": "str"},
            "query": {"type": "str"},
        },
    },
    "version": {"type": "int"},
    "phase": {"type": "str", "choices": list(PHASES), "default": "current"},
    "compromised": {"type": "list", "elements": "int"},
    "pattern": {"type": "str"},
    "forbid": {"type": "list", "elements": "str"},
    "expires": {"type": "str"},
    "must_differ_from": {"type": "list", "elements": "str"},
}
ESCROW_SPEC: dict[str, t.Any] = {
    "type": "dict",
    "options": {
        "recipients": {"type": "list", "elements": "str", "required": True},
        "folder": {"type": "str"},
        "remote": {"type": "str"},
    },
    "mutually_exclusive": [("folder", "remote")],
    "required_one_of": [("folder", "remote")],
}
STORE: dict[str, t.Any] = {"file": FILE, "vault": FILE}
CONSTRAINTS: dict[str, t.Any] = {"mutually_exclusive": [("file", "vault")], "required_one_of": [("file", "vault")]}
ARGUMENT_SPEC: dict[str, t.Any] = {
    **STORE,
    "secrets": {"type": "list", "elements": "dict", "required": True, "options": WISH, "no_log": False},
    "escrow": ESCROW_SPEC,
    "refuse": {"type": "list", "elements": "str"},
}
INFO_ARGUMENT_SPEC: dict[str, t.Any] = {**STORE, "names": {"type": "list", "elements": "str"}}
# Which options say something to which kinds.
SIZES = {"bytes": ("hex", "base64", "base64url"), "length": ("alphanumeric", "passphrase"), "alphabet": ("alphanumeric",), "bits": ("rsa",)}
LARGEST_VERSION = 999_999_999  # as many digits as a store is read with
LARGEST_SIZE = 8192  # the longest value that this makes still keeps every policy's limit
FINGERPRINT = re.compile(r"[0-9a-f]{8,64}")


def desired(params: t.Mapping[str, t.Any], escrow: str | None) -> Desired:
    """Turn the options into the wish of the whole task; what is derived comes after what it is made of."""
    refuse = refused(params)
    wishes = [_wish(item, refuse) for item in params["secrets"]]
    names = [wish.name for wish in wishes]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise StackError(f"The task names {', '.join(twice)} more than once; name each secret once.")
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    return Desired(_sources_first(wishes), today, escrow)


def refused(params: t.Mapping[str, t.Any]) -> tuple[str, ...]:
    """Return the sums of values that nobody may use."""
    refuse = tuple(params["refuse"] or ())
    for digest in refuse:
        if re.fullmatch("[0-9a-f]{64}", digest) is None:
            raise StackError("The option refuse holds something else than SHA-256 in 64 hexadecimal digits; give the sum, never the value.")
    return refuse


def _sources_first(wishes: t.Sequence[Wish]) -> tuple[Wish, ...]:
    """Return the wishes in their order, but what is derived after what it is made of."""
    ordered: list[Wish] = []
    left = sorted(wishes, key=lambda wish: wish.of is not None)
    while left:
        waiting = {wish.name for wish in left}
        ready = [wish for wish in left if wish.of not in waiting]
        if not ready:
            raise StackError(f"Secrets would be made of themselves: {', '.join(sorted(waiting))}; correct their of.")
        ordered += ready
        left = [wish for wish in left if wish.of in waiting]
    return tuple(ordered)


def query(params: t.Mapping[str, t.Any]) -> Query:
    """Turn the options into the question of the whole task."""
    names = params["names"]
    for name in names or ():
        refuse_no_name(name)
    return Query(None if names is None else tuple(sorted(set(names))))


def refuse_no_name(name: str) -> None:
    """Refuse what no secret can be called, without a quote: where names and values were swapped it is the value."""
    if NAME.fullmatch(name) is None:
        raise StackError("The name of a secret is none; begin with a letter, go on with letters, digits, _ . or -, up to 127.")


def _wish(item: t.Mapping[str, t.Any], refuse: tuple[str, ...]) -> Wish:
    name, kind = item["name"], item["kind"]
    refuse_no_name(name)
    item = {**item, "value": _text(name, item["value"])}
    for option, kinds in SIZES.items():
        if item[option] is not None and kind not in kinds:
            raise StackError(f"Secret {name} of kind {kind} says {option}, which is for {', '.join(kinds)}; leave it out.")
        if isinstance(item[option], int) and not 0 < item[option] <= LARGEST_SIZE:
            raise StackError(f"Secret {name} has {option}: {item[option]}; give 1 to {LARGEST_SIZE}.")
    _refuse_mixture(name, item)
    policy = Policy(
        kind,
        item["purpose"],
        item["bytes"],
        item["length"],
        item["alphabet"],
        item["bits"],
        item["pattern"],
        tuple(item["forbid"] or ()),
        tuple(item["must_differ_from"] or ()),
        refuse,
    )
    refuse_weak(name, policy)
    _refuse_wrong_words(name, policy, item)
    return Wish(
        name,
        policy,
        version=item["version"],
        phase=item["phase"],
        compromised=tuple(item["compromised"] or ()),
        expires=item["expires"],
        owner=item["owner"],
        of=item["of"],
        url=item["url"],
        value=item["value"],
    )


def _text(name: str, value: t.Any) -> str | None:
    """Return a value as it was meant; core would make a text of a whole list."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    kind = "mapping" if isinstance(value, t.Mapping) else "list" if isinstance(value, (list, tuple)) else type(value).__name__
    raise StackError(f"The value of secret {name} is a {kind}; give a text, between quotes.")


def _refuse_mixture(name: str, item: t.Mapping[str, t.Any]) -> None:
    kind = item["kind"]
    if (kind in DERIVED) != (item["of"] is not None):
        said = "names no secret in of" if kind in DERIVED else "is made of nothing, and says of"
        raise StackError(f"Secret {name} of kind {kind} {said}; of is for {', '.join(DERIVED)}, and for these only.")
    if (kind == URL) != (item["url"] is not None):
        raise StackError(f"Secret {name} of kind {kind} and its option url don't belong together; url is for kind {URL}, which needs it.")
    if kind in DERIVED and (item["version"] is not None or item["phase"] == NEXT or item["value"] is not None):
        raise StackError(f"Secret {name} follows {item['of']}, so it has no version, next phase or value to be wished; leave them out.")
    if kind == SUPPLIED and item["version"] is not None:
        raise StackError(f"Secret {name} is supplied: another value is its next version; leave version out.")
    if item["version"] is not None and not 1 <= item["version"] <= LARGEST_VERSION:
        raise StackError(f"Secret {name} has version: {item['version']}; the first is 1, and the last {LARGEST_VERSION}.")
    if item["phase"] == NEXT and item["version"] is None and kind != SUPPLIED:
        raise StackError(f"Secret {name} says phase: next without a version, so there is nothing to be made; say which version comes next.")
    if kind in VERIFIERS and item["purpose"] != "general":
        raise StackError(f"Secret {name} of kind {kind} is no key; leave purpose out.")


def _refuse_wrong_words(name: str, policy: Policy, item: t.Mapping[str, t.Any]) -> None:
    for rule in (*policy.forbid, *([policy.pattern] if policy.pattern else [])):
        try:
            re.compile(rule)
        except re.error:
            raise StackError(f"Secret {name} has a pattern that is no regular expression; correct it.") from None
    for other in policy.must_differ_from:
        if FINGERPRINT.fullmatch(other) is None:
            raise StackError(f"Secret {name} must differ from what is no fingerprint; give 8 to 64 hexadecimal digits, never the value.")
    for option, text in {"value": item["value"], **{f"url.{part}": text for part, text in (item["url"] or {}).items()}}.items():
        if isinstance(text, str) and UNSTORABLE.search(text):
            raise StackError(f"The option {option} of secret {name} holds NUL or broken Unicode, which nothing can take; correct it.")
    if item["expires"] is not None and not is_day(item["expires"]):
        raise StackError(f"Secret {name} has no day in expires; write it as 2027-01-31.")
