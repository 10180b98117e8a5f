# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab does what its page says: hosts are real, labs are apart, and nothing is left behind."""

from __future__ import annotations

import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.lab.own_lab import OwnLab, docker

pytestmark = pytest.mark.lab

BOOT_ID = "cat /proc/sys/kernel/random/boot_id"
COUNT_FLAGS = "psql -h base -U postgres -d flags -Atc 'select count(*) from public.feature_flags'"


def _engine() -> dict[str, list[str]]:
    """What the engine holds, without the other labs that may come and go beside this test."""
    label = '{{.Label "golive.lab"}} {{.ID}}'
    rows = {
        "containers": docker("ps", "--all", "--no-trunc", "--format", label),
        "networks": docker("network", "ls", "--no-trunc", "--format", label),
    }
    mine = {noun: sorted(row for row in found if row.startswith((" ", "spare-"))) for noun, found in rows.items()}
    return mine | {"volumes": sorted(docker("volume", "ls", "--quiet"))}


def _files(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


def _starts(lab: OwnLab) -> list[str]:
    return docker("inspect", "--format", "{{.Id}} {{.State.StartedAt}}", lab.container("one"), lab.container("base"))


def test_down_leaves_the_engine_as_it_was(spare: OwnLab, tmp_path: Path) -> None:
    before, copy = _engine(), tmp_path / "machines.yml"
    spare.run("up", "one=bookworm", "--machines", str(copy))
    assert copy.read_text() == (spare.folder / "machines.yml").read_text()
    assert "address" in copy.read_text()
    assert _engine() != before
    spare.run("down")
    assert _engine() == before
    assert not spare.folder.exists()
    assert not copy.exists()


def test_second_up_changes_nothing(own: OwnLab) -> None:
    files, starts, begun = _files(own.folder), _starts(own), time.monotonic()
    said = own.run("up", "one=bookworm", "base=postgres")
    assert time.monotonic() - begun < 2
    assert "nothing to do" in said
    assert (_files(own.folder), _starts(own)) == (files, starts)


def test_host_is_added_to_a_running_lab(spare: OwnLab) -> None:
    spare.run("up", "1")
    first = docker("inspect", "--format", "{{.Id}} {{.State.StartedAt}}", spare.container("n1"))
    spare.run("up", "2")
    assert spare.ssh("n2", "bash -c ': </dev/tcp/n1/22'").returncode == 0
    assert docker("inspect", "--format", "{{.Id}} {{.State.StartedAt}}", spare.container("n1")) == first


def test_host_cannot_touch_the_real_machine(own: OwnLab) -> None:
    # The time asked for is the true one: should a host ever be allowed, no harm is done.
    refused = own.ssh("one", "sudo date -s @$(date +%s)")
    assert refused.returncode != 0
    assert "Operation not permitted" in refused.stderr
    status = own.ssh("one", "grep CapBnd /proc/1/status").stdout
    held = int(status.split()[1], 16)
    assert held, "a host has most capabilities"
    # capability(7): SYS_MODULE 16, SYS_BOOT 22, SYS_TIME 25.
    assert [number for number in (16, 22, 25) if held >> number & 1] == []
    assert own.ssh("one", "sudo sh -c 'echo h >/proc/sysrq-trigger'").returncode != 0


def test_labs_do_not_meet(own: OwnLab, neighbour: OwnLab) -> None:
    knock = "timeout 1 bash -c ': </dev/tcp/{}/22'"
    assert own.ssh("one", knock.format(own.address("base"))).returncode == 0
    assert own.ssh("one", knock.format(neighbour.address("n1"))).returncode != 0
    assert neighbour.ssh("n1", knock.format(own.address("one"))).returncode != 0


def test_reboot_keeps_the_address_and_changes_the_boot_id(own: OwnLab) -> None:
    address, boot = own.address("one"), own.ssh("one", BOOT_ID).stdout
    ansible = str(Path(sys.executable).with_name("ansible"))
    argv = [ansible, "one", "-i", str(own.folder / "inventory.yml"), "-b", "-m", "ansible.builtin.reboot"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert own.address("one") == address
    assert own.ssh("one", BOOT_ID).stdout.strip() not in ("", boot.strip())


def test_host_survives_a_restart_of_its_container(own: OwnLab) -> None:
    address, boot = own.address("base"), own.ssh("base", BOOT_ID).stdout
    # By rename, as ansible writes files: Docker's own mounts would refuse that.
    edit = "sudo sh -c 'cp /etc/hosts /etc/new && echo 192.0.2.1 kept >>/etc/new && mv /etc/new /etc/hosts'"
    assert own.ssh("base", edit).returncode == 0
    docker("restart", own.container("base"))
    own.run("up")
    assert own.address("base") == address
    assert own.ssh("base", "getent hosts kept").stdout.split() == ["192.0.2.1", "kept"]
    assert own.ssh("base", BOOT_ID).stdout.strip() not in ("", boot.strip())
    assert own.ssh("base", "pg_isready").returncode == 0


def test_up_starts_a_stopped_host(own: OwnLab) -> None:
    address = own.address("one")
    docker("stop", own.container("one"))
    assert own.host("one")["running"] is False
    own.run("up")
    assert own.address("one") == address
    assert own.ssh("one", "true").returncode == 0


def test_database_proves_its_name_and_asks_for_the_password(own: OwnLab) -> None:
    hello = ["openssl", "s_client", "-starttls", "postgres", "-connect", f"{own.address('base')}:5432", "-brief"]
    trust = ["-CAfile", str(own.folder / "ca.pem"), "-verify_return_error"]

    def proves(*expected: str) -> bool:
        return subprocess.run([*hello, *trust, *expected], input=b"", capture_output=True, check=False).returncode == 0

    assert proves("-verify_hostname", "base")
    assert proves("-verify_ip", own.address("base"))
    assert not proves("-verify_hostname", "other")
    secret = (own.folder / "pg_superuser").read_text()
    with_password = f"read -r PGPASSWORD; export PGPASSWORD; {COUNT_FLAGS}"
    assert own.ssh("base", with_password, stdin=secret).stdout == "0\n"
    assert "password authentication failed" in own.ssh("base", with_password, stdin="wrong\n").stderr


def test_secrets_stay_in_their_files(own: OwnLab) -> None:
    secret = (own.folder / "pg_superuser").read_text().strip()
    assert len(secret) >= 24
    assert stat.S_IMODE(own.folder.stat().st_mode) == 0o700
    keys = [
        own.folder / "pg_superuser",
        own.folder / "ca.key",
        *own.folder.rglob("*_ed25519"),
        *own.folder.rglob("*key"),
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys} == {0o600}
    assert [path for path, (_, text) in _files(own.folder).items() if secret.encode() in text] == [str(keys[0])]
    assert secret not in own.run("up") + own.run("status", "--json")
    assert secret not in "".join(docker("inspect", own.container("base")))
    log = own.ssh("base", "sudo cat /var/log/postgresql/postgresql-15-main.log").stdout
    assert "CREATE DATABASE ucrmanager" in log
    assert secret not in log


def _network_is_there(lab: OwnLab) -> bool:
    return bool(lab.on_engine()["networks"])


def _host_is_there(lab: OwnLab) -> bool:
    return bool(lab.on_engine()["containers"])


def _cluster_is_there(lab: OwnLab) -> bool:
    ids = lab.on_engine()["containers"]
    argv = ["docker", "exec", *ids, "test", "-e", "/etc/postgresql/15/main/pg_hba.conf"]
    return bool(ids) and subprocess.run(argv, capture_output=True, check=False).returncode == 0


def _kill_when(lab: OwnLab, reached: Callable[[OwnLab], bool], kind: str) -> None:
    process = lab.start("up", f"base={kind}")
    while not reached(lab):
        assert process.poll() is None, "the lab was up before it could be killed"
    process.kill()
    process.communicate()
    assert lab.folder.exists()


@pytest.mark.parametrize("reached", [_network_is_there, _host_is_there])
def test_killed_up_is_repaired_by_the_next(spare: OwnLab, reached: Callable[[OwnLab], bool]) -> None:
    _kill_when(spare, reached, "bookworm")
    spare.run("up")
    assert spare.ssh("base", "true").returncode == 0
    assert len(spare.on_engine()["containers"]) == 1


def test_half_made_database_is_made_anew(spare: OwnLab) -> None:
    _kill_when(spare, _cluster_is_there, "postgres")
    spare.run("up")
    secret = (spare.folder / "pg_superuser").read_text()
    assert spare.ssh("base", f"read -r PGPASSWORD; export PGPASSWORD; {COUNT_FLAGS}", stdin=secret).stdout == "0\n"
    assert len(spare.on_engine()["containers"]) == 1


def test_killed_up_is_removed_by_down(spare: OwnLab) -> None:
    before = _engine()
    _kill_when(spare, _host_is_there, "bookworm")
    spare.run("down")
    assert _engine() == before
    assert not spare.folder.exists()


def test_lab_that_lost_its_folder_is_made_anew(spare: OwnLab) -> None:
    spare.run("up", "1")
    for path in sorted(spare.folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    spare.run("up", "1")
    assert spare.ssh("n1", "true").returncode == 0
    assert len(spare.on_engine()["containers"]) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["one"], "its kind is missing"),
        (["one=windows"], "there is no kind 'windows'"),
        (["0"], "its kind is missing"),
        (["One=bookworm"], "'One' will not do"),
        (["one=bookworm", "--machines", __file__], "that file is not this lab's"),
    ],
)
def test_wrong_wish_is_refused_before_anything_is_made(spare: OwnLab, words: list[str], said: str) -> None:
    assert said in spare.refuse("up", *words)
    assert spare.on_engine() == {"containers": [], "networks": []}
    assert not spare.folder.exists()


def test_host_does_not_change_its_kind(own: OwnLab) -> None:
    assert "it is a bookworm already" in own.refuse("up", "one=trixie")
    assert own.host("one")["kind"] == "bookworm"
