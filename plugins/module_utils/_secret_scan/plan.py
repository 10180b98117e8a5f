# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which findings count, and what is said of them; pure."""

from __future__ import annotations

import fnmatch
import typing as t

from .model import Allow, Finding, Seen, Verdict

FIRST = 5


def judge(seen: Seen, allow: t.Sequence[Allow]) -> Verdict:
    """Part the findings in those that count and those that somebody accepts."""
    accepted = [(finding, entry) for finding in seen.findings if (entry := _entry_for(finding, allow))]
    taken = {finding for finding, _entry in accepted}
    used = {entry for finding in taken for entry in allow if _covers(entry, finding)}
    left = tuple(sorted(finding for finding in seen.findings if finding not in taken))
    return Verdict(left, tuple(sorted(accepted, key=lambda one: one[0])), tuple(entry for entry in allow if entry not in used))


def _entry_for(finding: Finding, allow: t.Sequence[Allow]) -> Allow | None:
    return next((entry for entry in allow if _covers(entry, finding)), None)


def _covers(entry: Allow, finding: Finding) -> bool:
    """True for the same rule in this very file, or in one that the pattern fits."""
    return entry.rule == finding.rule and (entry.file == finding.file or fnmatch.fnmatchcase(finding.file, entry.file))


def complaint(title: str, findings: t.Sequence[Finding]) -> str:
    """Say in one sentence how much was found, where, and what to do."""
    said = ", ".join(finding.place for finding in findings[:FIRST])
    more = f" and {len(findings) - FIRST} more (all in findings)" if len(findings) > FIRST else ""
    count = f"{len(findings)} secret{'s' if len(findings) > 1 else ''}"
    return (
        f"The search of {title} found {count}: {said}{more}; replace each by a new one where it is used and take it out, or, if it is no"
        " secret, accept it in allow with the reason."
    )


def warnings_of(seen: Seen, verdict: Verdict) -> list[str]:
    """Return what the person should know though nothing failed."""
    unused = [
        f"The entry of allow for {e.file}, rule {e.rule} ({e.reason}), fits nothing that was found; remove it." for e in verdict.unused
    ]
    return [*seen.warnings, *unused]
