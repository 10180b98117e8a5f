# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of files that were there before, and which files may never be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.secret_gen.stores import Store, done, refused

TEXT = "KEY=@@secret:KEY@@\n"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with one secret of two versions."""
    (tmp_path / "store").mkdir(mode=0o700)
    found = Store(tmp_path / "store")
    for version in (1, 2):
        done(found.make({"name": "KEY", "kind": "hex", "version": version}))
    return found


def test_what_was_made_by_hand_is_kept(store: Store, tmp_path: Path) -> None:
    path, before = tmp_path / "app.env", tmp_path / ".app.env.golive-before"
    path.touch(0o600)
    path.write_text("KEY=the only place of a live key\n")
    for version in (1, 2):
        done(store.write(path, "dotenv", f"KEY=@@secret:KEY:{version}@@\n"))
        assert before.read_text() == "KEY=the only place of a live key\n"
        assert before.stat().st_mode & 0o777 == 0o600


def test_a_version_by_its_number(store: Store, tmp_path: Path) -> None:
    written = done(store.write(tmp_path / "old", "raw", "@@secret:KEY:1@@")).json["written"]
    assert (tmp_path / "old").read_text() == store.value("KEY", "accepted")
    assert written["secrets"] == {"KEY:1": 1}
    refused(store.write(tmp_path / "no", "raw", "@@secret:KEY:9@@"), "needs KEY:9, which store")


@pytest.mark.parametrize("name", ["secrets.json", ".secrets.json.golive-lock", ".secrets.json.golive-store", ".secrets.json.golive-new"])
def test_the_store_itself_is_never_written(store: Store, name: str) -> None:
    before = store.path.read_bytes()
    refused(store.write(store.folder / name, "raw", "@@secret:KEY@@"), "is the secret store itself, or beside it for its own use")
    assert store.path.read_bytes() == before


@pytest.mark.parametrize(
    "place", ["@@secret:KEY:NEXT@@", "@@ secret:KEY@@", "@@secret:KE Y@@", "@@secret:1KEY@@", "@secret:KEY@", "@@Secret:KEY@@"]
)
def test_a_misspelled_place_is_no_text(store: Store, tmp_path: Path, place: str) -> None:
    refused(store.write(tmp_path / "env", "raw", f"{TEXT}{place}\n"), "which is no place; write it @@secret:NAME@@")
    assert not (tmp_path / "env").exists()
