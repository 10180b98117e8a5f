# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A git history never forgets: what was taken out, rewritten, stashed or merged away is found, with the commit that brought it."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from tests.integration.secret_scan.ground import DASHES, GITHUB, Ground, found
from tests.module_run import Result


@pytest.fixture
def repository(ground: Ground) -> Ground:
    """A repository with one harmless commit."""
    ground.git("init", "-q")
    ground.write("README", "hello\n")
    ground.commit()
    return ground


def commits(result: Result) -> list[str | None]:
    """Return the commits that are named."""
    return [one["commit"] for one in result.json["findings"]]


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


def test_a_shallow_clone_is_refused(repository: Ground, tmp_path: Path) -> None:
    repository.commit()
    shallow = tmp_path / "shallow"
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.folder}", str(shallow))
    assert f"The repository {shallow} is a shallow clone" in repository.scan(shallow, history=True).msg


def test_a_folder_of_a_repository_is_none(repository: Ground) -> None:
    repository.write("sub/file", "1\n")
    assert "by git rev-parse failed: not a git repository" in repository.scan(repository.folder / "sub", history=True).msg


def test_a_damaged_repository_is_a_failure(repository: Ground) -> None:
    repository.write("app.env", "GITHUB=x\n" * 50)
    repository.commit()
    (repository.folder / ".git" / "objects" / "aa").mkdir(exist_ok=True)
    for path in (repository.folder / ".git" / "objects").glob("??/*"):
        path.chmod(0o600)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    result = repository.scan(history=True)
    assert result.rc == 1 and "Reading the repository" in result.msg and "mend that, then run again" in result.msg


def sign(repository: Ground, kind: str) -> None:
    """Put a commit with a signature of a kind on the branch, one that nobody made."""
    head, _, message = repository.git("cat-file", "-p", "HEAD").partition("\n\n")
    signature = f"gpgsig {DASHES}BEGIN {kind}{DASHES}\n \n AAAA\n {DASHES}END {kind}{DASHES}"
    commit = repository.write("../signed", f"{head}\n{signature}\n\n{message}\n")
    repository.git("update-ref", "HEAD", repository.git("hash-object", "-w", "-t", "commit", str(commit)))


@pytest.mark.parametrize("way", ["combined", "dense-combined", "off", "first-parent", "remerge"])
def test_settings_of_the_repository_hide_nothing(repository: Ground, way: str) -> None:
    repository.git("checkout", "-q", "-b", "side")
    repository.write("app.env", "A=1\n")
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.write("app.env", "A=2\n")
    repository.commit()
    repository.git("merge", "-q", "--no-commit", "-s", "ours", "side")
    repository.write("app.env", f"GITHUB={repository.token()}\n")
    merge = repository.commit("merge")
    repository.git("config", "log.diffMerges", way)
    repository.git("config", "diff.orderFile", "none")
    result = repository.scan(history=True)
    assert (found(result), commits(result)) == ([("app.env", 1, GITHUB)], [merge])


def test_the_repository_runs_nothing(repository: Ground, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {trap}\ncat\n")
    script.chmod(0o755)
    repository.write(".gitattributes", "* diff=x filter=x\n")
    repository.write("app.env", "A=1\n")
    repository.commit()
    for name in (
        "diff.x.textconv",
        "diff.x.command",
        "diff.external",
        "filter.x.smudge",
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "gpg.program",
        "gpg.ssh.program",
        "gpg.x509.program",
    ):
        repository.git("config", name, str(script))
    repository.git("config", "log.showSignature", "true")
    repository.git("config", "gpg.ssh.allowedSignersFile", str(script))
    for kind in ("PGP SIGNATURE", "SSH SIGNATURE", "SIGNED MESSAGE"):
        sign(repository, kind)
    repository.git("log", "--format=%H")
    assert trap.exists(), "the trap is none"
    subprocess.run(["rm", "-f", trap], check=True)
    assert found(repository.scan(history=True)) == []
    assert not trap.exists()
