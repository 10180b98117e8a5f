# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret is ever seen: masking of results and errors, and the hook into core.

On a target nothing is registered with core: a module that registers a value on core 2.22 returns it as
``_ansible_new_secrets``, which async writes to a world-readable job file. There the result is masked here, and built
from a list of allowed keys. On the controller values are registered where core can (2.22), and masked where it can't.
"""

from __future__ import annotations

import base64
import difflib
import hashlib
import json
import re
import shlex
import typing as t
from urllib.parse import quote, quote_plus

MASK = "********"
# What core says when it rejects arguments; anything else in such a message may be a value.
WORDS_OF_CORE = """
a alias an and any argument arguments are as be bool boolean booleans both but by can cannot check class
conversion convert converted could decimal dict dictionary dicts elements error evaluate exclusive float
following for format found from got have implicit in include int integer invalid is it its json key list match
missing module more must mutually no none not null number of off on one only option or parameter parameters
parse parsing part path raw requested required s same set significant str string supported that the they to
together type types unable unsupported valid value values was we were with yes
"""
OF_CORE = frozenset(WORDS_OF_CORE.split())
BETWEEN = r"(?:->|[\s.,:;|()\[\]<>='\"])"
SHORTEST = 4  # shorter values stand in every text by chance; core does not mask them either


def fingerprint(value: str) -> str:
    """Return a name for a value that does not give it away."""
    return hashlib.sha256(value.encode()).hexdigest()[:8]


def forms(value: str) -> set[str]:
    """Return the value as it looks plain, base64, percent-encoded, in JSON and in a shell."""
    raw = value.encode(errors="surrogatepass")  # what is no Unicode is a secret all the same
    found = {
        value,
        base64.b64encode(raw).decode(),
        base64.urlsafe_b64encode(raw).decode(),
        quote(raw, safe=""),
        quote_plus(raw),
        json.dumps(value)[1:-1],
        shlex.quote(value),
    }
    return {form for form in found if len(form) >= SHORTEST}


def leaves(value: t.Any) -> set[str]:
    """Return every text inside a structure: what a rejected argument may have brought along."""
    if isinstance(value, t.Mapping):
        return set().union(*(leaves(item) for item in value.values())) if value else set()
    if isinstance(value, (list, tuple)):
        return set().union(*(leaves(item) for item in value)) if value else set()
    return set() if value is None or isinstance(value, bool) else {str(value)}


def secret_values(spec: t.Mapping[str, t.Any], params: t.Mapping[str, t.Any]) -> set[str]:
    """Return the values of all options that the argument spec marks no_log, however deep."""
    found: set[str] = set()
    for name, option in spec.items():
        value = params.get(name)
        if option.get("no_log"):
            found |= leaves(value)
        elif option.get("options"):
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, t.Mapping):
                    found |= secret_values(option["options"], item)
    return found


def vocabulary(spec: t.Mapping[str, t.Any]) -> set[str]:
    """Return the words of an argument spec: the names of its options, however deep, and their choices."""
    found: set[str] = set()
    for name, option in spec.items():
        found |= {name, *map(str, option.get("choices") or ())}
        found |= vocabulary(option.get("options") or {})
    return found


def without_strangers(text: str, known: t.AbstractSet[str]) -> str:
    """Return core's complaint about arguments with every word masked that is neither ours, almost ours (a typo), nor core's own."""
    parts = re.split(f"({BETWEEN}+)", text)

    def harmless(part: str) -> bool:
        return part in known or part.lower() in OF_CORE or bool(difflib.get_close_matches(part, known, 1, 0.85))

    shown = [part if index % 2 or not part or harmless(part) else MASK for index, part in enumerate(parts)]
    return re.sub(rf"{re.escape(MASK)}(?:{BETWEEN}*{re.escape(MASK)})*", MASK, "".join(shown))


class Masker:
    """Knows the secrets of this run and takes them, in every common encoding, out of a structure."""

    def __init__(self, values: t.Iterable[str]) -> None:
        every: set[str] = set()
        for value in values:
            every |= forms(value)
        self._forms = sorted(every, key=lambda form: (-len(form), form))

    def text(self, text: str) -> str:
        """Return the text without any secret."""
        for form in self._forms:
            text = text.replace(form, MASK)
        return text

    def structure(self, value: t.Any) -> t.Any:
        """Return a copy of a result, keys included, without any secret."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, t.Mapping):
            return {self.text(str(key)): self.structure(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.structure(item) for item in value]
        if isinstance(value, (int, float)) and not isinstance(value, bool) and str(value) in self._forms:
            return MASK
        return value


def register_on_controller(values: t.Iterable[str]) -> bool:
    """Tell core to mask these values in all output; False where this core has no such register (before 2.22)."""
    try:
        from ansible.module_utils.secrets import register_secrets
    except ImportError:
        return False
    register_secrets([value for value in values if len(value) >= SHORTEST])
    return True


def take_back(module: t.Any) -> None:
    """Keep core 2.22 from returning this module's secrets, which an asynchronous task writes to a world-readable file."""
    tracker = getattr(module, "_new_secrets", None)
    if tracker is not None:
        tracker.flush()
