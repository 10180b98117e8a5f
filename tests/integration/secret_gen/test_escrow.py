# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The copy off the host: opened by the holder of the other key, made before anything is used, and never overwritten by a new store."""

from __future__ import annotations

import json
import subprocess
import typing as t
from pathlib import Path

import pytest

from tests.integration.secret_gen.stores import Store, done, refused

KEY = {"name": "ENCRYPTION_KEY", "kind": "base64", "bytes": 32}


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    """A key of age."""
    path = tmp_path / "identity"
    subprocess.run(["age-keygen", "-o", str(path)], check=True, capture_output=True)
    return path


@pytest.fixture
def recipient(identity: Path) -> str:
    """Its public half."""
    return subprocess.run(["age-keygen", "-y", str(identity)], check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that stands for one of another machine."""
    path = tmp_path / "escrow"
    path.mkdir(mode=0o700)
    return path


def opened(copy: Path, identity: Path) -> dict[str, t.Any]:
    """Return the store that a copy holds."""
    done_by_age = subprocess.run(["age", "--decrypt", "--identity", str(identity), str(copy)], check=True, capture_output=True, text=True)
    found: dict[str, t.Any] = json.loads(done_by_age.stdout)
    return found


def test_the_copy_is_the_store(store: Store, folder: Path, identity: Path, recipient: str) -> None:
    escrow = {"recipients": [recipient], "folder": str(folder)}
    done(store.make(KEY, escrow=escrow))
    (copy,) = folder.glob("*.age")
    assert opened(copy, identity) == json.loads(store.path.read_text())
    assert store.value("ENCRYPTION_KEY") not in copy.read_text()
    assert copy.stat().st_mode & 0o777 == 0o600
    before = copy.read_bytes(), store.path.read_bytes()
    assert not done(store.make(KEY, escrow=escrow)).changed
    assert (copy.read_bytes(), store.path.read_bytes()) == before
    done(store.make({**KEY, "version": 2}, escrow=escrow))
    assert [path.name for path in folder.glob("*.age")] == [copy.name]
    assert opened(copy, identity) == json.loads(store.path.read_text())


@pytest.mark.row("UCR-105")
def test_a_store_put_back_from_its_copy_goes_on(store: Store, folder: Path, identity: Path, recipient: str) -> None:
    escrow = {"recipients": [recipient], "folder": str(folder)}
    done(store.make(KEY, escrow=escrow))
    value = store.value("ENCRYPTION_KEY")
    store.path.write_text("")
    refused(store.make(KEY, escrow=escrow), "is empty, as after a full disk")
    (copy,) = folder.glob("*.age")
    store.path.write_text(json.dumps(opened(copy, identity)))
    assert not done(store.make(KEY, escrow=escrow)).changed
    assert store.value("ENCRYPTION_KEY") == value


def test_a_store_begun_anew_leaves_the_copy_of_the_lost_one(store: Store, folder: Path, identity: Path, recipient: str) -> None:
    escrow = {"recipients": [recipient], "folder": str(folder)}
    done(store.make(KEY, escrow=escrow))
    lost = store.value("ENCRYPTION_KEY")
    store.path.unlink()
    done(store.make(KEY, escrow=escrow))
    kept = {opened(copy, identity)["secrets"]["ENCRYPTION_KEY"]["1"]["value"] for copy in folder.glob("*.age")}
    assert kept == {lost, store.value("ENCRYPTION_KEY")} and len(kept) == 2


UNREACHABLE: dict[str, tuple[dict[str, t.Any], str]] = {
    "a folder that is not there": ({"folder": "/nosuch/escrow"}, "The folder /nosuch/escrow of /nosuch/escrow/secrets.json."),
    "a remote that is not there": ({"remote": "nosuch:escrow"}, "rclone said"),
    "nobody's key": ({"recipients": ["age1nobody"], "folder": "/tmp"}, "nothing new is used: correct escrow.recipients"),
}


@pytest.mark.parametrize(("option", "said"), UNREACHABLE.values(), ids=UNREACHABLE)
def test_without_a_copy_nothing_new_is_used(store: Store, recipient: str, option: dict[str, t.Any], said: str) -> None:
    refused(store.make(KEY, escrow={"recipients": [recipient], **option}), said)
    assert not store.path.exists()
    done(store.make(KEY))
    before = store.path.read_bytes()
    refused(store.make({**KEY, "version": 2}, escrow={"recipients": [recipient], **option}), said)
    assert store.path.read_bytes() == before


def test_a_remote_of_rclone(store: Store, folder: Path, identity: Path, recipient: str) -> None:
    done(store.make(KEY, escrow={"recipients": [recipient], "remote": f":local:{folder}"}))
    (copy,) = folder.glob("*.age")
    assert opened(copy, identity) == json.loads(store.path.read_text())


def test_a_store_with_a_copy_never_gets_ahead_of_it(store: Store, folder: Path, recipient: str) -> None:
    escrow = {"recipients": [recipient], "folder": str(folder)}
    done(store.make(KEY, escrow=escrow))
    refused(store.make({**KEY, "version": 2}), f"but it has a copy at {folder} for {recipient}")
    assert not done(store.make(KEY)).changed, "looking needs no copy"


def test_other_recipients_get_a_copy_of_their_own(store: Store, folder: Path, recipient: str, tmp_path: Path) -> None:
    done(store.make(KEY))
    subprocess.run(["age-keygen", "-o", str(tmp_path / "second")], check=True, capture_output=True)
    second = subprocess.run(["age-keygen", "-y", str(tmp_path / "second")], check=True, capture_output=True, text=True).stdout.strip()
    for recipients in ([recipient], [second, recipient]):
        escrow = {"recipients": recipients, "folder": str(folder)}
        assert [action["what"] for action in done(store.make(KEY, escrow=escrow)).json["actions"]] == ["escrow"]
        assert not done(store.make(KEY, escrow=escrow)).changed
    (copy,) = folder.glob("*.age")
    for key in ("identity", "second"):
        assert opened(copy, tmp_path / key) == json.loads(store.path.read_text())
