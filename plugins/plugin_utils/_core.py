# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of core's private parts is used on the controller: the only file that names them."""

from __future__ import annotations

import typing as t


def vault_of(loader: t.Any) -> t.Any:
    """Return what encrypts and decrypts with the vault passwords of this run."""
    return loader._vault  # pylint: disable=protected-access
