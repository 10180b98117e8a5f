# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of secrets in a file: predicted, done, and done once."""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, Moved, StackError
from ansible_collections.golive.stack.plugins.module_utils._execute import Run, execute
from ansible_collections.golive.stack.plugins.module_utils._secret.model import Desired, Query, Wish
from ansible_collections.golive.stack.plugins.module_utils._secret.store import SecretFile

from tests.unit.memory_host import MemoryHost
from tests.unit.plugins.module_utils._secret.stores import (
    CHECK,
    FILE,
    MARK,
    PATH,
    REAL,
    TODAY,
    done,
    kept,
    machine,
    run,
    store,
    supplied,
    want,
)

URL = want("URL", "url", of="KEY", url={"scheme": "redis", "user": "app", "host": "db", "port": None})

# Each step: what is wished, what is done, the states of all versions afterwards
LIVES: dict[str, list[t.Tuple[Wish, list[str], str]]] = {
    "a rotation in steps and back": [
        (want(), ["create KEY"], "current"),
        (want(version=2, phase="next"), ["stage KEY"], "current next"),
        (want(version=2), ["switch KEY"], "accepted current"),
        (want(version=1), ["switch KEY"], "current accepted"),
        (want(version=2, phase="only"), ["switch KEY"], "retired current"),
        (want(version=3, compromised=(2,)), ["rotate KEY"], "retired compromised current"),
    ],
    "a supplied secret": [
        (supplied("a"), ["create KEY"], "current"),
        (supplied(), [], "current"),
        (supplied("b"), ["rotate KEY"], "accepted current"),
        (supplied("a"), ["switch KEY"], "current accepted"),
        (supplied("c", phase="next"), ["stage KEY"], "current accepted next"),
        (supplied("a"), [], "current accepted next"),
        (supplied("c"), ["switch KEY"], "accepted accepted current"),
        (supplied("c", phase="only"), ["retire KEY"], "retired retired current"),
    ],
    "a supplied secret that is staged first": [
        (supplied("a", phase="next"), ["create KEY"], "next"),
        (supplied("b"), ["rotate KEY"], "retired current"),
        (supplied("a", phase="next"), ["stage KEY"], "next current"),
        (supplied("b"), [], "next current"),
        (supplied("a"), ["switch KEY"], "current accepted"),
    ],
    "a retired secret that comes back": [
        (want(), ["create KEY"], "current"),
        (want(version=2, phase="only"), ["rotate KEY"], "retired current"),
        (want(version=1, phase="next"), ["stage KEY"], "next current"),
        (want(version=1), ["switch KEY"], "current accepted"),
    ],
    "a second thought": [
        (want(), ["create KEY"], "current"),
        (want(version=2, phase="next"), ["stage KEY"], "current next"),
        (want(version=3, phase="next"), ["stage KEY"], "current retired next"),
        (want(version=4), ["rotate KEY"], "accepted retired retired current"),
    ],
    "a secret of a host that comes later": [
        (want(version=3), ["create KEY"], "current"),
        (want(), [], "current"),
        (want(version=4), ["rotate KEY"], "accepted current"),
    ],
    "an adopted secret": [
        (want(kind="hex", value="0f" * 32), ["create KEY"], "current"),
        (want(kind="hex"), [], "current"),
        (want(kind="hex", value="0f" * 32, version=2), ["rotate KEY"], "accepted current"),
        (want(kind="hex", value="0f" * 32, version=2, compromised=(1,)), ["mark KEY"], "compromised current"),
    ],
}


@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)
def test_every_step_of_life_is_predicted_done_and_done_once(life: list[t.Tuple[Wish, list[str], str]]) -> None:
    host = machine()
    values: list[str] = []
    for wish, expected, states in life:
        assert done(run(host, wish, how=CHECK)) == expected
        assert done(run(host, wish)) == expected
        assert " ".join(state for state, _ in kept(host)) == states
        now = [value for _, value in kept(host)]
        assert now[: len(values)] == values, "a version has one value for ever"
        assert len(set(now)) == len(now), "a new version has a new value"
        values = now
        for again in (CHECK, REAL):
            assert done(run(host, wish, how=again)) == []


def test_check_mode_writes_nothing_and_locks_nothing() -> None:
    host = machine()
    assert done(run(host, want(), how=CHECK)) == ["create KEY"]
    assert (host.files, set(host.calls)) == ({}, {"read"})


def test_a_no_op_writes_nothing_and_locks_nothing() -> None:
    host = machine(store(KEY=[("current", "a")]))
    assert done(run(host, supplied("a"))) == []
    assert host.calls == ["read"]


def test_all_changes_of_a_task_are_one_replacement_under_the_lock() -> None:
    host = machine({**store(), MARK: b"here"})
    run(host, want("A"), want("B"), want("C"))
    assert host.calls == ["read", "lock", "read", "write", "read", "unlock", "read"]


def test_secrets_that_nobody_names_stay() -> None:
    host = machine(store(OTHER=[("accepted", "x"), ("current", "y")]))
    run(host, want())
    assert kept(host, "OTHER") == [("accepted", "x"), ("current", "y")]


class CrowdedHost(MemoryHost):
    """A machine on which somebody else is faster to the lock, once."""

    other: t.Callable[[], object] | None = None

    @contextlib.contextmanager
    def lock(self, path: str, seconds: float) -> t.Iterator[None]:
        """Wait for the lock while the other one holds it."""
        other, self.other = self.other, None
        if other:
            other()
        with super().lock(path, seconds):
            yield


@pytest.mark.parametrize("wish", [want(), want(kind="hex", policy={"bytes": 16})], ids=["base64url", "hex"])
def test_of_two_runs_the_second_takes_what_the_first_made(wish: Wish) -> None:
    host = CrowdedHost(folders=["/etc/app"])
    first: list[t.Any] = []
    host.other = lambda: first.append((run(host, wish), kept(host)))
    second = run(host, wish)
    (outcome, held) = first[0]
    assert (done(outcome), done(second)) == (["create KEY"], [])
    assert kept(host) == held
    assert host.calls.count("write") == 1
    assert second.state == outcome.state


def test_a_store_that_is_edited_in_between_is_read_again() -> None:
    host = EditedHost(folders=["/etc/app"])
    assert done(run(host, want())) == ["create KEY"]
    assert kept(host, "OTHER") == [("current", "x")]
    assert len(kept(host)) == 1


class EditedHost(MemoryHost):
    """A machine on which an editor saves a store just before we do, once."""

    def write_private(self, path: str, data: bytes, *, instead_of: bytes | None, through: str | None = None) -> None:
        """Write; the editor is faster."""
        if path == PATH and path not in self.files:
            self.files.update(store(OTHER=[("current", "x")]))
            raise Moved(f"The private file {path} was edited by another program while it was being changed; run again.")
        super().write_private(path, data, instead_of=instead_of, through=through)


def test_what_is_derived_is_made_of_what_the_same_task_makes() -> None:
    host = machine()
    assert done(run(host, want(), URL)) == ["create KEY", "create URL"]
    assert urlsplit(kept(host, "URL")[0][1]).password == kept(host)[0][1]
    assert done(run(host, want(), URL)) == []
    assert done(run(host, want(version=2), URL)) == ["rotate KEY", "rotate URL"]
    assert urlsplit(kept(host, "URL")[1][1]).password == kept(host)[1][1]


def test_what_is_derived_follows_a_source_that_another_task_changed() -> None:
    host = machine(store(KEY=[("current", "one")]))
    run(host, URL)
    run(host, supplied("two"))
    assert done(run(host, URL)) == ["rotate URL"]
    assert kept(host, "URL") == [("accepted", "redis://app:one@db/"), ("current", "redis://app:two@db/")]


def test_a_complaint_about_what_was_derived_ends_with_its_source() -> None:
    host = machine()
    run(host, supplied("leaked"), URL)
    url = replace(URL, policy=replace(URL.policy, forbid=("leaked",)))
    with pytest.raises(StackError, match="Secret URL, version 1, matches pattern 1"):
        run(host, url)
    assert done(run(host, supplied("new"), url)) == ["rotate KEY", "rotate URL"]
    assert kept(host, "URL")[1] == ("current", "redis://app:new@db/")


def test_a_verifier_is_not_made_anew_for_its_salt() -> None:
    host = machine(store(KEY=[("current", "pencil")]))
    verifier = want("VERIFIER", "scram", of="KEY")
    assert done(run(host, verifier)) == ["create VERIFIER"]
    assert done(run(host, verifier)) == []


@pytest.mark.parametrize("rule", [{"forbid": ("^[0-7]",)}, {"pattern": "[89a-f].*"}], ids=["forbid", "pattern"])
def test_what_is_made_keeps_its_patterns(rule: dict[str, t.Any]) -> None:
    for _ in range(20):
        host = machine()
        run(host, want(kind="hex", policy=rule))
        assert kept(host)[0][1][0] in "89abcdef"


def test_nothing_is_made_in_a_folder_that_is_not_there() -> None:
    assumed = run(MemoryHost(), want(), how=Run(check=True, assume_missing=True))
    assert done(assumed) == ["create KEY"]
    assert "The folder /etc/app" in assumed.assumed["assumed"]
    for how in (CHECK, REAL):
        with pytest.raises(Missing):
            run(MemoryHost(), want(), how=how)


def test_the_path_is_expanded_where_the_file_is() -> None:
    host = MemoryHost(folders=["/home/memory/app"])
    execute(REAL, SecretFile(host, {**FILE, "path": "~/app/s.json"}), Desired((want(),), TODAY))
    assert list(host.files) == ["/home/memory/app/s.json", "/home/memory/app/.s.json.golive-store"]


@pytest.mark.parametrize(
    ("names", "found"),
    [(None, {"A": 1, "B": 1}), (("B",), {"B": 1}), (("C",), {"C": 0}), ((), {})],
    ids=["all", "one", "none such", "none"],
)
def test_a_question_is_answered_for_its_names(names: t.Tuple[str, ...] | None, found: dict[str, int]) -> None:
    host = machine(store(A=[("current", "x")], B=[("current", "y")]))
    host.check = True
    observed = SecretFile(host, FILE).read(Query(names))
    assert {name: len(secret.versions) for name, secret in observed.secrets.items()} == found


def test_a_value_is_handed_on_with_its_number() -> None:
    file = SecretFile(machine(store(A=[("accepted", "x"), ("current", "y")])), FILE)
    file.read(Query(None))
    assert [file.value("A", which) for which in ("accepted", "current", "next", 1, 3)] == [(1, "x"), (2, "y"), None, (1, "x"), None]


def test_what_a_run_makes_is_not_in_what_it_says() -> None:
    host = machine()
    outcome = run(host, want(), URL)
    shown = repr(outcome.report(REAL, "secrets"))
    assert [value for name in ("KEY", "URL") for _, value in kept(host, name) if value in shown] == []


def test_an_error_under_the_lock_writes_nothing() -> None:
    host = machine()
    with pytest.raises(Missing, match="this host has no openssl"):
        run(host, want("A"), want("B", "ed25519"))
    with pytest.raises(StackError, match="can't be made: servers rewrite letters"):
        run(host, supplied("é"), want("V", "scram", of="KEY"))
    assert host.files == {}


def test_what_is_not_wished_beside_its_source_is_named() -> None:
    host = machine()
    run(host, supplied("one"), URL)
    said = "Secret KEY changes, and URL, made of it, can't follow: wish that in the same task, too."
    assert run(host, supplied("two"), how=CHECK).plan.warnings == (said,)
    run(host, supplied("two"))
    assert done(run(host, supplied("two"), URL)) == ["rotate URL"]


def test_a_former_source_is_looked_at_too() -> None:
    host = machine()
    run(host, want("OLD", version=1), replace(URL, of="OLD"))
    run(host, supplied("new"), URL)
    run(host, want("OLD", version=2, compromised=(1,)))
    assert done(run(host, URL)) == ["mark URL"]
    assert [state for state, _value in kept(host, "URL")] == ["compromised", "current"]


@pytest.mark.parametrize("how", [CHECK, REAL], ids=["check mode", "a run"])
@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (
            replace(URL, policy=replace(URL.policy, pattern="https.*")),
            "version 1, does not match its pattern; correct what it is",
        ),
        (want("V", "bcrypt", of="KEY"), "version 1, can't be made: bcrypt sees 72 bytes and KEY has more; correct what it is made of"),
        (want("V", "scram", of="KEY"), "version 1, can't be made: servers rewrite letters beyond ASCII, and KEY has some; correct what"),
    ],
    ids=["a URL", "bcrypt", "scram"],
)
def test_what_can_not_be_made_of_a_source_is_foretold(wish: Wish, said: str, how: Run) -> None:
    host = machine(store(KEY=[("current", "é" * 40)]))
    with pytest.raises(StackError, match=said):
        run(host, supplied(), wish, how=how)
