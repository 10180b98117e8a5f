# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines in files that are meant for us; pure."""

from __future__ import annotations

import re

ALLOW = "allow="
DIRECTIVE = re.compile(r"^[ \t]*--[ \t]*golive:([^\n]*)", re.IGNORECASE | re.MULTILINE)


def split_words(line: str) -> tuple[list[str], list[str]]:
    """Return the rules that a directive allows, and its other words; a comma parts rules as well as words."""
    allowed: list[str] = []
    others: list[str] = []
    listing = False
    for word in line.replace(",", " ").split():
        listing = word.startswith(ALLOW) or (listing and "=" not in word)
        (allowed if listing else others).append(word[len(ALLOW) :] if word.startswith(ALLOW) else word)
    return allowed, others


def allowed_rules(text: str) -> set[str]:
    """Return the rules that the comments of a statement allow."""
    return {rule for line in DIRECTIVE.findall(text) for rule in split_words(line)[0]}
