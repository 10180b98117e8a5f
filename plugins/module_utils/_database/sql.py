# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SQL text from trusted words, quoted names and one JSON document; never from values."""

from __future__ import annotations

import hashlib
import json
import typing as t

from .._errors import StackError
from .._texts import UNSTORABLE

BUSY = "GL002"  # somebody else holds the lock
LONGEST_NAME = 63  # PostgreSQL cuts longer names silently


def name(text: str, what: str) -> str:
    """Quote an identifier; ``what`` says in errors which one it is."""
    if not 0 < len(text.encode(errors="replace")) <= LONGEST_NAME or UNSTORABLE.search(text):
        raise StackError(
            f"The {what} {text!r} is no PostgreSQL name: give 1 to {LONGEST_NAME} bytes without NUL or broken Unicode, as the table has it."
        )
    return '"' + text.replace('"', '""') + '"'


def document(value: t.Any) -> str:
    """Return data as one ASCII JSON literal in a dollar quote whose tag does not occur in it."""
    text = json.dumps(value, ensure_ascii=True)
    return f"{quoted(text)}::pg_catalog.jsonb"


def quoted(text: str) -> str:
    """Return a text between dollar quotes whose tag is proven absent from it."""
    number = 0
    while f"$g{number}" in text:
        number += 1
    return f"$g{number}${text}$g{number}$"


def lock_number(*parts: str) -> int:
    """Return the advisory lock of a named object: the same on every host and core."""
    digest = hashlib.sha256("\0".join(("golive.stack", *parts)).encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def take_lock(number: int) -> str:
    """Return the statement that waits for an advisory lock until the transaction ends; it prints nothing."""
    return f"DO {quoted(f'BEGIN PERFORM pg_catalog.pg_advisory_xact_lock({number}); END')}"


def try_lock(number: int) -> str:
    """Return the statement that takes an advisory lock until the transaction ends, or fails with SQLSTATE GL002 at once."""
    return _got(f"pg_catalog.pg_try_advisory_xact_lock({number})")


def try_session_lock(number: int) -> str:
    """Return the statement that takes an advisory lock until it is given back or the session ends, or fails with SQLSTATE GL002."""
    return _got(f"pg_catalog.pg_try_advisory_lock({number})")


def _got(lock: str) -> str:
    body = f"BEGIN IF NOT {lock} THEN RAISE EXCEPTION USING ERRCODE = '{BUSY}', MESSAGE = 'the lock is held'; END IF; END"
    return f"DO {quoted(body)}"


def unlock_session(number: int) -> str:
    """Return the statement that gives an advisory lock back; it prints nothing."""
    return f"DO {quoted(f'BEGIN PERFORM pg_catalog.pg_advisory_unlock({number}); END')}"


def holders(number: int) -> str:
    """Return the query for who holds an advisory lock."""
    high, low = (number >> 32) & 0xFFFFFFFF, number & 0xFFFFFFFF
    who = "format('%s (process %s since %s)', nullif(a.application_name, ''), a.pid, date_trunc('second', a.backend_start))"
    return (
        f"SELECT coalesce(jsonb_agg({who}), '[]') FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)"
        f" WHERE l.locktype = 'advisory' AND l.granted AND l.classid = {high} AND l.objid = {low} AND l.objsubid = 1"
        " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )


def must_hold(condition: str, found: str) -> str:
    """Return a statement that fails with SQLSTATE GL001 unless the condition holds; ``found`` says what it then came upon."""
    body = f"BEGIN IF ({condition}) IS NOT TRUE THEN RAISE EXCEPTION USING ERRCODE = 'GL001', MESSAGE = 'found {found}'; END IF; END"
    return f"DO {quoted(body)}"


def must_touch_one(statement: str, what: str, declared: str = "") -> str:
    """Return a statement that fails with SQLSTATE GL001 unless it touches exactly one row; it may use what is declared as golive.NAME."""
    body = f"""
<<golive>>
DECLARE
  touched pg_catalog.int8;
{declared}BEGIN
  {statement};
  GET DIAGNOSTICS touched = ROW_COUNT;
  IF golive.touched <> 1 THEN
    RAISE EXCEPTION USING ERRCODE = 'GL001',
      MESSAGE = pg_catalog.concat(golive.touched, ' rows touched instead of 1 by {what}');
  END IF;
END
"""
    return f"DO {quoted(body)}"
