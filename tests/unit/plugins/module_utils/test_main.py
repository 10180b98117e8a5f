# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module process prints when its options are wrong, when it fails and when it is broken: never a value."""

from __future__ import annotations

import json
import os
import types
import typing as t
from pathlib import Path

import pytest
from ansible.release import __version__
from ansible_collections.golive.stack.plugins.module_utils._main import StackModule

from tests.canary import Canary
from tests.module_run import TREE, Result, run_module

LOUDEST: dict[str, t.Any] = {"_ansible_verbosity": 4, "_ansible_debug": False, "_ansible_keep_remote_files": False}
if tuple(map(int, __version__.split(".")[:2])) >= (2, 22):
    LOUDEST["_ansible_inject_invocation"] = True  # older cores always return the arguments
FLAGS = [{"key": "ui", "enabled": True}]
TABLE = {"name": "flags"}
FILE = {"path": "/nosuch/flags"}


@pytest.fixture
def canary() -> Canary:
    """A secret of this test's own."""
    return Canary()


def assert_silent(result: Result, canary: Canary) -> None:
    """The secret stands in no output, in no form."""
    hits = canary.hits(result.out, "stdout") + canary.hits(result.err, "stderr")
    assert not hits, "; ".join(map(str, hits))


Options = t.Callable[[str], t.Dict[str, t.Any]]


def database(**option: t.Any) -> dict[str, t.Any]:
    """Options that are right but for this part of database."""
    return {"database": {"name": "app", **option}, "table": TABLE, "flags": FLAGS}


def file(**option: t.Any) -> dict[str, t.Any]:
    """Options that are right but for these."""
    return {"file": FILE, "flags": FLAGS, **option}


DICTIONARY = "dict"  # core does not name the option here

# id: the options with the secret in the wrong place, what the sentence must name
WRONG: dict[str, t.Tuple[Options, str]] = {
    "a secret as port": (lambda s: database(port=s), "port"),
    "a secret as hand": (lambda s: database(hand=s), "hand"),
    "a secret as sslmode": (lambda s: database(sslmode=s), "sslmode"),
    "a secret as lock_timeout": (lambda s: database(lock_timeout=[s]), "lock_timeout"),
    "a secret in an unknown option": (lambda s: database(passwd=s), "Supported parameters include: hand, host"),
    "a password and no name": (lambda s: {"database": {"password": s}, "table": TABLE, "flags": FLAGS}, "name"),
    "a text as database": (lambda s: {**database(), "database": s}, DICTIONARY),
    "a list as database": (lambda s: {**database(), "database": [s]}, DICTIONARY),
    "cut-off JSON as database": (lambda s: {**database(), "database": '{"name": "app", "password": "' + s}, DICTIONARY),
    "words as database": (lambda s: {**database(), "database": f"name=app passwd='{s}'"}, "database"),
    "a secret in JSON as database": (lambda s: {**database(), "database": json.dumps({"name": "app", "port": s})}, "port"),
    "a secret in an unknown option of the module": (lambda s: file(password=s), "password"),
    "a password beside a file": (lambda s: {**database(password=s), "file": FILE}, "mutually exclusive"),
    "a password without a table": (lambda s: {"database": {"name": "app", "password": s}, "flags": FLAGS}, "table"),
    "a text as flags": (lambda s: file(flags=s), DICTIONARY),
    "a text as flag": (lambda s: file(flags=[s]), DICTIONARY),
    "a secret as enabled": (lambda s: file(flags=[{"key": "ui", "enabled": s}]), "enabled"),
    "a secret as max_tenants": (lambda s: file(flags=[{"key": "ui", "enabled": True, "max_tenants": s}]), "max_tenants"),
    "a secret as state": (lambda s: file(flags=[{"key": "ui", "state": s}]), "state"),
    "a text as file": (lambda s: file(file=s), DICTIONARY),
    "a secret as format": (lambda s: file(file={**FILE, "format": s}), "format"),
    "a secret as on_missing": (lambda s: file(on_missing=s), "on_missing"),
}


@pytest.mark.parametrize(("options", "named"), WRONG.values(), ids=WRONG)
def test_a_rejected_option_is_named_and_no_value_quoted(canary: Canary, options: Options, named: str) -> None:
    result = run_module("feature_flag", {**options(canary.value), **LOUDEST}, diff=True)
    assert (result.rc, result.json.get("failed")) == (1, True)
    assert named in result.msg
    assert_silent(result, canary)


def test_a_secret_in_base64_is_not_read_as_the_name_of_an_option() -> None:
    canary = Canary("VGhpcyBpcyBhIGNhbmFyeQ==")
    result = run_module("feature_flag", {**database(), "database": f"name=app {canary.value}", **LOUDEST})
    assert result.msg.startswith("Unsupported parameters for")
    assert_silent(result, canary)


def test_a_password_that_was_accepted_is_nowhere_in_a_failure(canary: Canary) -> None:
    option = {"host": "127.0.0.1", "port": 1, "user": canary.value, "password": canary.value, "hand": "psycopg"}
    result = run_module("feature_flag", {**database(**option), **LOUDEST}, diff=True)
    assert result.json["failed"] and result.msg.startswith("Connecting to database app on 127.0.0.1:1 as ********")
    assert_silent(result, canary)


BROKEN = """
import os, typing as t
from ansible.module_utils.basic import AnsibleModule
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._main import run_module

SAID = os.environ["SAID"]


def log(self, msg, log_args=None):
    with open(os.environ["LOG"], "a") as target:
        print(msg, log_args, file=target)


if "LOG" in os.environ:
    AnsibleModule.log = log


class Odd(Exception):
    def __init__(self):
        super().__init__(SAID)
        self.add = SAID


def nested():
    try:
        {}[SAID]
    except KeyError:
        raise RuntimeError(SAID)


def chained():
    try:
        int(SAID)
    except ValueError as error:
        raise StackError("Counting the sheep failed: they are gone; call them.", rc=3) from error


def raises(error):
    raise error


WAYS = {
    "a text": lambda: raises(ValueError(SAID)),
    "a key": lambda: {}[SAID],
    "an exception in an exception": nested,
    "an exception of its own": lambda: raises(Odd()),
    "a file that is not there": lambda: open("/nosuch/" + SAID),
    "a broken sentence": lambda: raises(StackError(f"Doing it failed: {SAID}; stop.", stdout=[SAID], cmd={SAID: 1})),
    "a cause": chained,
    "a result": lambda: {
        "changed": True, "flag": {SAID: [SAID]}, "warnings": [f"beware of {SAID}"], "diff": {"before": SAID}, "other": SAID
    },
}


def work(params, run, host):
    return WAYS[params["way"]]()


def main():
    password = {"type": "str", "no_log": True}
    nested = {"type": "dict", "options": {"password": password}}
    run_module({"way": {"type": "str"}, "password": password, "nested": nested}, ["flag"], work)
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A second part of the collection: one module that is broken in every way it is told."""
    root = tmp_path_factory.mktemp("tree")
    modules = root / "ansible_collections" / "golive" / "stack" / "plugins" / "modules"
    modules.mkdir(parents=True)
    (modules / "broken.py").write_text(BROKEN)
    return f"{root}{os.pathsep}{TREE}"


def run_broken(tree: str, way: str, said: str, env: t.Mapping[str, str] | None = None, **options: t.Any) -> Result:
    """Run the broken module, which says the given text where it breaks."""
    return run_module("broken", {"way": way, **options, **LOUDEST}, diff=True, env={"PYTHONPATH": tree, "SAID": said, **(env or {})})


# id: how it breaks, the kind of the defect
DEFECTS = {
    "a text": "ValueError",
    "a key": "KeyError",
    "an exception in an exception": "RuntimeError",
    "an exception of its own": "Odd",
    "a file that is not there": "FileNotFoundError",
}


@pytest.mark.parametrize(("way", "kind"), DEFECTS.items(), ids=DEFECTS)
def test_a_defect_is_told_by_kind_and_place_and_never_by_its_text(tree: str, canary: Canary, way: str, kind: str) -> None:
    result = run_broken(tree, way, canary.value)  # the text is no option: nothing can know it as a secret
    assert result.msg.startswith(f"This is a defect of golive.stack: {kind} at broken.py:")
    assert "please report" in result.msg
    assert_silent(result, canary)
    assert "Traceback" not in result.out + result.err


def test_the_cause_of_a_failure_is_not_told(tree: str, canary: Canary) -> None:
    result = run_broken(tree, "a cause", canary.value)
    assert (result.msg, result.json["rc"]) == ("Counting the sheep failed: they are gone; call them.", 3)
    assert_silent(result, canary)


@pytest.mark.parametrize("way", ["a broken sentence", "a result"])
def test_a_secret_option_is_masked_wherever_it_comes_out(tree: str, canary: Canary, way: str) -> None:
    result = run_broken(tree, way, canary.value, password=canary.value)
    assert result.json["failed" if way == "a broken sentence" else "changed"]
    assert "********" in result.out
    assert_silent(result, canary)


def test_only_documented_keys_come_out(tree: str) -> None:
    result = run_broken(tree, "a result", "value")
    assert set(result.json) - {"invocation", "warnings"} == {"changed", "flag", "diff"}
    assert result.json["flag"] == {"value": ["value"]}
    assert "beware of value" in str(result.json["warnings"])


@pytest.mark.parametrize("way", ["a result", "a broken sentence", "a text", ["no", "such", "way"]], ids=str)
def test_no_argument_comes_back(tree: str, canary: Canary, way: t.Any) -> None:
    result = run_broken(tree, way, "value", nested={"password": canary.value})
    assert not (result.json.get("invocation") or {}).get("module_args")  # some cores say it is empty, some leave it out


def test_a_password_that_is_the_name_of_a_key_does_not_take_the_key_out(tree: str) -> None:
    assert {"changed", "flag", "diff"} <= set(run_broken(tree, "a result", "value", password="changed").json)
    assert {"failed", "stdout", "msg"} <= set(run_broken(tree, "a broken sentence", "value", password="stdout").json)


def test_no_argument_is_logged_on_the_target(tree: str, canary: Canary, tmp_path: Path) -> None:
    log = tmp_path / "log"
    run_broken(tree, "a result", "value", env={"LOG": str(log)}, password=canary.value, nested={"password": canary.value})
    assert log.read_text().startswith("Invoked")
    hits = canary.hits(log.read_text(), "the log")
    assert not hits, "; ".join(map(str, hits))
    assert "a result" not in log.read_text()


def test_missing_is_assumed_only_in_check_mode(tmp_path: Path) -> None:
    options = file(file={"path": f"{tmp_path}/later/flags"}, on_missing="plan")
    planned = run_module("feature_flag", options, check=True)
    assert planned.changed and "does not exist; create it" in planned.json["assumed"]
    assert "does not exist; create it" in run_module("feature_flag", options).msg
    assert "does not exist; create it" in run_module("feature_flag", {**options, "on_missing": "fail"}, check=True).msg


def test_a_result_takes_back_what_core_would_return_of_secrets() -> None:
    told: list[str] = ["secret"]
    module: t.Any = types.SimpleNamespace(_masker=None, _new_secrets=types.SimpleNamespace(flush=told.clear))
    assert StackModule._shown(module, {"changed": False}) == {"changed": False, "invocation": {"module_args": {}}}
    assert not told
