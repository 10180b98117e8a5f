# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The marker `row`: a test claims the rows it proves, and each run records how the claim ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rows.claim import DEFAULT_FILE, ROW_ID, append_claims


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the place of the claims file."""
    group = parser.getgroup("rows", "rows of the checklists")
    group.addoption("--row-claims", metavar="FILE", help="file the claims are appended to (ini: row_claims)")
    parser.addini("row_claims", "file the claims are appended to", default=DEFAULT_FILE)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker and, in the process that sees every report, the recorder."""
    config.addinivalue_line("markers", "row(id, ...): the test proves these rows of the checklists")
    if not hasattr(config, "workerinput"):  # set by pytest-xdist in its workers, whose reports reach the controller
        path = config.getoption("--row-claims") or config.getini("row_claims")
        config.pluginmanager.register(ClaimRecorder(config.rootpath / path), "row-claims")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test the ids it claims as properties, which travel with its reports."""
    for item in items:
        for marker in item.iter_markers("row"):
            item.user_properties.extend(("row", row_id) for row_id in _marked_ids(item, marker))


def _marked_ids(item: pytest.Item, marker: pytest.Mark) -> tuple[str, ...]:
    valid = bool(marker.args) and not marker.kwargs
    if valid and all(isinstance(row_id, str) and ROW_ID.fullmatch(row_id) for row_id in marker.args):
        return marker.args
    raise pytest.UsageError(
        f"Collecting {item.nodeid}: the marker row has {marker.args!r} {marker.kwargs!r} where one or more ids belong; "
        'write it like @pytest.mark.row("UCR-088").'
    )


class ClaimRecorder:
    """Append the claims of a test once its last phase is over."""

    def __init__(self, path: Path) -> None:
        """Keep the place of the claims file."""
        self._path = path
        self._outcomes: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the first outcome that is not a pass, and write it down after the teardown."""
        row_ids = [str(value) for name, value in report.user_properties if name == "row"]
        if not row_ids:
            return
        if self._outcomes.get(report.nodeid, "passed") == "passed":
            self._outcomes[report.nodeid] = _outcome(report)
        if report.when == "teardown":
            append_claims(self._path, row_ids, report.nodeid, self._outcomes.pop(report.nodeid))


def _outcome(report: pytest.TestReport) -> str:
    # A test that is expected to fail proves nothing, whichever way it goes.
    return "expected to fail" if hasattr(report, "wasxfail") else report.outcome
