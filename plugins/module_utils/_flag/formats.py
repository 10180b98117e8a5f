# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flags in the text of a JSON or dotenv file; what is no flag of ours stays byte for byte or value for value."""

from __future__ import annotations

import json
import math
import re
import typing as t

from .._errors import StackError
from .model import DAY, OPTIONAL, Flag, Name

ASSIGNMENT = re.compile(r"(?P<head>\s*(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*)(?P<value>.*?)(?P<end>\s*)\Z", re.DOTALL)
HALF_PAIR = re.compile("[\ud800-\udfff]")  # JSON can escape it, no UTF-8 file can hold it
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")  # str.splitlines() would split at form feeds and U+2028, too
PAIRS = (("true", "false"), ("1", "0"), ("on", "off"), ("yes", "no"))
WORDS = {word: index == 0 for pair in PAIRS for index, word in enumerate(pair)}


class Json:
    """``{"key": {"enabled": true, "tenants": {"acme": {"enabled": false}}}}``; an entry's other members are kept."""

    keeps = OPTIONAL

    def __init__(self, text: str) -> None:
        self._entries = json.loads(text, object_pairs_hook=_no_twins, parse_float=_number, parse_constant=_number) if text else {}
        if not isinstance(self._entries, dict):
            raise ValueError("it holds no JSON object")

    def flags(self) -> dict[Name, Flag]:
        """Return all flags of the file."""
        found = {}
        for key, entry in self._entries.items():
            tenants = _member(entry, "tenants", dict, {}, key)
            pairs: list[tuple[str | None, t.Any]] = [(None, entry)] if "enabled" in entry else []
            for tenant, holder in [*pairs, *tenants.items()]:
                enabled = _member(holder, "enabled", bool, None, key)
                if enabled is None:
                    raise ValueError(f"entry {key!r} does not say enabled")
                texts = [_member(holder, role, str, None, key) for role in ("description", "expires")]
                if texts[1] is not None and not DAY.fullmatch(texts[1]):
                    raise ValueError(f"member expires of entry {key!r} is no day such as 2027-01-31")
                found[key, tenant] = Flag(key, tenant, enabled, *texts)
        return found

    def refuse_unfit(self, key: str) -> None:
        """Every text can be a key."""

    def put(self, flag: Flag) -> None:
        """Write one flag into its entry."""
        entry = self._entries.setdefault(flag.key, {})
        holder = entry if flag.tenant is None else entry.setdefault("tenants", {}).setdefault(flag.tenant, {})
        for role in ("enabled", "description", "expires"):
            if getattr(flag, role) is None:
                holder.pop(role, None)
            else:
                holder[role] = getattr(flag, role)

    def drop(self, name: Name) -> None:
        """Take one flag out; an entry goes with the last of its flags."""
        key, tenant = name
        entry = self._entries[key]
        if tenant is not None:
            del entry["tenants"][tenant]
        else:
            for role in ("enabled", "description", "expires"):
                entry.pop(role, None)
        if not entry.get("tenants", True):
            del entry["tenants"]
        if not entry:
            del self._entries[key]

    def text(self) -> str:
        """Return the whole file."""
        text = json.dumps(self._entries, indent=2, ensure_ascii=False) + "\n"
        return HALF_PAIR.sub(lambda half: f"\\u{ord(half.group()):04x}", text)


class Dotenv:
    """``FLAG_NEW_UI=true``; the key is the variable's name, lines that are no wished flag are never touched."""

    keeps: tuple[str, ...] = ()

    def __init__(self, text: str) -> None:
        self._lines = _logical_lines(text)
        self._end = "\r\n" if "\r\n" in text else "\n"

    def flags(self) -> dict[Name, Flag]:
        """Return the variables whose value is a yes or no."""
        found: dict[Name, Flag] = {}
        seen: set[str] = set()
        for match in filter(None, map(ASSIGNMENT.fullmatch, self._lines)):
            name, enabled = match["name"], WORDS.get(_unquoted(match["value"]).lower())
            if name in seen and (enabled is not None or (name, None) in found):
                raise ValueError(f"it assigns {name} twice")
            seen.add(name)
            if enabled is not None:
                found[name, None] = Flag(name, None, enabled)
        return found

    def refuse_unfit(self, key: str) -> None:
        """Refuse a key that can't be a variable, and a variable that is no flag."""
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", key):
            raise StackError(f"Flag {key!r} can't stand in a dotenv file: use letters, digits and _ in its key, or the JSON format.")
        if self._find(key) is not None and (key, None) not in self.flags():
            raise StackError(f"Variable {key} of the dotenv file is no flag: its value is not one of {', '.join(WORDS)}; name another key.")

    def put(self, flag: Flag) -> None:
        """Write one flag in the words its line already uses, or add a line."""
        index = self._find(flag.key)
        if index is None:
            if self._lines and not self._lines[-1].endswith(("\n", "\r")):
                self._lines[-1] += self._end
            self._lines.append(f"{flag.key}={'true' if flag.enabled else 'false'}{self._end}")
            return
        match = t.cast("re.Match[str]", ASSIGNMENT.fullmatch(self._lines[index]))
        old = _unquoted(match["value"])
        pair = next(pair for pair in PAIRS if old.lower() in pair)
        word = pair[0 if flag.enabled else 1]
        word = word.upper() if old.isupper() else word.title() if old.istitle() else word
        # Once: the same word may stand again in the comment behind it.
        self._lines[index] = match["head"] + match["value"].replace(old, word, 1) + match["end"]

    def drop(self, name: Name) -> None:
        """Take the flag's line out."""
        index = self._find(name[0])
        if index is not None:
            del self._lines[index]

    def text(self) -> str:
        """Return the whole file; it is never empty, for an empty file is what a full disk leaves."""
        return "".join(self._lines) or f"# feature flags{self._end}"

    def _find(self, key: str) -> int | None:
        for index, line in enumerate(self._lines):
            match = ASSIGNMENT.fullmatch(line)
            if match and match["name"] == key:
                return index
        return None


FORMATS: dict[str, t.Any] = {"json": Json, "dotenv": Dotenv}


def _no_twins(pairs: list[tuple[str, t.Any]]) -> dict[str, t.Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member stands twice in one object")
    return found


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is no number that can be written back")
    return value


def _member(holder: t.Any, role: str, kind: type, default: t.Any, key: str) -> t.Any:
    if not isinstance(holder, dict):
        raise ValueError(f"entry {key!r} is no object")
    value = holder.get(role, default)
    if value is not default and not isinstance(value, kind):
        raise ValueError(f"member {role} of entry {key!r} is no {kind.__name__}")
    return value


def _logical_lines(text: str) -> list[str]:
    """Split at line ends that are outside of quotes: a quoted private key may hold lines that look like flags."""
    found: list[str] = []
    open_quote = ""
    for line in LINE.findall(text):
        if open_quote:
            found[-1] += line
            open_quote = "" if _closes(line, open_quote) else open_quote
            continue
        found.append(line)
        match = ASSIGNMENT.fullmatch(line)
        if match is None and line.strip() and not line.lstrip().startswith("#"):
            raise ValueError(f"line {sum(part.count(chr(10)) for part in found[:-1]) + 1} is no assignment")
        value = match["value"] if match else ""
        if value[:1] == "'" and "\\'" in value:
            raise ValueError(f"the value of {match['name'] if match else ''} has \\' in single quotes, which programs read differently")
        if value[:1] in ("'", '"') and not _closes(value[1:], value[0]):
            open_quote = value[0]
    if open_quote:
        raise ValueError("a quoted value does not end")
    return found


def _closes(text: str, quote: str) -> bool:
    """In double quotes a backslash takes the next character with it, in single quotes nothing does."""
    return re.match(r'(?:[^"\\]|\\.)*"' if quote == '"' else "[^']*'", text, re.DOTALL) is not None


def _unquoted(value: str) -> str:
    bare = re.sub(r"\s+#.*\Z", "", value)
    return bare[1:-1] if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\"" else bare
