# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Streams of git are read exactly."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError
from ansible_collections.golive.stack.plugins.module_utils._host import PosixHost
from ansible_collections.golive.stack.plugins.module_utils._secret_scan.history import Limited, Repository, _words

from tests.unit.memory_host import MemoryHost


def test_a_limited_stream_ends_where_the_object_ends() -> None:
    stream = io.BytesIO(b"objectrest")
    limited = Limited(stream, 6)
    assert (limited.read(4), limited.read(4), limited.read(4)) == (b"obje", b"ct", b"")
    other = Limited(stream, 3)
    other.drain()
    assert stream.read() == b"t"


@pytest.mark.parametrize("chunk", [b"a\0:b\0c\nd\0", b"a\0\0:b\0c\nd\0"])
def test_words_between_nuls(chunk: bytes) -> None:
    assert list(_words(io.BytesIO(chunk))) == [b"a", b":b", b"c\nd"]


def git(folder: Path, *argv: str) -> str:
    words = ["git", "-c", "user.name=T", "-c", "user.email=t@example.com", *argv]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def test_every_version_with_the_commit_that_brought_it(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    commits = []
    for text in ("one\n", "two\n"):
        (tmp_path / "f").write_text(text)
        git(tmp_path, "add", "f")
        git(tmp_path, "commit", "-qm", text)
        commits.append(git(tmp_path, "rev-parse", "HEAD")[:10])
    repository = Repository(PosixHost(), str(tmp_path))
    repository.refuse_partial()
    found = {(piece.name, piece.data): (piece.commit, piece.rank) for piece in repository.read() if piece.name == "f"}
    assert {key: commit for key, (commit, _rank) in found.items()} == {("f", b"one\n"): commits[0], ("f", b"two\n"): commits[1]}
    assert found["f", b"one\n"][1] < found["f", b"two\n"][1]


def test_no_repository_and_no_git(tmp_path: Path) -> None:
    with pytest.raises(StackError, match="by git rev-parse failed: not a git repository"):
        Repository(PosixHost(), str(tmp_path)).refuse_partial()
    with pytest.raises(Missing, match="needs git"):
        Repository(MemoryHost(), str(tmp_path))


def test_a_git_that_cannot_be_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "git").write_text("no program")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StackError, match=f"Starting {tmp_path}/git failed: Exec format error; install it anew, then run again"):
        Repository(PosixHost(), str(tmp_path)).refuse_partial()
