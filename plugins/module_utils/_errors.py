# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person is told when a wish could not be fulfilled."""

from __future__ import annotations

import typing as t


class StackError(Exception):
    """One sentence: what was being done to which object, what was found, what to do next."""

    def __init__(self, msg: str, **details: t.Any) -> None:
        super().__init__(msg)
        self.msg = msg
        self.details = details


class Missing(StackError):
    """What an earlier step of a first deploy provides (a tool, a folder, a server, a table) is not there yet."""


class Moved(StackError):
    """The object was changed by somebody else after it was observed: observe and plan again."""
