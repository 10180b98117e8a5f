# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the flags of a task are kept."""

from __future__ import annotations

import contextlib
import typing as t

from .._database.port import Database
from .._database.settings import Settings
from .._host import Host
from .file import FlagFile
from .table import FlagTable


@contextlib.contextmanager
def open_store(params: t.Mapping[str, t.Any], host: Host, module: str) -> t.Iterator[FlagFile | FlagTable]:
    """Give the file or the table that the options name; nothing is opened before it is read."""
    if params["file"] is not None:
        yield FlagFile(host, params["file"])
        return
    database = Database(Settings.of(params["database"]), f"golive.stack {module}", host)
    try:
        yield FlagTable(database, params["table"])
    finally:
        database.close()
