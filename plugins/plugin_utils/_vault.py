# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller as a Host, on which one private file is encrypted by ansible-vault before a byte of it reaches the disk."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleError
from ansible.parsing.vault import AnsibleVaultFormatError
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._host import PosixHost

HEADER = b"$ANSIBLE_VAULT;"


class VaultHost(PosixHost):
    """Reads and writes the file through the vault, everything else as it is."""

    def __init__(self, vault: t.Any, path: str) -> None:
        self._vault = vault
        self._path = self.expand(path)
        self._sealed: bytes | None = None
        self._label: t.Any = None
        self._secret: t.Any = None
        if not vault.secrets:
            raise StackError(
                f"The secret store {path} is to be encrypted, but this run was given no vault password; say --vault-password-file or"
                " --ask-vault-pass, then run again."
            )

    def read_private(self, path: str) -> bytes | None:
        """Return a private file's content, None when there is none."""
        data = super().read_private(path)
        if path != self._path:
            return data
        self._sealed = data
        if data is None or not data.strip():
            return data
        if not data.startswith(HEADER):
            raise StackError(
                f"The secret store {path} is not encrypted; 'ansible-vault encrypt {path}' if it is a store that was decrypted by hand,"
                " then run again."
            )
        said = "is opened by none of this run's vault passwords, or was changed by hand; give the right one"
        try:
            plain, self._label, self._secret = self._vault.decrypt_and_get_vault_id(data)
            return bytes(plain)
        except AnsibleVaultFormatError:
            said = "is cut off or damaged, and no password opens it; put its escrow copy back"
        except AnsibleError:
            pass  # its text may quote what it could not read
        raise StackError(f"The secret store {path} {said}, then run again.")

    def write_private(self, path: str, data: bytes, *, instead_of: bytes | None, through: str | None = None) -> None:
        """Replace the content that was read, durably and whole."""
        if path != self._path:
            super().write_private(path, data, instead_of=instead_of, through=through)
            return
        # Whoever could open it can go on, and nobody else can from now on.
        sealed = bytes(self._vault.encrypt(data, self._secret, self._label))
        super().write_private(path, sealed, instead_of=self._sealed)
        self._sealed = sealed
