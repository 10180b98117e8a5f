# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private file that only the vault's password opens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible_collections.golive.stack.plugins.module_utils._errors import Moved, StackError
from ansible_collections.golive.stack.plugins.plugin_utils._vault import VaultHost

from tests.unit.plugins.plugin_utils.vaults import OTHER, PASSWORD, vault

DATA = b"of nobody's business\n"


def host(path: Path, *passwords: VaultSecret) -> VaultHost:
    """The controller with that file in the vault."""
    return VaultHost(vault(*(passwords or (PASSWORD,))), str(path))


def test_what_is_written_is_read_and_lies_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "store"
    machine = host(path)
    assert machine.read_private(str(path)) is None
    machine.write_private(str(path), DATA, instead_of=None)
    machine.write_private(str(path), DATA + DATA, instead_of=DATA)
    assert path.read_bytes().startswith(b"$ANSIBLE_VAULT;1.") and b"nobody" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert host(path).read_private(str(path)) == DATA + DATA


def test_a_store_stays_with_the_password_that_opened_it(tmp_path: Path) -> None:
    path = tmp_path / "store"
    host(path, OTHER).write_private(str(path), DATA, instead_of=None)
    both = host(path, PASSWORD, OTHER)
    assert both.read_private(str(path)) == DATA
    both.write_private(str(path), DATA + DATA, instead_of=DATA)
    assert host(path, OTHER).read_private(str(path)) == DATA + DATA
    with pytest.raises(StackError, match="is opened by none of this run's vault passwords"):
        host(path, PASSWORD).read_private(str(path))


def test_a_new_store_is_by_the_first_password(tmp_path: Path) -> None:
    path = tmp_path / "store"
    machine = host(path, PASSWORD, OTHER)
    assert machine.read_private(str(path)) is None
    machine.write_private(str(path), DATA, instead_of=None)
    assert host(path, PASSWORD).read_private(str(path)) == DATA


def test_a_store_keeps_its_label(tmp_path: Path) -> None:
    path = tmp_path / "store"
    secrets = [("dev", PASSWORD), ("prod", OTHER)]
    path.touch(0o600)
    path.write_bytes(VaultLib(secrets).encrypt(DATA, OTHER, "prod"))
    machine = VaultHost(VaultLib(secrets), str(path))
    machine.write_private(str(path), b"new", instead_of=machine.read_private(str(path)))
    assert path.read_bytes().splitlines()[0] == b"$ANSIBLE_VAULT;1.2;AES256;prod"


def test_somebody_elses_change_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "store"
    host(path).write_private(str(path), DATA, instead_of=None)
    machine = host(path)
    machine.read_private(str(path))
    second = host(path)
    second.read_private(str(path))
    second.write_private(str(path), DATA + DATA, instead_of=DATA)
    with pytest.raises(Moved):
        machine.write_private(str(path), b"mine", instead_of=DATA)


def test_other_files_are_as_they_are(tmp_path: Path) -> None:
    machine = host(tmp_path / "store")
    machine.write_private(str(tmp_path / "copy"), DATA, instead_of=None)
    assert (tmp_path / "copy").read_bytes() == DATA == machine.read_private(str(tmp_path / "copy"))


def test_an_empty_file_is_left_to_the_store_to_refuse(tmp_path: Path) -> None:
    (tmp_path / "store").touch(0o600)
    assert host(tmp_path / "store").read_private(str(tmp_path / "store")) == b""


def test_without_a_password_nothing_begins(tmp_path: Path) -> None:
    with pytest.raises(
        StackError, match="this run was given no vault password; say --vault-password-file or --ask-vault-pass, then run again"
    ):
        VaultHost(vault(), str(tmp_path / "store"))


def test_another_password_and_a_damaged_file_are_told_without_their_text(tmp_path: Path) -> None:
    path = tmp_path / "store"
    host(path).write_private(str(path), DATA, instead_of=None)
    said = re.escape(f"The secret store {path} is opened by none of this run's vault passwords, or was changed by hand; give the right one")
    with pytest.raises(StackError, match=said) as refused:
        host(path, OTHER).read_private(str(path))
    assert refused.value.__context__ is None
    head, *lines = path.read_text().splitlines()
    inside = bytearray.fromhex("".join(lines))
    inside[-1] = ord("1" if inside[-1] == ord("0") else "0")  # still a digit: the form is kept, the content is not
    path.write_text(f"{head}\n{inside.hex()}\n")
    with pytest.raises(StackError, match=said):
        host(path).read_private(str(path))


@pytest.mark.parametrize("kept", [0.4, 0.9], ids=["half", "but its end"])
def test_a_file_that_is_cut_off_needs_no_other_password(tmp_path: Path, kept: float) -> None:
    path = tmp_path / "store"
    host(path).write_private(str(path), DATA, instead_of=None)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept) // 2 * 2 + 1])
    with pytest.raises(
        StackError, match="is cut off or damaged, and no password opens it; put its escrow copy back, then run again"
    ) as refused:
        host(path).read_private(str(path))
    assert refused.value.__context__ is None


def test_a_store_that_was_decrypted_by_hand_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store").write_bytes(DATA)
    (tmp_path / "store").chmod(0o600)
    with pytest.raises(StackError, match="is not encrypted; 'ansible-vault encrypt") as refused:
        host(tmp_path / "store").read_private(str(tmp_path / "store"))
    assert "nobody" not in refused.value.msg
