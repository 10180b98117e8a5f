# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The user's own statement: how it is run so that it gives one value and changes nothing, and what came of it.

It stands in a dollar quote, where psql looks at nothing, and is opened as a cursor, which the server does for one statement that
returns rows and for nothing else: no second statement, no COMMIT, no SET.
"""

from __future__ import annotations

import typing as t

from .._database import sql
from .model import Answer, Assertion

ANSWER = "SELECT pg_catalog.current_setting('golive.answer')::pg_catalog.jsonb"
# row_to_json, since jsonb would make one of two columns of the same name.
BODY = """
DECLARE
  answers refcursor;
  answer record;
  got json;
  again bool := false;
BEGIN
  PERFORM pg_catalog.set_config('search_path', {path}, true);
  OPEN answers FOR EXECUTE {statement};
  FETCH answers INTO answer;
  IF FOUND THEN
    got := pg_catalog.row_to_json(answer);
    FETCH answers INTO answer;
    again := FOUND;
  END IF;
  CLOSE answers;
  PERFORM pg_catalog.set_config('search_path', 'pg_catalog,pg_temp', true);
  PERFORM set_config('golive.answer', jsonb_build_object(
    'row', got IS NOT NULL,
    'again', again,
    'columns', (SELECT count(*) FROM json_each(got)),
    'value', (SELECT e.value FROM json_each(got) AS e LIMIT 1)
  )::text, true);
END
"""


def statements_of(assertion: Assertion, schemas: t.Sequence[str]) -> tuple[str, str]:
    """Return the statement that runs the user's with these schemas as the place of names, and the question what came of it."""
    path = ", ".join(sql.name(schema, "schema") for schema in schemas)
    return f"DO {sql.quoted(BODY.format(path=sql.quoted(path), statement=sql.quoted(assertion.sql)))}", ANSWER


def parse_answer(found: t.Mapping[str, t.Any]) -> Answer:
    """Return the one value that came of the statement, or why there is none."""
    if not found["row"]:
        return Answer(instead="no row")
    if found["again"]:
        return Answer(instead="more than one row")
    if found["columns"] != 1:
        return Answer(instead=f"{found['columns']} columns")
    return Answer(found["value"])
