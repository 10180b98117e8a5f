# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""For whom and where a copy may be: public keys, and a remote by its name; anything else is refused without showing it."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._secret.escrow import Escrow

from tests.unit.plugins.module_utils._secret.stores import RECIPIENT as ONE
from tests.unit.plugins.module_utils._secret.stores import machine

SSH = "ssh-ed25519 " + "A" * 68


def option(*recipients: str, **place: str) -> dict[str, t.Any]:
    """The option escrow, in a folder unless said."""
    return {"recipients": list(recipients), "folder": None, "remote": None, **(place or {"folder": "/mnt"})}


NO_RECIPIENTS: dict[str, list[str]] = {
    "a private key": [ONE, "AGE-SECRET-KEY-1CANARY"],
    "a private key in small letters": [" age-secret-key-1canary"],
    "a passphrase": ["canary"],
    "too short a key": ["age1canary"],
    "a key with a line end": [ONE + "\n"],
    "an option": ["--identity=" + ONE],
    "a private key of SSH": ["-----BEGIN OPENSSH PRIVATE KEY-----\ncanary\n-----END OPENSSH PRIVATE KEY-----"],
    "a key of SSH that is none": ["ssh-ed25519 canary"],
    "a file of keys of SSH": [f"{SSH}\n{SSH}"],
}


@pytest.mark.parametrize("recipients", NO_RECIPIENTS.values(), ids=NO_RECIPIENTS)
def test_recipients_that_nobody_or_everybody_could_use_are_refused(recipients: list[str]) -> None:
    with pytest.raises(StackError) as refused:
        Escrow(machine(), option(*recipients))
    number = recipients.index(next(recipient for recipient in recipients if recipient != ONE)) + 1
    assert refused.value.msg.startswith(f"Entry {number} of escrow.recipients is no whole public key (age1... or ssh-...); correct it, ")
    assert "canary" not in refused.value.msg.lower()


def test_a_copy_for_nobody_is_refused() -> None:
    with pytest.raises(StackError, match="escrow.recipients is empty, so nobody could open a copy; give public keys"):
        Escrow(machine(), option())


@pytest.mark.parametrize("recipient", ["age1" + "q" * 20, SSH, f"{SSH} ada@example.com", "ssh-rsa " + "A" * 372])
def test_takes_as_recipient(recipient: str) -> None:
    assert Escrow(machine(), option(recipient)).place == f"/mnt for {recipient}"


NO_REMOTES = {
    "settings in its place": ":sftp,host=h,pass=canary:escrow",
    "settings beside its name": "offsite,pass=canary:escrow",
    "settings in the path": "offsite:escrow,pass=canary",
    "an address": "sftp://ada:canary@host/escrow",
    "an option": "--password=canary:x",
    "a folder": "/mnt/canary",
    "a name alone": "canary",
    "a path alone": ":canary",
}


@pytest.mark.parametrize("remote", NO_REMOTES.values(), ids=NO_REMOTES)
def test_a_remote_that_is_more_than_a_name_and_a_path_is_refused_unquoted(remote: str) -> None:
    with pytest.raises(
        StackError, match="The option escrow.remote is no name:path of a remote; configure it by 'rclone config'"
    ) as refused:
        Escrow(machine(), option(ONE, remote=remote))
    assert "canary" not in refused.value.msg


@pytest.mark.parametrize("remote", ["offsite:", "off-site_2.b+c@d e:a/b c.d"])
def test_takes_as_remote(remote: str) -> None:
    assert Escrow(machine(), option(ONE, remote=remote)).place.startswith(remote)
