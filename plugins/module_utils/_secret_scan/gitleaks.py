# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scanner that is wrapped: how it is asked, and what its answer means."""

from __future__ import annotations

import json
import os
import re
import secrets
import typing as t

from .._errors import Missing, StackError
from .._host import Completed, Host
from .model import Piece
from .staging import Stage

OLDEST = (8, 16)
OWN_COMMAND = (8, 19)  # from here on folders have a command of their own, dir
LEAKS = 77  # an exit code that no failure has
SECONDS = 3600.0
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class Gitleaks:
    """One program of the host, asked about copies."""

    def __init__(self, host: Host, config: str | None) -> None:
        self._host = host
        self._config = None if config is None else host.expand(config)
        self._program = ""
        self._version: tuple[int, ...] | None = None

    def refuse_unfit(self) -> None:
        """Complain about a gitleaks that is missing or too old, or a configuration that is not there."""
        program = self._host.find("gitleaks")
        if program is None:
            raise Missing(
                "Searching for secrets needs gitleaks, which this host does not have; install it (Debian 13 and later have the package),"
                " then run again."
            )
        self._program = program
        said = self._host.run_read([program, "version"]).out
        found = re.search(r"(\d+)\.(\d+)\.(\d+)", said)
        self._version = tuple(map(int, found.groups())) if found else None
        if self._version and self._version < OLDEST:
            needed = ".".join(map(str, OLDEST))
            raise StackError(
                f"Searching for secrets needs gitleaks {needed} or later, {program} is {found and found[0]}; install a newer one."
            )
        if self._config is not None and not os.path.isfile(self._config):
            raise Missing(f"The configuration {self._config} of gitleaks does not exist; correct config, then run again.")

    def findings(self, stage: Stage) -> list[tuple[Piece, int, str]]:
        """Return the piece, the line in it and the rule of everything that is found in the copies."""
        bait = self._put_bait(stage)
        done = self._host.run_read(self._argv(stage), seconds=SECONDS)
        reported = self._report(stage, done)
        found = [(self._number(stage, str(one["File"])), one) for one in reported]
        if bait and not any(number == bait for number, _one in found):
            raise StackError(
                f"The scanner {self._program} does not find a private key that was laid out for it below {stage.folder}, so its silence"
                " means nothing; set TMPDIR to a plain folder, or install another version of gitleaks, then run again."
            )
        return [(stage.pieces[int(number)], int(one["StartLine"]), str(one["RuleID"])) for number, one in found if number != bait]

    def _put_bait(self, stage: Stage) -> str:
        """Lay out what every gitleaks finds by its own rules; who has other rules knows what they find."""
        if self._config is not None:
            return ""
        dashes = "-" * 5
        lines = [
            f"{dashes}BEGIN RSA PRIVATE KEY{dashes}",
            *(secrets.token_hex(32) for _number in range(6)),
            f"{dashes}END RSA PRIVATE KEY{dashes}",
        ]
        stage.lay_out(["bait", "bait.txt"], ("\n".join(lines) + "\n").encode())
        return "bait"

    def _number(self, stage: Stage, file: str) -> str:
        """Return under what a copy was laid out; its path may be told in another form than we know it in."""
        number = os.path.relpath(os.path.realpath(file), os.path.realpath(stage.folder)).split(os.sep)[0]
        if number == "bait" or (number.isdecimal() and int(number) < len(stage.pieces)):
            return number
        raise StackError(
            f"The scanner {self._program} reports {file}, which was not laid out for it; set TMPDIR to a plain folder, or install another"
            " version of gitleaks, then run again."
        )

    def _argv(self, stage: Stage) -> list[str]:
        common = ["--no-banner", "--redact", "--exit-code", str(LEAKS), "--report-format", "json", "--report-path", stage.report]
        common += [] if self._config is None else ["--config", self._config]
        if self._version and self._version >= OWN_COMMAND:
            return [self._program, "dir", *common, "--log-level", "error", stage.folder]
        return [self._program, "detect", "--no-git", *common, "--source", stage.folder]

    def _report(self, stage: Stage, done: Completed) -> list[dict[str, t.Any]]:
        """Return what was found; any exit code but the two that are asked for is a failure, whatever was found until then."""
        if done.rc in (0, LEAKS):
            try:
                with open(stage.report, encoding="utf-8", errors="replace") as file:
                    found: list[dict[str, t.Any]] = json.load(file) or []
                os.unlink(stage.report)
            except (OSError, ValueError):
                found = []
            if bool(found) == (done.rc == LEAKS):
                return found
            done = Completed(done.rc, "", "its report is not what its exit code says")
        said = next((line.strip() for line in reversed(COLOURS.sub("", done.err).splitlines()) if line.strip()), "it said nothing")
        raise StackError(
            f"The scanner {self._program} ended with exit code {done.rc} and not with a report: {said[:300]}; mend that, then run again."
        )
