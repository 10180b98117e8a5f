# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets by the playbooks site and verify: all that is missing is said at once, before any host is changed."""

from __future__ import annotations

import json
import os
import pwd
import typing as t
from pathlib import Path

import pytest

from tests.integration.feature_flag.playbooks import play
from tests.integration.secret_gen.fleet import Fleet, said


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    """Two hosts."""
    return Fleet.of(tmp_path, "app1", "app2")


def give_only_to(fleet: Fleet, *names: str) -> None:
    """Supply the values to these hosts alone."""
    values = fleet.variables.pop("secrets_supplied")
    for name in names:
        fleet.hosts[name] = {"secrets_supplied": values}


def test_all_missing_values_are_one_failure_and_no_host_is_changed(fleet: Fleet) -> None:
    give_only_to(fleet, "app1")
    fleet.variables["secrets_wished"] += [{"name": "STRIPE", "kind": "supplied", "owner": "payments team"}]
    before = fleet.snapshot()
    for options in ((), ("--check",), ("--tags", "secrets_make")):
        failed = fleet.run("site", *options)
        assert failed.rc == 2 and failed.out.count("fatal: [") == 1, failed.out
        missing = "STRIPE (payments team) on app1, LICENCE on app2, STRIPE (payments team) on app2, and no store there holds one"
        assert f"No value is supplied for {missing}; no host was changed" in said(failed), failed.out
        assert "changed=0" in failed.out and fleet.snapshot() == before


def test_nor_is_one_that_was_made_before(fleet: Fleet) -> None:
    assert fleet.run("site").rc == 0
    fleet.variables["secrets_wished"][0]["version"] = 2
    fleet.variables["secrets_wished"] += [{"name": "STRIPE", "kind": "supplied"}]
    fleet.hosts["app1"] = {"secrets_supplied": {**fleet.variables["secrets_supplied"], "STRIPE": "s-0123456789abcdef"}}
    before = fleet.snapshot()
    failed = fleet.run("site")
    assert failed.rc == 2 and "No value is supplied for STRIPE on app2, and" in said(failed), failed.out
    assert fleet.snapshot() == before


def test_the_role_alone_says_it_as_well(fleet: Fleet, tmp_path: Path) -> None:
    give_only_to(fleet, "app1")
    before = fleet.snapshot()
    for entry in ("main", "make"):
        role: dict[str, t.Any] = {"name": "role", "ansible.builtin.include_role": {"name": "golive.stack.secrets", "tasks_from": entry}}
        failed = play(tmp_path, [role], fleet.inventory())
        assert failed.rc == 2 and "No value is supplied for LICENCE on app2, and" in said(failed), failed.out
        assert fleet.snapshot() == before


def test_a_value_that_the_store_holds_need_not_be_given_again(fleet: Fleet) -> None:
    assert fleet.run("site").rc == 0
    before = fleet.snapshot()
    del fleet.variables["secrets_supplied"]
    again = fleet.run("site")
    assert again.rc == 0 and again.out.count("changed=0") == 2, again.out
    assert fleet.snapshot() == before


def test_a_host_without_secrets_or_out_of_reach_hides_nobodys(fleet: Fleet) -> None:
    give_only_to(fleet, "app1")
    fleet.hosts = {
        "app0": {"secrets_wished": [], "secrets_files": []},
        "gone": {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": 1},
        **fleet.hosts,
    }
    failed = fleet.run("site")
    assert failed.rc == 4 and "No value is supplied for LICENCE on app2, and" in said(failed), failed.out
    assert not fleet.snapshot()
    fleet.hosts["app2"] = fleet.hosts["app1"]
    done = fleet.run("site")
    assert done.rc == 4 and "app0: not looked at" in done.out and "app2: 3 changes made" in done.out, done.out


def test_a_misspelled_option_is_no_success(fleet: Fleet) -> None:
    fleet.variables["secrets_file"] = fleet.variables.pop("secrets_files")
    for playbook in ("site", "verify"):
        failed = fleet.run(playbook)
        assert failed.rc == 2 and "app2 has secrets_file, which role secrets does not know; its options are" in said(failed), failed.out
    assert not fleet.values("app1") and not fleet.values("app2")


def test_a_host_that_only_has_files_gets_them(fleet: Fleet) -> None:
    assert fleet.run("site").rc == 0
    (fleet.folder / "app2" / "etc" / "app.env").unlink()
    fleet.variables.update(secrets_wished=[], secrets_supplied={})
    assert "still to do: create" in said(fleet.run("verify"))
    done = fleet.run("site")
    assert done.rc == 0 and "app1: already as wished" in done.out and "app2: 1 changes made" in done.out, done.out
    assert fleet.env("app2")["KEY"] in fleet.values("app2")
    assert fleet.run("verify").rc == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_the_proof_sees_whose_a_file_is(fleet: Fleet) -> None:
    fleet.variables["secrets_files"][0]["owner"] = "nobody"
    planned = fleet.run("site", "--check")
    assert planned.rc == 0 and fleet.run("site").rc == 0, planned.out
    env = fleet.folder / "app2" / "etc" / "app.env"
    os.chown(env, 0, 0)
    before = fleet.snapshot()
    failed = fleet.run("verify")
    wrong = f"File {env} of app2 has mode 0600 and is of root, where 0600 and nobody are wished"
    assert failed.rc == 2 and wrong in said(failed), failed.out
    assert fleet.snapshot() == before
    os.chown(env, 4242, 0)
    assert f"File {env} of app2 has mode 0600 and is of 4242, where 0600 and nobody are wished" in said(fleet.run("verify"))
    os.chown(env, pwd.getpwnam("nobody").pw_uid, 0)
    without_owner = {"secrets_files": [{name: value for name, value in fleet.variables["secrets_files"][0].items() if name != "owner"}]}
    assert "is of nobody, where 0600 and 0 are wished" in said(fleet.run("verify", "-e", json.dumps(without_owner))), (
        "it is whose the store is"
    )
    env.chmod(0o400)
    failed = fleet.run("verify")
    assert failed.rc == 2 and "has mode 0400 and is of nobody, where 0600 and nobody are wished" in said(failed), failed.out
    assert fleet.run("site", "--check").rc == 0
    assert fleet.run("site").rc == 0
    assert (env.owner(), env.stat().st_mode & 0o777) == ("nobody", 0o600)
    assert fleet.run("verify").rc == 0
