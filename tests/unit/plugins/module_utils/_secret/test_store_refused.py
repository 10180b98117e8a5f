# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a store refuses, and that it is then as it was."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._execute import Run
from ansible_collections.golive.stack.plugins.module_utils._host import Completed
from ansible_collections.golive.stack.plugins.module_utils._secret.model import Wish

from tests.unit.memory_host import Command, MemoryHost
from tests.unit.plugins.module_utils._secret.stores import CHECK, PATH, REAL, machine, run, store, supplied, want

HOW = pytest.mark.parametrize("how", [CHECK, REAL], ids=["in check mode", "in a real run"])

# id: content, what the sentence must say
UNREADABLE: dict[str, t.Tuple[bytes, str]] = {
    "an empty file": (b"", "is empty, as after a full disk or a cut-off copy; put its escrow copy back"),
    "a file of blanks": (b" \n", "is empty, as after a full disk"),
    "bytes that are no text": (b'{"canary": "\xff"}', "can't be used: byte 12 is no UTF-8; "),
    "a cut-off file": (b'{"canary": "can', "can't be used: it ends or breaks at line 1; put its escrow copy back, then run again."),
    "a mark of byte order": (b"\xef\xbb\xbf{}", "can't be used: it ends or breaks at line 1; "),
    "a hundred thousand brackets": (b"[" * 100_000, "can't be used: it is nested too deeply; "),
    "another program's file": (
        b'{"canary": 1}',
        "can't be used: it is no store of golive.stack; name the right file, or put its escrow copy back, then run again.",
    ),
    "a store of a later golive.stack": (
        b'{"format": "golive.stack secrets", "edition": 2}',
        "can't be used: it has edition 2, and this golive.stack knows 1; use the newer one that wrote it, then run again.",
    ),
}


@HOW
@pytest.mark.parametrize(("content", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_is_no_store_is_kept(content: bytes, said: str, how: Run) -> None:
    host = machine({PATH: content})
    with pytest.raises(StackError) as refused:
        run(host, want(), how=how)
    assert f"The secret store {PATH} {said}" in refused.value.msg
    assert "canary" not in refused.value.msg
    assert host.files == {PATH: content}


HEX = "0f" * 32

# id: the wish, the secrets of the store, what the sentence must say
REFUSED: dict[str, t.Tuple[Wish, dict[str, t.Any], str]] = {
    "the adoption of another value": (
        want(kind="hex", value="ca" * 32),
        {"KEY": [("current", HEX)]},
        f"Secret KEY was to adopt a value, but store {PATH} has it with another; leave value out",
    ),
    "the adoption of a value that breaks the policy": (want(kind="hex", value="ca" * 16), {}, "has 16 bytes (32 characters of hex)"),
    "the adoption of nothing": (want(kind="hex", value=""), {}, "Secret KEY, version 1, is empty; correct the value or its policy"),
    "a supplied value that everybody knows": (supplied("changeme"), {}, "is a value that was published or leaked; supply another value"),
    "the next supplied value, if everybody knows it": (
        supplied("changeme"),
        {"KEY": [("current", "a")]},
        "Secret KEY, version 2, is a value",
    ),
    "a supplied value that is compromised": (
        supplied("a"),
        {"KEY": [("compromised", "a"), ("current", "b")]},
        "is marked compromised and is wished in use; supply another value",
    ),
    "a value that breaks its policy by now": (
        want(kind="hex", policy={"bytes": 48}),
        {"KEY": [("current", HEX)]},
        "has 32 bytes (64 characters of hex) where its policy asks for 48; correct its policy, or say version: 2",
    ),
    "to roll back to what breaks its policy": (
        want(kind="hex", version=1),
        {"KEY": [("accepted", "x"), ("current", HEX)]},
        "version 1, is no hex",
    ),
    "to roll back to what is retired": (
        want(kind="hex", version=1),
        {"KEY": [("retired", HEX), ("current", "f0" * 32)]},
        "Version 1 of secret KEY is retired, so nobody accepts it any more; ",
    ),
    "a supplied key that is too short": (
        want(kind="supplied", policy={"purpose": "hmac"}, value="canary"),
        {},
        "has 6 bytes, fewer than the 32 that its purpose hmac needs; supply another value, then run again.",
    ),
    "what is made of nothing": (
        want("URL", "url", of="PW", url={}),
        {},
        f"made of PW, of which store {PATH} has no version in use; put one",
    ),
    "what is made of a version for later": (
        want("URL", "url", of="PW", url={}),
        {"PW": [("next", "canary")]},
        "has no version in use; put one in use in the same task",
    ),
    "no value of a supplied secret": (supplied(), {}, "No value is supplied for KEY"),
}


@HOW
@pytest.mark.parametrize(("wish", "secrets", "said"), REFUSED.values(), ids=REFUSED)
def test_refuses_and_keeps(wish: Wish, secrets: dict[str, t.Any], said: str, how: Run) -> None:
    files = store(**secrets)
    host = machine(files)
    with pytest.raises(StackError) as refused:
        run(host, wish, how=how)
    assert said in refused.value.msg
    assert "; " in refused.value.msg, "the sentence must say what to do next"
    values = {value for versions in secrets.values() for _, value in versions if len(value) > 3} | {wish.value or HEX}
    assert not [value for value in values if len(value) > 3 and value in refused.value.msg]
    assert host.files == files


@HOW
def test_what_is_made_of_a_version_that_is_only_staged_is_refused(how: Run) -> None:
    with pytest.raises(StackError, match="URL is made of KEY, of which store .* has no version in use"):
        run(machine(), want(version=1, phase="next"), want("URL", "url", of="KEY", url={"user": "app"}), how=how)


# Never a fresh value breaks these by chance: all of them do.
@pytest.mark.parametrize("rule", [{"pattern": "x+"}, {"forbid": ("",)}], ids=["pattern", "forbid"])
def test_a_policy_that_no_value_keeps_is_refused_before_anything_is_written(rule: dict[str, t.Any]) -> None:
    host = machine()
    with pytest.raises(StackError, match="Secret KEY can't be made: its new value .*; correct its policy"):
        run(host, want(policy=rule))
    assert host.files == {}


def test_what_openssl_says_is_not_shown() -> None:
    command = Command("change", ("openssl", "genpkey", "-algorithm", "ed25519"), "", Completed(1, "", "canary"))
    host = MemoryHost(folders=["/etc/app"], programs=["openssl"], commands=[command])
    with pytest.raises(StackError) as refused:
        run(host, want(kind="ed25519"))
    assert "canary" not in refused.value.msg
    assert host.files == {}
