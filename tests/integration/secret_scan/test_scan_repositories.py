# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Repositories that are damaged, hold a part only, or have settings that want to run or hide something."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.integration.secret_scan.ground import DASHES, GITHUB, Ground, commits, found


def test_a_shallow_clone_is_refused(repository: Ground, tmp_path: Path) -> None:
    repository.commit()
    shallow = tmp_path / "shallow"
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.folder}", str(shallow))
    assert f"The repository {shallow} is a shallow clone" in repository.scan(shallow, history=True).msg


@pytest.mark.parametrize("left_out", ["blob:none", "blob:limit=100", "tree:0"])
def test_a_partial_clone_is_refused(repository: Ground, tmp_path: Path, left_out: str) -> None:
    repository.write("app.env", f"GITHUB={repository.token()}\n" + "A=1\n" * 100)
    repository.commit()
    repository.git("rm", "-q", "app.env")
    repository.commit()
    repository.git("config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial"
    repository.git("clone", "-q", f"--filter={left_out}", f"file://{repository.folder}", str(partial))
    result = repository.scan(partial, history=True)
    said = (
        "by git diff-tree failed"
        if left_out == "tree:0"
        else f"Searching the history of {partial} for secrets failed: the repository does not"
    )
    assert result.rc == 1 and said in result.msg, result.msg
    # What once was partial is none when it has all.
    if left_out != "tree:0":
        subprocess.run(["git", "log", "-p"], cwd=partial, check=True, capture_output=True)
        assert found(repository.scan(partial, history=True)) == [("app.env", 1, GITHUB)]


def test_a_version_that_is_missing_is_a_failure(repository: Ground) -> None:
    repository.write("app.env", "A=1\n")
    repository.commit()
    blob = repository.git("rev-parse", "HEAD:app.env")
    (repository.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    result = repository.scan(history=True)
    assert result.rc == 1 and "the repository does not hold app.env of commit" in result.msg and "clone it whole" in result.msg


def test_a_submodule_is_a_repository_of_its_own(repository: Ground) -> None:
    commit = repository.git("rev-parse", "HEAD")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{commit[::-1]},sub")
    repository.git("commit", "-qm", "submodule")
    assert found(repository.scan(history=True)) == []


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
