# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module does, wherever it runs."""

from __future__ import annotations

import typing as t

from .._execute import Run, execute
from .._host import Host
from .._secret.store import SecretFile
from . import spec
from .file import FilledFile


def fill_file(params: t.Mapping[str, t.Any], run: Run, host: Host) -> dict[str, t.Any]:
    """Write the file as wished."""
    store = SecretFile(host, params["file"])
    outcome = execute(run, FilledFile(host, params["path"], params["file"]["lock_timeout"], store), spec.desired(params))
    return outcome.report(run, "written")
