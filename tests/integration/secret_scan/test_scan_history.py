# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A git history never forgets: what was taken out, rewritten, stashed or merged away is found, with the commit that brought it."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from tests.integration.secret_scan.ground import GITHUB, Ground, commits, found


def test_a_clean_history(repository: Ground) -> None:
    result = repository.scan(history=True)
    assert found(result) == []
    assert result.json["scanned"]["files"] == 2  # the file and the message


def test_a_secret_that_a_later_commit_removed(repository: Ground) -> None:
    path = repository.write("conf/app.env", f"A=1\nGITHUB={repository.token()}\n")
    guilty = repository.commit("configure")
    path.write_text("A=1\n")
    repository.commit("clean up")
    assert found(repository.scan(path)) == []
    result = repository.scan(history=True)
    assert found(result) == [("conf/app.env", 2, GITHUB)]
    assert commits(result) == [guilty]
    assert f"in commit {guilty}" in result.msg


def test_the_same_line_in_many_versions_is_one_finding_of_the_oldest(repository: Ground) -> None:
    line = f"GITHUB={repository.token()}\n"
    repository.write("app.env", line)
    guilty = repository.commit()
    for number in range(4):
        repository.write("app.env", f"{'A=1' * number}\n{line}")
        repository.commit()
    result = repository.scan(history=True)
    assert found(result) == [("app.env", 1, GITHUB)]
    assert commits(result) == [guilty]


def test_a_version_is_judged_under_every_name_it_had(repository: Ground) -> None:
    text = f"GITHUB={repository.token()}\n"
    repository.write("package-lock.json", text)  # which the rules of gitleaks pass over
    repository.commit()
    repository.git("mv", "package-lock.json", "prod.env")
    renamed = repository.commit()
    result = repository.scan(history=True)
    assert (found(result), commits(result)) == ([("prod.env", 1, GITHUB)], [renamed])
    repository.write("copied.env", text)
    repository.commit()
    assert found(repository.scan(history=True, allow=[{"file": "prod.env", "rule": GITHUB, "reason": "sample"}])) == [
        ("copied.env", 1, GITHUB)
    ]


@pytest.mark.parametrize("where", ["another branch", "a stash", "no branch", "the index", "a replaced object"])
def test_wherever_git_keeps_it(repository: Ground, where: str) -> None:
    repository.git("checkout", "-q", "-b", "side")
    repository.write("app.env", f"GITHUB={repository.token()}\n")
    repository.git("add", "-A")
    if where == "a stash":
        repository.git("stash", "-q")
    elif where != "the index":
        repository.commit()
    if where == "a replaced object":
        blob = repository.git("rev-parse", "HEAD:app.env")
        repository.git("replace", blob, repository.git("rev-parse", "HEAD:README"))
    if where == "no branch":
        repository.git("checkout", "-q", "main")
        repository.git("branch", "-qD", "side")
        repository.git("reflog", "expire", "--expire=now", "--all")
    ((file, line, rule),) = found(repository.scan(history=True))
    unnamed = where in ("no branch", "the index")
    assert (line, rule) == (1, GITHUB) and (file.endswith(", in no commit)") if unnamed else file == "app.env")


def test_what_only_a_merge_brought(repository: Ground) -> None:
    repository.git("checkout", "-q", "-b", "side")
    repository.write("side", "1\n")
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.write("main", "1\n")
    repository.commit()
    repository.git("merge", "-q", "--no-commit", "side")
    repository.write("app.env", f"GITHUB={repository.token()}\n")
    merge = repository.commit("merge")
    result = repository.scan(history=True)
    assert (found(result), commits(result)) == ([("app.env", 1, GITHUB)], [merge])


def test_a_message(repository: Ground) -> None:
    guilty = repository.commit(f"use {repository.token()} for now")
    result = repository.scan(history=True)
    assert [(file, rule) for file, _line, rule in found(result)] == [("(message)", GITHUB)]
    assert commits(result) == [guilty]


def test_names_of_files_with_every_sign(repository: Ground) -> None:
    repository.write(b"new\nline :1\t\xff.env", f"GITHUB={repository.token()}\n")
    repository.commit()
    assert found(repository.scan(history=True)) == [("new\\nline :1\\t\\xff.env", 1, GITHUB)]


def test_packed_and_bare(repository: Ground, tmp_path: Path) -> None:
    repository.write("app.env", f"GITHUB={repository.token()}\n")
    repository.commit()
    repository.git("gc", "-q")
    bare = tmp_path / "bare.git"
    repository.git("clone", "-q", "--bare", "--no-local", ".", str(bare))
    assert found(repository.scan(history=True)) == found(repository.scan(bare, history=True)) == [("app.env", 1, GITHUB)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a repository to somebody else")
def test_whoever_owns_it(repository: Ground) -> None:
    repository.write("app.env", f"GITHUB={repository.token()}\n")
    repository.commit()
    subprocess.run(["chown", "-R", "65534:65534", repository.folder], check=True)
    assert found(repository.scan(history=True)) == [("app.env", 1, GITHUB)]


def test_a_published_value_is_named_by_its_fingerprint(repository: Ground) -> None:
    value = repository.value()
    repository.write("app.conf", f"x = {value}\n")
    repository.commit()
    repository.write("app.conf", "x\n")
    repository.commit()
    digest = hashlib.sha256(value.encode()).hexdigest()
    (one,) = repository.scan(history=True, refuse=[digest]).json["findings"]
    assert (one["rule"], one["named"]) == ("known-value", digest[:8])


def test_a_value_of_the_store(repository: Ground, tmp_path: Path) -> None:
    value = repository.value()
    store = repository.store(tmp_path / "secrets.json", DB=value)
    repository.write("debug.log", f"connected with {value}\n")
    guilty = repository.commit()
    repository.git("rm", "-q", "debug.log")
    repository.commit()
    (one,) = repository.scan(history=True, file=store).json["findings"]
    assert (one["file"], one["rule"], one["named"], one["commit"]) == ("debug.log", "store-value", "DB:1", guilty)
