# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checklists fit their schema and hold every row of their documents."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

CHECKLISTS = Path(__file__).parents[2] / "checklists"
ROWS_BY_SYSTEM = {"UCR": 163, "UCA": 151, "CVP": 119, "OBC": 192, "BEC": 87}
ROW = {"id": "ABC-001", "section": "S", "kind": "gate", "text": "T.", "prove": "P.", "state": "planned"}
CHECKLIST: dict[str, Any] = {"system": "ABC", "title": "A", "description": "D.", "rows": [ROW]}


@pytest.fixture(scope="module")
def checklists() -> dict[str, dict[str, Any]]:
    """Read all checklists, by file name."""
    return {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(CHECKLISTS.glob("*.yml"))}


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    """Read the schema."""
    schema = json.loads((CHECKLISTS / "schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_every_checklist_fits_the_schema(checklists: dict[str, dict[str, Any]], validator: jsonschema.Draft202012Validator) -> None:
    found = [
        f"{name}: {error.json_path}: {error.message}"
        for name, checklist in checklists.items()
        for error in validator.iter_errors(checklist)
    ]
    assert found == []


def test_every_system_has_all_rows_of_its_document_in_order(checklists: dict[str, dict[str, Any]]) -> None:
    found = {checklist["system"]: [row["id"] for row in checklist["rows"]] for checklist in checklists.values()}
    expected = {system: [f"{system}-{number:03}" for number in range(1, count + 1)] for system, count in ROWS_BY_SYSTEM.items()}
    assert len(checklists) == len(ROWS_BY_SYSTEM)
    assert found == expected


def test_no_row_says_the_same_as_another_one_of_its_system(checklists: dict[str, dict[str, Any]]) -> None:
    for checklist in checklists.values():
        texts = [row["text"] for row in checklist["rows"]]
        assert [text for text in texts if texts.count(text) > 1] == []


def test_the_schema_takes_a_smallest_checklist(validator: jsonschema.Draft202012Validator) -> None:
    assert validator.is_valid(CHECKLIST)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda checklist, row: checklist.pop("title"), id="no title"),
        pytest.param(lambda checklist, row: checklist.update(owner="x"), id="unknown field of the checklist"),
        pytest.param(lambda checklist, row: checklist["rows"].clear(), id="no rows"),
        pytest.param(lambda checklist, row: row.update(severity="high"), id="unknown field of a row"),
        pytest.param(lambda checklist, row: row.update(id="ABC-1"), id="short number"),
        pytest.param(lambda checklist, row: row.update(id="abc-001"), id="lower-case id"),
        pytest.param(lambda checklist, row: row.update(kind="scheduled duty"), id="unknown kind"),
        pytest.param(lambda checklist, row: row.update(state="started"), id="unknown state"),
        pytest.param(lambda checklist, row: row.update(undo=""), id="empty undo"),
        pytest.param(lambda checklist, row: row.update(text=" T."), id="text with outer space"),
        pytest.param(lambda checklist, row: row.update(text="T.\nU."), id="text of two lines"),
        pytest.param(lambda checklist, row: row.pop("prove"), id="row without proof"),
    ],
)
def test_the_schema_refuses(damage: Callable[[dict[str, Any], dict[str, Any]], object], validator: jsonschema.Draft202012Validator) -> None:
    checklist = copy.deepcopy(CHECKLIST)
    damage(checklist, checklist["rows"][0])
    assert not validator.is_valid(checklist)
