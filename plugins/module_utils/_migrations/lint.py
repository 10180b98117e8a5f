# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file does that locks or breaks what is running, told by its statements; pure."""

from __future__ import annotations

import re
import typing as t

from .blank import blanked
from .clauses import Clause, Names, clauses, plain
from .directive import allowed_rules
from .hazard import Before, Hazard, Rule, hazard
from .model import Finding, Look, Migration, Trouble
from .recipes import ENUM
from .splitter import Statement
from .statement_rules import alone, data_hazards, index_hazards, made_by, row_hazards
from .table_rules import table_hazards

# What is looked at by its first word and its second; all others cost nothing more.
KINDS = "TABLE|INDEX|TYPE|SCHEMA|SYSTEM|DATABASE|TABLESPACE"
LOOKED_AT = re.compile(
    rf"CREATE (?:{KINDS}|UNIQUE|TEMP|TEMPORARY|UNLOGGED|GLOBAL|LOCAL|FOREIGN|MATERIALIZED)(?: |\Z)"
    rf"|(?:ALTER|DROP) (?:{KINDS})(?: |\Z)|(?:REINDEX|TRUNCATE|UPDATE|DELETE|WITH|VACUUM)(?: |\Z)"
)
RULES: dict[str, tuple[Rule, ...]] = {
    "CREATE": (index_hazards,),
    "ALTER": (table_hazards,),
    "DROP": (index_hazards, data_hazards),
    "REINDEX": (index_hazards,),
    "TRUNCATE": (data_hazards,),
    "UPDATE": (row_hazards,),
    "DELETE": (row_hazards,),
    "WITH": (row_hazards,),
}
STRING = re.compile(r"'[^']*'")
ADD_VALUE = re.compile(r" alter type (\S+) add value ")


class Linter:
    """Is shown the statements of one file in their order."""

    def __init__(self, migration: Migration) -> None:
        self._migration = migration
        self._before = Before(migration)
        self._findings: list[Finding] = []
        self._on_new_line = True  # what a statement's text begins with is no remark behind the one before

    def look(self, statement: Statement) -> Trouble | None:
        """Take up what a statement does; return what can't be carried out."""
        trouble = self._take(statement)
        self._on_new_line = statement.data is not None
        return trouble

    def _take(self, statement: Statement) -> Trouble | None:
        if self._before.labels:
            self._keep(statement, self._labels_used(statement))
        if not LOOKED_AT.match(statement.words):
            return None
        found = clauses(statement.text, statement.begins)
        name = alone(found) if found and self._migration.transaction else None
        if name:
            advice = "say -- golive: transaction=none in the first lines, best in a file of its own"
            return Trouble(statement.line, f"holds {name}, which can't run in a transaction: {advice}")
        if found:
            rules = RULES.get(statement.words.partition(" ")[0], ())
            self._keep(statement, [one for rule in rules for one in rule(found, self._before)])
            self._before.make(*made_by(found))
            self._take_label(statement, found)
        return None

    def seen(self, trouble: Trouble | None = None) -> Look:
        """Return what the file does, with what can't be carried out."""
        return Look(trouble, tuple(self._findings), tuple(self._before.made))

    def _keep(self, statement: Statement, hazards: t.Sequence[Hazard]) -> None:
        if hazards:
            text = statement.text if self._on_new_line else statement.text.partition("\n")[2]
            allowed, here = allowed_rules(text), self._before.names
            for one in hazards:
                if one.rule not in allowed and one.about not in here:
                    self._findings.append(Finding(self._migration.file, one.line, one.rule, one.what, one.recipe, one.about))

    def _take_label(self, statement: Statement, found: t.Sequence[Clause]) -> None:
        added = ADD_VALUE.match(found[0].outer)
        label = STRING.search(blanked(statement.text)) if added and self._migration.transaction else None
        if added and label and added[1] not in self._before.names:
            self._before.labels[statement.text[label.start() : label.end()]] = added[1]

    def _labels_used(self, statement: Statement) -> list[Hazard]:
        used = [(label, of) for label, of in self._before.labels.items() if _is_quoted_in(label, statement.text)]
        what = "uses {}, which was added to {} in the same transaction, so that the server refuses it unless that is another text"
        return [hazard(ENUM, what.format(label, plain(of)), "", statement.line) for label, of in used]


def _is_quoted_in(label: str, text: str) -> bool:
    """True when a text has this string, as a string."""
    if label not in text:
        return False
    blank = blanked(text)
    ends = len(label) - 1
    return any(blank[found.start()] == blank[found.start() + ends] == "'" for found in re.finditer(re.escape(label), text))


def shown_findings(found: t.Iterable[Finding]) -> list[dict[str, t.Any]]:
    """Return findings as results show them."""
    return [{key: getattr(finding, key) for key in ("file", "line", "rule", "what", "recipe")} for finding in found]


def findings_of(looks: t.Iterable[Look]) -> list[Finding]:
    """Return what files do that are applied in this order: what one of them makes is in nobody's use in the next."""
    made, found = Names(), []
    for look in looks:
        found += [finding for finding in look.findings if finding.about not in made]
        made.add(*look.made)
    return found
