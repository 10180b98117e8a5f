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


def copies(folder: Path, identity: Path) -> list[dict[str, t.Any]]:
    """Return the stores that the copies hold, the oldest first."""
    return [opened(path, identity) for path in sorted(folder.glob("*.age"), key=lambda path: path.stat().st_mtime_ns)]


def test_the_copy_is_the_store_and_no_older_one_is_touched(store: Store, folder: Path, identity: Path, recipient: str) -> None:
    escrow = {"recipients": [recipient], "folder": str(folder)}
    made = done(store.make(KEY, escrow=escrow))
    copy = folder / made.json["escrow_copy"]
    assert opened(copy, identity) == json.loads(store.path.read_text())
    assert store.value("ENCRYPTION_KEY") not in copy.read_text()
    assert copy.stat().st_mode & 0o777 == 0o600
    before = copy.read_bytes(), store.path.read_bytes()
    assert done(store.make(KEY, escrow=escrow)).json["escrow_copy"] is None
    assert (copy.read_bytes(), store.path.read_bytes()) == before
    rotated = done(store.make({**KEY, "version": 2}, escrow=escrow))
    assert copy.read_bytes() == before[0]
    assert opened(folder / rotated.json["escrow_copy"], identity) == json.loads(store.path.read_text())


def test_a_store_put_back_to_an_older_day_costs_no_copy(store: Store, folder: Path, identity: Path, recipient: str) -> None:
    escrow = {"recipients": [recipient], "folder": str(folder)}
    done(store.make(KEY, escrow=escrow))
    snapshot = store.path.read_bytes()
    values = []
    for _ in range(2):
        store.path.write_bytes(snapshot)
        done(store.make({**KEY, "version": 2}, escrow=escrow))
        values.append(store.value("ENCRYPTION_KEY"))
    kept = [copy["secrets"]["ENCRYPTION_KEY"]["2"]["value"] for copy in copies(folder, identity)[1:]]
    assert kept == values and len(set(values)) == 2


@pytest.mark.row("UCR-105")
def test_a_store_put_back_from_its_copy_goes_on(store: Store, folder: Path, identity: Path, recipient: str) -> None:
    escrow = {"recipients": [recipient], "folder": str(folder)}
    done(store.make(KEY, escrow=escrow))
    value = store.value("ENCRYPTION_KEY")
    for loss in (lambda: store.path.write_text(""), store.path.unlink):
        loss()
        refused(store.make(KEY, escrow=escrow), "put its escrow copy back")
        store.path.touch(0o600)
        store.path.write_text(json.dumps(copies(folder, identity)[-1]))
        assert not done(store.make(KEY, escrow=escrow)).changed
        assert store.value("ENCRYPTION_KEY") == value


def test_a_store_is_begun_anew_only_by_hand_and_leaves_the_copies(store: Store, folder: Path, identity: Path, recipient: str) -> None:
    escrow = {"recipients": [recipient], "folder": str(folder)}
    done(store.make(KEY, escrow=escrow))
    lost = store.value("ENCRYPTION_KEY")
    store.path.unlink()
    mark = store.folder / ".secrets.json.golive-store"
    refused(store.make(KEY, escrow=escrow), "is gone, but was here; put its escrow copy back: to begin anew would make other keys")
    mark.unlink()
    done(store.make(KEY, escrow=escrow))
    kept = {copy["secrets"]["ENCRYPTION_KEY"]["1"]["value"] for copy in copies(folder, identity)}
    assert kept == {lost, store.value("ENCRYPTION_KEY")} and len(kept) == 2


UNREACHABLE: dict[str, tuple[dict[str, t.Any], str]] = {
    "a folder that is not there": ({"folder": "/nosuch/escrow"}, "The folder /nosuch/escrow of /nosuch/escrow/secrets.json"),
    "a remote that is not there": ({"remote": "nosuch:escrow"}, "rclone said"),
    "nobody's key": ({"recipients": ["age1" + "q" * 58], "folder": "/tmp"}, "nothing new is used: correct escrow.recipients"),
    "a remote with a password in it": ({"remote": ":sftp,host=h,pass=secret:x"}, "is no name:path of a remote"),
}


@pytest.mark.parametrize(("option", "said"), UNREACHABLE.values(), ids=UNREACHABLE)
def test_without_a_copy_nothing_new_is_used(store: Store, recipient: str, option: dict[str, t.Any], said: str) -> None:
    refused(store.make(KEY, escrow={"recipients": [recipient], **option}), said)
    assert not store.path.exists()
    done(store.make(KEY))
    before = store.path.read_bytes()
    refused(store.make({**KEY, "version": 2}, escrow={"recipients": [recipient], **option}), said)
    assert store.path.read_bytes() == before


@pytest.fixture
def offsite(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the remote offsite leads, by the configuration of a user of its own."""
    (tmp_path / ".config" / "rclone").mkdir(parents=True)
    (tmp_path / ".config" / "rclone" / "rclone.conf").write_text(f"[offsite]\ntype = alias\nremote = {folder}\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    return folder


def test_a_remote_of_rclone(store: Store, offsite: Path, identity: Path, recipient: str) -> None:
    made = done(store.make(KEY, escrow={"recipients": [recipient], "remote": "offsite:of/app"}))
    assert opened(offsite / "of" / "app" / made.json["escrow_copy"], identity) == json.loads(store.path.read_text())


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
    newest = max(folder.glob("*.age"), key=lambda path: path.stat().st_mtime_ns)
    for key in ("identity", "second"):
        assert opened(newest, tmp_path / key) == json.loads(store.path.read_text())
