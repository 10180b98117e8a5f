# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The step of ``make test``: it looks at all there is of this repository, and is red when a secret is planted in any of it."""

from __future__ import annotations

import subprocess
import tarfile
import typing as t
from pathlib import Path

import pytest

from tests.integration.secret_scan.ground import GITHUB, Ground
from tests.run import secret_scan
from tests.run.environment import ROOT
from tests.run.steps import all_steps

Places = t.Dict[str, t.Dict[str, t.Any]]


@pytest.fixture
def places(ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A small repository that is clean, and its artifact."""
    monkeypatch.setenv("PATH", ground.path)
    ground.git("init", "-q")
    ground.write("README", "hello\n")
    ground.commit()
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "README").write_text("hello\n")
    _pack(tmp_path)
    return {
        "tree": {"path": str(tmp_path / "source")},
        "history": {"path": str(ground.folder), "history": True},
        "artifact": {"path": str(tmp_path / "artifact.tar.gz")},
    }


def _pack(folder: Path) -> None:
    with tarfile.open(folder / "artifact.tar.gz", "w:gz") as archive:
        archive.add(folder / "source", ".")


def test_a_clean_repository_is_green(places: Places) -> None:
    assert list(secret_scan.complaints(places, [])) == []


@pytest.mark.parametrize("where", ["tree", "history", "artifact"])
def test_a_planted_secret_is_red(places: Places, ground: Ground, tmp_path: Path, where: str) -> None:
    line = f"GITHUB={ground.token()}\n"
    if where == "history":
        path = ground.write("app.env", line)
        ground.commit()
        path.unlink()
        ground.commit()
    else:
        (tmp_path / "source" / "app.env").write_text(line)
    if where == "artifact":
        _pack(tmp_path)
        (tmp_path / "source" / "app.env").unlink()
    wrong = list(secret_scan.complaints(places, []))
    assert [complaint.split(":")[0] for complaint in wrong] == [where, where]
    assert "app.env:1 (github-pat)" in wrong[0] and "found 1 secret" in wrong[0]
    ground.assert_quiet(str(wrong))
    file = "./app.env" if where == "artifact" else "app.env"
    assert list(secret_scan.complaints(places, [{"file": file, "rule": GITHUB, "reason": "planted"}])) == []


def test_what_is_allowed_for_nothing_is_red(places: Places) -> None:
    (said,) = secret_scan.complaints(places, [{"file": "gone", "rule": GITHUB, "reason": "old"}])
    assert said == "secrets_allowed.yml allows gone, rule github-pat, which is found nowhere any more: remove it"


def test_what_is_allowed_for_one_place_need_not_fit_the_others_but_what_two_take_is_used_twice(places: Places, tmp_path: Path) -> None:
    for name in ("a.env", "b.env"):
        (tmp_path / "source" / name).write_text("GITHUB=" + "gh" + "p_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6" + "\n")
    both = [{"file": "a.env", "rule": GITHUB, "reason": "sample"}, {"file": "?.env", "rule": GITHUB, "reason": "sample"}]
    assert list(secret_scan.complaints(places, both)) == []
    (said,) = secret_scan.complaints(places, [*both, {"file": "c.env", "rule": GITHUB, "reason": "sample"}])
    assert "allows c.env" in said


def test_a_warning_that_nobody_expects_is_red(places: Places, tmp_path: Path) -> None:
    (tmp_path / "source" / "old.gz").write_bytes(b"\x1f\x8b\x08")
    (said,) = secret_scan.complaints(places, [])
    assert said.startswith("tree: Packed files in ") and "old.gz" in said


def test_a_place_that_cannot_be_searched_is_red_and_says_nothing_of_what_is_allowed(places: Places) -> None:
    wrong = list(secret_scan.complaints({**places, "tree": {"path": "/absent"}}, [{"file": "x", "rule": GITHUB, "reason": "sample"}]))
    assert [said.split(" to be")[0] for said in wrong] == ["tree: The path /absent"]


def test_an_empty_place_is_red(places: Places, tmp_path: Path) -> None:
    (tmp_path / "source" / "README").unlink()
    assert list(secret_scan.complaints(places, [])) == ["tree: no file was searched"]


def test_the_step_looks_at_the_tree_the_history_and_the_artifact_of_this_repository(tmp_path: Path) -> None:
    where = secret_scan.places(tmp_path / "built")
    known = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    there = [name for name in known if (ROOT / name).is_file()]
    assert [name for name in there if not Path(where["tree"]["path"], name).is_file()] == []
    assert where["history"] == {"path": str(ROOT), "history": True}
    with tarfile.open(where["artifact"]["path"]) as archive:
        assert "MANIFEST.json" in [name.removeprefix("./") for name in archive.getnames()]
    (step,) = [one for one in all_steps() if one.name == "secret-scan"]
    assert step.argv[-2:] == ("-m", "tests.run.secret_scan")
