# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guards of the product that are taken out of a copy of it, each with the place where its secret must then be found."""

from __future__ import annotations

import shutil
import typing as t
from dataclasses import dataclass
from pathlib import Path

from tests.run.environment import ROOT

UTILS = "plugins/module_utils"


@dataclass(frozen=True)
class Guard:
    """One line of the product, and what stands there without the guard."""

    place: str
    module: str
    title: str
    file: str
    line: str
    without: str

    def taken_out(self, folder: Path) -> Path:
        """Return a copy of the product without the guard."""
        copy = folder / "ansible_collections" / "golive" / "stack"
        shutil.copytree(ROOT / "plugins", copy / "plugins", ignore=shutil.ignore_patterns("__pycache__"))
        text = (copy / self.file).read_text()
        assert text.count(self.line) == 1, f"{self.file} has the guard {self.line!r} {text.count(self.line)} times"
        (copy / self.file).write_text(text.replace(self.line, self.without))
        return folder


NO_LOG = ('"value": {"type": "raw", "no_log": True}', '"value": {"type": "raw"}')
UNSAID = ('return {"msg": _unexpected(error)}, {}', 'return {"msg": str(error)}, {}')
UNQUOTED = ("without_strangers(msg, vocabulary(self.argument_spec)), {}", "msg, {}")
MASKED = ("{key: self._masker.structure(value) for key, value in result.items()}", "dict(result)")
OWN_MODE = ("O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600", "O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644")
GUARDS: t.Final = (
    Guard("B14", "secret_gen", "a new file is its owner's only", f"{UTILS}/_private_file.py", *OWN_MODE),
    Guard("B19", "secret_file", "the text of an unexpected error is not told", f"{UTILS}/_report.py", *UNSAID),
    Guard("B19", "secret_gen", "the result is masked", f"{UTILS}/_main.py", *MASKED),
    Guard("B19", "secret_gen", "the value of a supplied secret has no_log", f"{UTILS}/_secret/spec.py", *NO_LOG),
    Guard("B20", "secret_gen", "what is refused is not quoted", f"{UTILS}/_main.py", *UNQUOTED),
)
