# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One secret is rotated on all hosts by the playbook rotate: done once, killed anywhere and repeated, refused before its first step."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.integration.feature_flag.playbooks import command_of
from tests.integration.secret_gen.fleet import Fleet, said

HOSTS = ("app1", "app2")
# A run is killed as soon as it prints this, the second time in the phase that puts the version in use.
MOMENTS = [("write | Write each file", 1), ("make | Make the secrets", 2), ("write | Write each file", 2)]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two hosts that went live."""
    folder = tmp_path_factory.mktemp("live")
    done = Fleet.of(folder, *HOSTS).run("site")
    assert done.rc == 0, done.out
    return folder


@pytest.fixture
def fleet(live: Path, tmp_path: Path) -> Fleet:
    """The same two, once more."""
    found = Fleet.of(tmp_path, *HOSTS)
    for host in HOSTS:
        shutil.copytree(live / host, tmp_path / host, dirs_exist_ok=True)
    return found


def assert_rotated(fleet: Fleet) -> None:
    """The second version is in use everywhere, the first one still accepted, and nothing is left to do."""
    for host in HOSTS:
        assert fleet.states(host) == {"1": "accepted", "2": "current"}
        old, new = fleet.values(host)[:2]
        assert fleet.env(host) == {"KEY": new, "OLD": old}
    before = fleet.snapshot()
    again = fleet.rotate()
    assert again.rc == 0 and again.out.count("changed=0") == 2 and "app2: KEY is already so, nothing changed" in again.out, again.out
    assert fleet.snapshot() == before


def test_all_hosts_are_rotated_once_and_back(fleet: Fleet) -> None:
    before = fleet.snapshot()
    planned = fleet.rotate("--check")
    assert planned.rc == 0 and "app1: KEY would be rotated" in planned.out and fleet.snapshot() == before, planned.out
    done = fleet.rotate()
    assert done.rc == 0 and "app2: KEY rotated" in done.out, done.out
    assert_rotated(fleet)
    site = fleet.run("site")
    assert site.rc == 0 and site.out.count("changed=0") == 2, site.out
    back = fleet.rotate(version=1)
    assert back.rc == 0 and fleet.states("app1") == {"1": "current", "2": "accepted"}, back.out
    assert fleet.rotate("-e", "golive_phase=only").rc == 0
    assert [fleet.states(host) for host in HOSTS] == [{"1": "retired", "2": "current"}] * 2
    assert fleet.env("app1")["OLD"] == ""


def test_it_can_wait_between_its_phases(fleet: Fleet) -> None:
    keys = [fleet.env(host)["KEY"] for host in HOSTS]
    waiting = fleet.rotate("-e", "golive_phase=next")
    assert waiting.rc == 0 and "version 1 current" in waiting.out and "version 2 next" in waiting.out, waiting.out
    assert [fleet.states(host) for host in HOSTS] == [{"1": "current", "2": "next"}] * 2
    assert [fleet.env(host)["KEY"] for host in HOSTS] == keys
    assert fleet.run("site").out.count("changed=0") == 2
    assert fleet.rotate().rc == 0
    assert_rotated(fleet)


def test_a_host_that_was_rotated_alone_is_caught_up_with(fleet: Fleet) -> None:
    assert fleet.rotate("-e", "golive_hosts=app1").rc == 0
    assert (fleet.states("app1"), fleet.states("app2")) == ({"1": "accepted", "2": "current"}, {"1": "current"})
    caught_up = fleet.rotate()
    assert caught_up.rc == 0 and "app1: KEY is already so" in caught_up.out and "app2: KEY rotated" in caught_up.out, caught_up.out
    assert_rotated(fleet)


def test_where_one_host_fails_no_host_goes_on(fleet: Fleet) -> None:
    (fleet.folder / "app2" / "etc" / "app.env").chmod(0o644)
    failed = fleet.rotate()
    assert failed.rc == 2, failed.out
    assert fleet.states("app1")["1"] == fleet.states("app2")["1"] == "current"
    (fleet.folder / "app2" / "etc" / "app.env").chmod(0o600)
    assert fleet.rotate().rc == 0
    assert_rotated(fleet)


@pytest.mark.parametrize(("task", "time"), MOMENTS, ids=[f"{task}, {time}" for task, time in MOMENTS])
def test_killed_anywhere_and_repeated(fleet: Fleet, task: str, time: int) -> None:
    options = ["-e", "golive_secret=KEY", "-e", "golive_version=2"]
    command = command_of(fleet.folder, "golive.stack.rotate", fleet.inventory(), *options)
    left = time
    with subprocess.Popen(**command, stdout=subprocess.PIPE, text=True, start_new_session=True) as run:
        assert run.stdout is not None
        for line in run.stdout:
            left -= task in line
            if not left:
                os.killpg(run.pid, signal.SIGKILL)
                break
        run.stdout.read()
    assert not left and run.wait() == -signal.SIGKILL
    repeated = fleet.rotate()
    assert repeated.rc == 0, repeated.out
    assert_rotated(fleet)


def test_refused_before_the_first_step(fleet: Fleet) -> None:
    fleet.variables["secrets_wished"] += [{"name": "URL", "kind": "url", "of": "KEY", "url": {"user": "app"}}]
    before = fleet.snapshot()
    for name, version, why in (
        ("NOBODYS", 2, "NOBODYS is no secret of app1, app2; theirs are KEY, LICENCE, URL; say"),
        ("LICENCE", 2, "Nothing was rotated on app1: LICENCE is supplied, so it is rotated by another value"),
        ("URL", 2, "Nothing was rotated on app2: URL follows KEY, so it is never rotated by itself; rotate KEY."),
        ("KEY", None, "KEY is at version 1, and which one it is to be rotated to is not said; say -e golive_version=2 for a new one"),
        ("KEY", "two", "KEY is at version 1, and which one it is to be rotated to is not said; say -e golive_version=2 for a new one"),
        ("KEY", 3, "Nothing was rotated on app1: KEY has no version 3, its newest is 1; say -e golive_version=2 for a new one"),
    ):
        failed = fleet.rotate(name=name, version=version)
        assert failed.rc == 2 and why in said(failed), failed.out
        assert fleet.snapshot() == before


def test_where_nothing_was_made_yet_nothing_is_rotated(fleet: Fleet) -> None:
    shutil.rmtree(fleet.folder / "app2" / "etc")
    before = fleet.snapshot()
    failed = fleet.rotate()
    assert failed.rc == 2 and "Nothing was rotated on app2: KEY has no version" in said(failed), failed.out
    assert fleet.snapshot() == before


def test_what_the_inventory_pins_is_not_rotated_elsewhere(fleet: Fleet) -> None:
    fleet.variables["secrets_wished"][0]["version"] = 1
    refused = fleet.rotate()
    assert refused.rc == 2 and "KEY is pinned to version 1 by the inventory, which would put it back" in said(refused), refused.out
    fleet.variables["secrets_wished"][0]["version"] = 2
    assert fleet.rotate().rc == 0
    assert_rotated(fleet)
