# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of a store on the controller, for those who have the vault's password."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
from ansible.errors import AnsibleError
from ansible_collections.golive.stack.plugins.lookup import secret
from ansible_collections.golive.stack.plugins.module_utils._execute import Run
from ansible_collections.golive.stack.plugins.module_utils._secret.work import make_secrets
from ansible_collections.golive.stack.plugins.plugin_utils._vault import VaultHost

from tests.unit.plugins.plugin_utils.vaults import OTHER, PASSWORD, loader, vault

LEFT_OUT = dict.fromkeys(
    ("bytes", "length", "alphabet", "bits", "of", "url", "version", "compromised", "pattern", "forbid", "expires", "owner")
)


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A store with a secret of two versions."""
    place = {"path": str(tmp_path / "store"), "lock_timeout": 1}
    for value in ("first value", "second value"):
        wish = {
            **LEFT_OUT,
            "name": "KEY",
            "kind": "supplied",
            "purpose": "general",
            "phase": "current",
            "must_differ_from": None,
            "value": value,
        }
        params = {"file": None, "vault": place, "secrets": [wish], "escrow": None, "refuse": None}
        make_secrets(params, Run(), VaultHost(vault(PASSWORD), str(place["path"])))
    return str(place["path"])


class Asked(secret.LookupModule):
    """The lookup with its options as core gives them, which needs an installed collection."""

    def set_options(self, task_keys: t.Any = None, var_options: t.Any = None, direct: t.Any = None) -> None:
        self.given = {"state": "current", **direct}

    def get_option(self, option: str, hostvars: t.Any = None) -> t.Any:
        return self.given[option]


def ask(*names: str, password: t.Any = PASSWORD, **how: t.Any) -> t.Any:
    """Ask as a playbook does."""
    return Asked(loader=loader(password)).run(list(names), {}, **how)


def test_values_in_order_registered_with_core(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(secret, "register_on_controller", told.extend)
    assert ask("KEY", "KEY", vault=path) == ["second value"] * 2
    assert set(told) == {"second value"}


def test_the_version_that_passes(path: str) -> None:
    assert ask("KEY", vault=path, state="accepted") == ["first value"]


# id: name, password, options, what the sentence says
REFUSED: dict[str, t.Tuple[str, t.Any, dict[str, str], str]] = {
    "a secret that is not there": ("OTHER", PASSWORD, {}, "has no version of OTHER that is current; make it by golive.stack.secret_gen"),
    "a state that nothing is in": ("KEY", PASSWORD, {"state": "next"}, "has no version of KEY that is next"),
    "an option that is misspelled": ("KEY", PASSWORD, {"stat": "next"}, "was given stat; its options are vault and state: correct that"),
    "another password": ("KEY", OTHER, {}, "is opened by none of this run's vault passwords"),
}


@pytest.mark.parametrize("names", [[], [["KEY"]], ["KEY", 7]], ids=["none", "a list", "a number"])
def test_names_are_texts(path: str, names: list[t.Any]) -> None:
    with pytest.raises(AnsibleError, match="Looking up secrets needs their names, each a text"):
        ask(*names, vault=path)


def test_a_store_that_is_not_there_has_no_secrets_to_be_made(tmp_path: Path) -> None:
    with pytest.raises(AnsibleError, match="Looking up KEY failed: store .*/none does not exist; correct vault"):
        ask("KEY", vault=str(tmp_path / "none"))


@pytest.mark.parametrize(("name", "password", "how", "said"), REFUSED.values(), ids=REFUSED)
def test_refuses(path: str, name: str, password: t.Any, how: dict[str, str], said: str) -> None:
    with pytest.raises(AnsibleError) as refused:
        ask(name, password=password, vault=path, **how)
    assert said in str(refused.value) and "value" not in str(refused.value).replace("value of", "")
