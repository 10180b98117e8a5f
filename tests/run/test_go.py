# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs in Go are pinned whole, and what Debian 13 has can build them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.run import go


@pytest.mark.parametrize("name", go.PROGRAMS)
def test_version_and_sums_are_kept(name: str) -> None:
    module, sums = ((go.SOURCES / name / file).read_text() for file in ("go.mod", "go.sum"))
    assert re.search(rf"^{re.escape(go.PROGRAMS[name].package)} v{re.escape(go.pinned(name))} h1:", sums, re.MULTILINE)
    assert f"tool {go.PROGRAMS[name].package}" in module
    asked = re.search(r"^go (\d+)\.(\d+)", module, re.MULTILINE)
    assert asked and tuple(map(int, asked.groups())) <= go.OLDEST
    assert "toolchain" not in module, "no other Go is fetched"


def test_every_folder_is_a_program() -> None:
    assert sorted(path.name for path in go.SOURCES.iterdir()) == sorted(go.PROGRAMS)


@pytest.mark.parametrize(
    ("said", "fit"),
    [
        ("go version go1.24.4 linux/amd64", True),
        ("go version go1.26.8 linux/amd64", True),
        ("go version go2.0 linux/amd64", True),
        ("go version go1.19.8 linux/amd64", False),
        ("go version go1.9 linux/amd64", False),
        ("devel", False),
    ],
)
def test_which_go_is_new_enough(tmp_path: Path, said: str, fit: bool) -> None:
    program = tmp_path / "go"
    program.write_text(f"#!/bin/sh\necho '{said}'\n")
    program.chmod(0o755)
    assert go.is_fit(str(program)) is fit


def test_it_is_built_once_for_its_sums(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "source" / "gitleaks"
    source.mkdir(parents=True)
    (source / "go.mod").write_text("1")
    (source / "go.sum").write_text("2")
    built: list[Path] = []
    monkeypatch.setattr(go, "SOURCES", tmp_path / "source")
    monkeypatch.setattr(go, "BUILT", tmp_path / "built")

    def build(_name: str, target: Path) -> None:
        built.append(target)
        target.touch()

    monkeypatch.setattr(go, "_build", build)
    first = go.make("gitleaks")
    assert (go.make("gitleaks"), built) == (first, [first])
    (source / "go.sum").write_text("3")
    assert go.make("gitleaks") != first and len(built) == 2


def test_a_build_that_fails_leaves_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_how, **_more: sys.executable)
    monkeypatch.setattr(go, "is_fit", lambda _go: True)
    monkeypatch.setattr("subprocess.run", lambda argv, **_how: subprocess.CompletedProcess(argv, 1))
    with pytest.raises(SystemExit, match="Building gitleaks failed, see above"):
        go._build("gitleaks", tmp_path / "gitleaks")
    assert not (tmp_path / "gitleaks").exists()
