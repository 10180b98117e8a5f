# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules by which migrations are looked through, each with what to do instead; pure."""

from __future__ import annotations

INDEX = "index-not-concurrent"
NOT_NULL_COLUMN = "column-not-null-without-default"
COLUMN = "column-rewrite"
TYPE = "type-rewrite"
SET_NOT_NULL = "set-not-null"
CONSTRAINT = "constraint-not-valid"
DROP = "drop"
RENAME = "rename"
ENUM = "enum-value-used"
UPDATE = "update-without-where"
DELETE = "delete-without-where"

IN_BATCHES = "do it in batches by WHERE, each a statement of its own in a file with -- golive: transaction=none"
RECIPES = {
    INDEX: "give it a file of its own with -- golive: transaction=none and say CONCURRENTLY",
    NOT_NULL_COLUMN: "give it a DEFAULT, or add it without NOT NULL, fill it in batches, and make it NOT NULL in a later file",
    COLUMN: "add it without that, set the default for new rows in the next statement, and fill the old rows in batches",
    TYPE: (
        "add a column of the new type, fill it in batches, and drop the old one with a later release; only a longer varchar, more digits"
        " of a numeric with the same scale and cidr to inet rewrite nothing and may be allowed"
    ),
    SET_NOT_NULL: (
        "ADD CONSTRAINT with CHECK (column IS NOT NULL) NOT VALID in one file, VALIDATE CONSTRAINT and then SET NOT NULL in the next one"
    ),
    CONSTRAINT: "add it NOT VALID, and VALIDATE CONSTRAINT in the next file",
    DROP: "deploy a release that no longer uses it, and drop it with the one after that",
    RENAME: "add the new name beside the old one (a view, or a column that a trigger keeps), and drop the old one with a later release",
    ENUM: "give ADD VALUE a file of its own before this one",
    UPDATE: IN_BATCHES,
    DELETE: f"{IN_BATCHES}, or TRUNCATE it if all may go",
}
