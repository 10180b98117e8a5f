# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Count the rows of the checklists after all tests have run, and fail when rows and claims disagree."""

from __future__ import annotations

import argparse
import ast
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Claim:
    """A row and the test that claims it; `outcome` is empty for a claim read from the source."""

    id: str
    nodeid: str
    outcome: str = ""

    @property
    def test(self) -> str:
        """Name the test function, without the parameters of one case."""
        return self.nodeid.partition("[")[0]


class SourceClaims(ast.NodeVisitor):
    """Collect the claims that stand on the test functions of one file."""

    def __init__(self, path: str) -> None:
        """Start at the top of the file `path`."""
        self.path = path
        self.claims: list[Claim] = []
        self.faults: list[str] = []
        self._scope: list[str] = []
        self._test = ""

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Remember the class that a test stands in."""
        self._scope.append(node.name)
        self.generic_visit(node)
        self._scope.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Read the decorators of a function in its name, and its body as code of no test."""
        self._test = "::".join([self.path, *self._scope, node.name])
        for decorator in node.decorator_list:
            self.visit(decorator)
        self._test = ""
        for statement in node.body:
            self.visit(statement)

    def visit_Call(self, node: ast.Call) -> None:
        """Record the ids of a marker, or the fault that hides them from this reading."""
        if ast.unparse(node.func) in ("pytest.mark.row", "mark.row"):
            ids = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            if self._test and ids and len(ids) == len(node.args):
                self.claims.extend(Claim(str(row_id), self._test) for row_id in ids)
            else:
                self.faults.append(
                    f"Reading the claims of {self.path}:{node.lineno}: the marker row is not on a test function or its "
                    "ids are no plain strings, so nobody can see that its test ran; decorate the function with them."
                )
        self.generic_visit(node)


def read_rows(folder: Path) -> dict[str, str]:
    """Read the state of every row of the checklists, by id."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    documents = [yaml.load(path.read_bytes(), loader) for path in sorted(folder.glob("*.yml"))]
    return {row["id"]: row["state"] for document in documents for row in document["rows"]}


def read_source_claims(tests: Path, root: Path) -> tuple[list[Claim], list[str]]:
    """Read which test claims which row in the source of the tests, and the markers that cannot be read."""
    claims, faults = [], []
    for path in sorted(tests.rglob("*.py")):
        source = SourceClaims(path.relative_to(root).as_posix())
        source.visit(ast.parse(path.read_bytes(), str(path)))
        claims += source.claims
        faults += source.faults
    return claims, faults


def read_run_claims(path: Path) -> list[Claim]:
    """Read how the claimed tests ended from the file that the runs appended to."""
    if not path.is_file():
        raise SystemExit(f"Reading the claims of the last run: {path} does not exist; run the tests before the count.")
    claims = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            claims.append(Claim(**json.loads(line)))
        except (TypeError, ValueError):
            raise SystemExit(
                f"Reading the claims of the last run: {path}:{number} is no claim; remove the file and run all tests."
            ) from None
    return claims


def find_faults(rows: dict[str, str], declared: list[Claim], ran: list[Claim]) -> Iterator[str]:
    """Name each disagreement between the rows, the claims in the source and the claims of the run."""
    finished = {(claim.id, claim.test) for claim in ran}
    for claim in declared:
        if claim.id in rows and (claim.id, claim.test) not in finished:
            yield f"{claim.test} claims {claim.id} but did not run; run it, or take the claim away."
    for claim in ran:
        if claim.outcome != "passed":
            yield f"{claim.nodeid} claims {claim.id} but ended as {claim.outcome!r}; make it pass and run all tests."
    for row_id, test in sorted({(claim.id, claim.test) for claim in declared + ran}):
        if row_id not in rows:
            yield f"{test} claims {row_id}, which no checklist has; correct the id."
    proven = proven_ids(ran)
    for row_id, state in rows.items():
        if state == "done" and row_id not in proven:
            yield f"{row_id} is marked done but no test that claims it passed; claim it in a test, or mark it planned."
        if state == "planned" and row_id in proven:
            yield f"{row_id} is claimed by a passing test but still marked planned; mark it done."


def proven_ids(ran: list[Claim]) -> set[str]:
    """Name the rows with at least one passing claim."""
    return {claim.id for claim in ran if claim.outcome == "passed"}


def format_table(rows: dict[str, str], ran: list[Claim]) -> str:
    """Lay out the count by system, closed by the sum in one line."""
    proven = proven_ids(ran)
    lines = [f"{'system':<8}{'rows':>6}{'done':>6}{'planned':>9}{'claimed':>9}"]
    for system in dict.fromkeys(row_id.partition("-")[0] for row_id in rows):
        ids = [row_id for row_id in rows if row_id.startswith(f"{system}-")]
        done = sum(rows[row_id] == "done" for row_id in ids)
        lines.append(f"{system:<8}{len(ids):>6}{done:>6}{len(ids) - done:>9}{len(proven.intersection(ids)):>9}")
    done = sum(state == "done" for state in rows.values())
    lines.append(f"{len(rows)} rows: {done} done, {len(rows) - done} planned")
    return "\n".join(lines)


def main() -> int:
    """Print the faults and the count; the exit code is 1 when there is a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=Path, required=True, metavar="FILE", help="claims of the run")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder that holds checklists/ and tests/")
    arguments = parser.parse_args()
    rows = read_rows(arguments.root / "checklists")
    declared, faults = read_source_claims(arguments.root / "tests", arguments.root)
    ran = read_run_claims(arguments.claims)
    faults += find_faults(rows, declared, ran)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(format_table(rows, ran))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
