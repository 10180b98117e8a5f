# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write claims: a proof that is not a pytest test claims its rows with this command."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable
from pathlib import Path

DEFAULT_FILE = ".cache/test/row-claims.jsonl"
ROW_ID = re.compile(r"[A-Z]{3}-[0-9]{3}")


def append_claims(path: Path, row_ids: Iterable[str], nodeid: str, outcome: str) -> None:
    """Append one JSON line for each row that the proof `nodeid` claims."""
    records = ({"id": row_id, "nodeid": nodeid, "outcome": outcome} for row_id in row_ids)
    text = "".join(json.dumps(record) + "\n" for record in records)
    path.parent.mkdir(parents=True, exist_ok=True)
    # One write in append mode: proofs that run side by side do not tear each other's lines.
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def main() -> None:
    """Read the command line and append the claims."""
    parser = argparse.ArgumentParser(description="Claim rows for a proof that is not a pytest test.")
    parser.add_argument("ids", nargs="+", metavar="ID", help="row, for example UCR-088")
    parser.add_argument("--by", required=True, metavar="NAME", help="the proof, for example molecule/rollback")
    parser.add_argument("--outcome", required=True, choices=["passed", "failed"])
    parser.add_argument("--claims", type=Path, default=Path(DEFAULT_FILE), metavar="FILE")
    arguments = parser.parse_args()
    for row_id in arguments.ids:
        if not ROW_ID.fullmatch(row_id):
            parser.error(f"Claiming rows for {arguments.by!r}: {row_id!r} is not a row id; write it like UCR-088.")
    append_claims(arguments.claims, arguments.ids, arguments.by, arguments.outcome)


if __name__ == "__main__":
    main()
