# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an action on the controller takes and gives."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._execute import Run
from ansible_collections.golive.stack.plugins.module_utils._host import Host, PosixHost
from ansible_collections.golive.stack.plugins.plugin_utils import _action

from tests.unit.plugins.plugin_utils.vaults import task

SPEC: dict[str, t.Any] = {
    "name": {"type": "str", "required": True},
    "number": {"type": "int"},
    "password": {"type": "str", "no_log": True},
    "other": {"type": "str"},
}
SECRET = "of nobody's business"


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What core is told to mask, and whatever it can."""
    told: list[str] = []
    monkeypatch.setattr(_action, "register_on_controller", told.extend)
    return told


def do(given: t.Mapping[str, t.Any], work: t.Any = None, **how: t.Any) -> dict[str, t.Any]:
    """Let an action do the work."""

    def say(params: t.Mapping[str, t.Any], run: Run, host: Host) -> dict[str, t.Any]:
        return {
            "changed": True,
            "thing": [params["name"], params["password"]],
            "private": 1,
            "run": [run.check, run.diff, run.assume_missing],
        }

    constraints = {"mutually_exclusive": [("number", "other")]}
    return _action.on_controller(task(dict(given), **how), SPEC, ("thing", "run"), work or say, lambda _params: PosixHost(), **constraints)


def test_only_documented_keys_come_out_and_masked(registered: list[str]) -> None:
    assert do({"name": "a", "password": SECRET}) == {"changed": True, "thing": ["a", "********"], "run": [False, True, False]}
    assert registered == [SECRET]


def test_how_the_run_was_started_is_handed_on() -> None:
    assert do({"name": "a", "on_missing": "plan"}, check=True, diff=False)["run"] == [True, False, True]
    assert do({"name": "a", "on_missing": "plan"})["run"][2] is False
    assert do({"name": "a"}, check=True)["run"][2] is False


# id: the arguments, what the sentence says
REFUSED: dict[str, t.Tuple[dict[str, t.Any], str]] = {
    "one is missing": ({}, "missing required arguments: name"),
    "one too many": ({"name": "a", "nam": "b"}, "golive.stack.secret_gen are refused: nam. Supported parameters include: name"),
    "two that exclude each other": ({"name": "a", "number": 1, "other": "b"}, "mutually exclusive: number|other"),
    "a secret where a number belongs": ({"name": "a", "number": SECRET}, "number"),
}


@pytest.mark.parametrize(("given", "said"), REFUSED.values(), ids=REFUSED)
def test_refuses(given: dict[str, t.Any], said: str) -> None:
    result = do(given)
    assert result["failed"] is True and said in result["msg"]
    assert SECRET not in str(result) and "nobody" not in str(result)


def test_a_failure_is_one_sentence_without_the_secret() -> None:
    def fail(params: t.Mapping[str, t.Any], _run: Run, _host: Host) -> t.NoReturn:
        raise StackError(f"It said {params['password']}; run again.", place="here")

    assert do({"name": "a", "password": SECRET}, fail) == {"failed": True, "msg": "It said ********; run again.", "place": "here"}


def test_a_defect_names_its_place_and_no_value() -> None:
    def fail(params: t.Mapping[str, t.Any], _run: Run, _host: Host) -> t.NoReturn:
        raise KeyError(params["password"])

    result = do({"name": "a", "password": SECRET}, fail)
    assert result["failed"] and "KeyError at test_action.py" in result["msg"] and SECRET not in str(result)


def test_it_is_not_asynchronous() -> None:
    assert do({"name": "a"}, async_val=30) == {
        "failed": True,
        "msg": "golive.stack.secret_gen works on the controller here and can't be asynchronous; leave async out.",
    }
