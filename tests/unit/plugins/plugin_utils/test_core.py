# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What core calls the vault of a run."""

from __future__ import annotations

import typing as t

from ansible.parsing.dataloader import DataLoader
from ansible_collections.golive.stack.plugins.plugin_utils._core import vault_of

from tests.unit.plugins.plugin_utils.vaults import PASSWORD


def test_the_vault_has_the_passwords_of_the_run() -> None:
    loader: t.Any = DataLoader()
    assert not vault_of(loader).secrets
    loader.set_vault_secrets([("default", PASSWORD)])
    vault = vault_of(loader)
    assert vault.decrypt(vault.encrypt(b"plain")) == b"plain"
