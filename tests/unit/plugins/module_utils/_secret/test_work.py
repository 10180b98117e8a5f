# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules do, on a machine in memory: any host that keeps the port will do."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError
from ansible_collections.golive.stack.plugins.module_utils._execute import Run
from ansible_collections.golive.stack.plugins.module_utils._host import Completed
from ansible_collections.golive.stack.plugins.module_utils._secret.spec import WISH
from ansible_collections.golive.stack.plugins.module_utils._secret.work import list_secrets, make_secrets

from tests.unit.memory_host import MemoryHost
from tests.unit.plugins.module_utils._secret.stores import FILE, PATH, RECIPIENT, kept, machine, store

ESCROW = {"recipients": [RECIPIENT], "folder": "/mnt", "remote": None}


def wished(*items: dict[str, t.Any], **more: t.Any) -> dict[str, t.Any]:
    """The options of secret_gen, with what was left out filled in."""
    left_out = {name: option.get("default") for name, option in WISH.items()}
    return {"file": FILE, "escrow": None, "refuse": None, "secrets": [{**left_out, **item} for item in items], **more}


def test_secrets_are_made_and_made_once() -> None:
    host = machine()
    options = wished({"name": "KEY"}, {"name": "PW", "kind": "alphanumeric"})
    made, again = make_secrets(options, Run(), host), make_secrets(options, Run(), host)
    assert (made["changed"], again["changed"]) == (True, False)
    assert [secret["name"] for secret in made["secrets"]] == ["KEY", "PW"]
    assert made["secrets"] == again["secrets"]
    assert len(kept(host)[0][1]) == 43


def test_check_mode_tells_what_would_be_made_and_makes_nothing() -> None:
    host = MemoryHost(folders=["/etc/app"], check=True)
    found = make_secrets(wished({"name": "KEY"}), Run(check=True), host)
    assert (found["changed"], found["secrets"][0]["fingerprint"], host.files) == (True, None, {})


def test_a_secret_past_its_day_is_a_warning() -> None:
    found = make_secrets(wished({"name": "KEY", "expires": "2020-01-31"}), Run(), machine())
    assert [warning for warning in found["warnings"] if "was to be used until 2020-01-31" in warning]


def test_the_copy_is_part_of_the_plan() -> None:
    host = MemoryHost(folders=["/etc/app"], check=True)
    found = make_secrets(wished({"name": "KEY"}, escrow=ESCROW), Run(check=True), host)
    copies = [(a["id"], a["after"]) for a in found["actions"] if a["what"] == "escrow"]
    assert copies == [(f"store {PATH}", {"to": f"/mnt for {RECIPIENT}"})]


def test_the_name_of_the_copy_is_told() -> None:
    sealed = "-----BEGIN AGE ENCRYPTED FILE-----\n-----END AGE ENCRYPTED FILE-----\n"

    class AgeHost(MemoryHost):
        def run_change(self, argv: t.Sequence[str], **how: t.Any) -> Completed:
            return Completed(0, sealed, "")

    host = AgeHost(folders=["/etc/app", "/mnt"], programs=["age"])
    options = wished({"name": "KEY"}, escrow=ESCROW)
    made, again = make_secrets(options, Run(), host), make_secrets(options, Run(), host)
    assert (host.files[f"/mnt/{made['escrow_copy']}"], again["escrow_copy"]) == (sealed.encode(), None)


@pytest.mark.parametrize("check", [True, False])
def test_without_a_copy_none_is_told(check: bool) -> None:
    host = machine()
    host.check = check
    assert make_secrets(wished({"name": "KEY"}), Run(check=check), host)["escrow_copy"] is None


def test_the_copy_is_made_by_a_run() -> None:
    with pytest.raises(Missing, match="this host has no age"):
        make_secrets(wished({"name": "KEY"}, escrow=ESCROW), Run(), machine())


def test_values_that_leaked_are_refused() -> None:
    leaked = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"  # of the letter a
    with pytest.raises(StackError, match="was published or leaked"):
        make_secrets(wished({"name": "KEY", "kind": "supplied", "value": "a"}, refuse=[leaked]), Run(), machine())


def test_secrets_are_listed_and_nothing_is_changed() -> None:
    host = machine(store(B=[("accepted", "x"), ("current", "y")], A=[("next", "z")]))
    host.check = True
    found = list_secrets({"file": FILE, "names": None}, Run(), host)
    assert found["changed"] is False
    assert [(secret["name"], secret["version"], len(secret["versions"])) for secret in found["secrets"]] == [("A", None, 1), ("B", 2, 2)]


def test_a_folder_that_comes_later_is_assumed_empty() -> None:
    run = Run(check=True, assume_missing=True)
    listed = list_secrets({"file": FILE, "names": None}, run, MemoryHost())
    assert "does not exist" in listed["assumed"]
    assert listed["secrets"] == []
    assert "does not exist" in make_secrets(wished({"name": "KEY"}), run, MemoryHost())["assumed"]
