# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vaults with a password, and what an action is given of a task."""

from __future__ import annotations

import typing as t
from types import SimpleNamespace

from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret

PASSWORD = VaultSecret(b"one password")
OTHER = VaultSecret(b"another password")


def vault(*passwords: VaultSecret) -> VaultLib:
    """A vault that knows these passwords."""
    return VaultLib([("default", password) for password in passwords])


def loader(*passwords: VaultSecret) -> t.Any:
    """What a run reads files by."""
    made: t.Any = DataLoader()
    made.set_vault_secrets([("default", password) for password in passwords])
    return made


def task(args: dict[str, t.Any], *, check: bool = False, diff: bool = True, async_val: int = 0) -> t.Any:
    """A task with these arguments."""
    return SimpleNamespace(args=args, check_mode=check, diff=diff, async_val=async_val, action="golive.stack.secret_gen")


def action(module: t.Any, args: dict[str, t.Any], password: VaultSecret = PASSWORD, **how: t.Any) -> t.Any:
    """The action of a task, in a run with that password."""
    made: t.Any = module.__new__(module)
    made._task, made._loader = task(args, **how), loader(password)
    return made
