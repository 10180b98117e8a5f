# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a text must be to be kept, or to be a day."""

from __future__ import annotations

import datetime
import re

UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # NUL and broken Unicode: no text that leaves Python can hold them
DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_day(text: str) -> bool:
    """True for one way of writing only: days are compared as texts."""
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return DAY.fullmatch(text) is not None
