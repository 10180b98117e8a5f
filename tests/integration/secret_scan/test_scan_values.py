# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that gitleaks can't know: those that were published, and those of the store."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import typing as t
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.integration.secret_scan.ground import GITHUB, Ground, found
from tests.module_run import ROOT, TREE
from tests.run.environment import folder_of

# A sample that everybody has; written so that this file does not hold it.
PUBLISHED = "-".join(["your", "super", "secret", "jwt", "token", "with", "at", "least", "32", "characters", "long"])


@pytest.mark.parametrize(
    "text",
    [
        "JWT_SECRET={}\n",
        'jwt: "{}"\n',
        "{{'a': '{}'}}\n",
        "postgres://app:{}@db/app\n",
        "curl -H 'Authorization: Bearer {}'\n",
        "see {}.\n",
        "a={};b=1\n",
        "{}",
    ],
)
def test_a_published_value_wherever_it_stands(ground: Ground, text: str) -> None:
    ground.write("a/config", "# first\n" + text.format(PUBLISHED))
    result = ground.scan()
    assert ("a/config", 2, "known-value") in found(result)
    (named,) = {one["named"] for one in result.json["findings"] if one["rule"] == "known-value"}
    assert named == hashlib.sha256(PUBLISHED.encode()).hexdigest()[:8]


def test_a_published_word_counts_where_a_secret_stands_only(ground: Ground) -> None:
    word = "pass" + "word"
    ground.write("prose", f"the {word} of the {word}: see {word}\nlogin({word}={word}, user=user)\n{word} = {word}\n")
    ground.write("app.env", f"DB_PASSWORD={word}\n")
    assert found(ground.scan()) == [("app.env", 1, "known-value")]


@pytest.mark.parametrize(
    "form",
    [
        lambda value: value,
        lambda value: quote(value, safe=""),
        lambda value: base64.b64encode(value.encode()).decode(),
        lambda value: base64.b64encode(f"app:{value}".encode()).decode(),
        lambda value: json.dumps({"a": value}),
        lambda value: f"x{value}y",
    ],
    ids=["plain", "percent", "base64", "basic auth", "JSON", "within"],
)
def test_a_value_of_the_store_in_a_log(ground: Ground, tmp_path: Path, form: t.Callable[[str], str]) -> None:
    value = ground.value() + '"/+ä%'
    store = ground.store(tmp_path / "secrets.json", DB_PASSWORD=value, OTHER=ground.value())
    ground.write("app.log", f"started\nconnecting {form(value)}\n")
    result = ground.scan(file=store)
    assert ("app.log", 2, "store-value") in found(result)
    assert {one["named"] for one in result.json["findings"] if one["rule"] == "store-value"} == {"DB_PASSWORD:1"}


def test_every_version_counts_and_the_store_itself_does_not(ground: Ground) -> None:
    values = {"NEW": ground.value(), "OLD": ground.value()}
    store = ground.store(ground.folder / "secrets.json", **values)
    assert found(ground.scan(file=store)) == []
    ground.write("copy.json", (ground.folder / "secrets.json").read_bytes())
    findings = ground.scan(file=store).json["findings"]
    assert {one["file"] for one in findings} == {"copy.json"}
    assert {one["named"] for one in findings} >= {"NEW:1", "OLD:1"}


def test_a_file_that_is_named_by_a_value(ground: Ground, tmp_path: Path) -> None:
    value = ground.value()
    store = ground.store(tmp_path / "secrets.json", DB=value)
    ground.write(f"dump-{value}.txt", "x\n")
    assert found(ground.scan(file=store)) == [("dump-********.txt", 0, "store-value")]


def test_a_short_value_is_named_as_not_searched_for(ground: Ground, tmp_path: Path) -> None:
    store = ground.store(tmp_path / "secrets.json", PIN="734912", LONG=ground.value())
    ground.planted.remove("734912")
    ground.write("a.log", "734912\n")
    result = ground.scan(file=store)
    assert found(result) == []
    assert "Too short to be searched for: PIN:1 of the secret store." in str(result.json["warnings"])


def test_a_store_without_secrets_is_no_reason_to_be_green(ground: Ground, tmp_path: Path) -> None:
    result = ground.scan(file={"path": str(tmp_path / "misspelt.json")})
    assert result.rc == 1 and f"The secret store {tmp_path}/misspelt.json holds no secret to be searched for" in result.msg


def test_nothing_is_shown_however_much_ansible_says(ground: Ground, tmp_path: Path) -> None:
    value, token = ground.value(), ground.token()
    store = ground.store(tmp_path / "secrets.json", DB=value)
    ground.write("app.env", f"GITHUB={token}\nDB={value}\n{ground.key()}")
    args = json.dumps({"path": str(ground.folder), "file": store})
    env = {**os.environ, "PATH": ground.path, "ANSIBLE_COLLECTIONS_PATH": str(TREE), "PYTHONPATH": f"{TREE}:{ROOT}"}
    argv = [str(folder_of("dev") / "bin" / "ansible"), "localhost", "-vvvv", "-m", "golive.stack.secret_scan", "-a", args]
    done = subprocess.run(argv, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "found 3 secrets" in done.stdout and GITHUB in done.stdout
    ground.assert_quiet(done.stdout + done.stderr)
