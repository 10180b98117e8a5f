# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every test of the collection can ask for."""

from __future__ import annotations

pytest_plugins = ["tests.rows.plugin"]
