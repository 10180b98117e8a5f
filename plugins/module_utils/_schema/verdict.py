# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which findings fail, and what is said of them; pure."""

from __future__ import annotations

import json
import typing as t

from .model import FAIL, IGNORE, MISSING, UNEXPECTED, WARN, Finding

FIRST = 5
# What is said of a kind; the others are said as {kind} of {object} is {found} instead of {expected}.
SAYINGS = {
    "column_type": "column {object} is {found} instead of {expected}",
    "unvalidated_foreign_key": "foreign key {object} is not validated",
    "unindexed_foreign_key": "foreign key {object} has no index that begins with its columns",
    "orphans": "number of orphans of foreign key {object} is {found} instead of {expected}",
    "rows": "number of rows of table {object} is {found} instead of {expected}",
    "assertion": "assertion {object} found {found} instead of {expected}",
}
# Definitions are long; the findings have them whole.
DEFINITIONS = ("constraint", "index", "trigger", "policy", "view", "function", "type", "sequence", "statement")


def say(finding: Finding) -> str:
    """Return a finding as a part of a sentence."""
    kind = finding.kind
    for begin, said in ((MISSING, "is missing"), (UNEXPECTED, "is not expected")):
        if kind.startswith(begin):
            return f"{kind[len(begin) :]} {finding.object} {said}"
    if kind in DEFINITIONS:
        return f"{kind} {finding.object} differs"
    saying = SAYINGS.get(kind, f"{kind.replace('_', ' ')} of {{object}} is {{found}} instead of {{expected}}")
    return saying.format(object=finding.object, found=_text(finding.found), expected=_text(finding.expected))


def _text(value: t.Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def counted(findings: t.Iterable[Finding], unexpected: str) -> tuple[Finding, ...]:
    """Return the findings that are told, each once."""
    told = (finding for finding in findings if unexpected != IGNORE or not finding.kind.startswith(UNEXPECTED))
    return tuple({json.dumps(finding.shown, sort_keys=True): finding for finding in told}.values())


def failing(findings: t.Sequence[Finding], unexpected: str) -> list[Finding]:
    """Return the findings that are a failure and no warning."""
    return [finding for finding in findings if unexpected == FAIL or not finding.kind.startswith(UNEXPECTED)]


def complaint(where: str, findings: t.Sequence[Finding]) -> str:
    """Say in one sentence what is not as asserted, and what to do."""
    said = "; ".join(say(finding) for finding in findings[:FIRST])
    more = f"; and {len(findings) - FIRST} more, all in findings" if len(findings) > FIRST else ""
    count = f"{len(findings)} finding{'s' if len(findings) > 1 else ''}"
    return f"The {where} is not as asserted ({count}): {said}{more}; mend it by a migration, or correct what is asserted, then run again."


def warnings_of(findings: t.Sequence[Finding], unexpected: str, where: str) -> list[str]:
    """Return one warning for what nobody expects, where that is to be no failure."""
    told = [finding.object for finding in findings if finding.kind.startswith(UNEXPECTED)]
    if unexpected != WARN or not told:
        return []
    more = f" and {len(told) - FIRST} more, all in findings" if len(told) > FIRST else ""
    return [f"The {where} has what nobody expects: {', '.join(told[:FIRST])}{more}; expect it, or remove it by a migration."]
