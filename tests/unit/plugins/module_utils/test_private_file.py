# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody else reads the file, redirects it or finds half of it."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils import _private_file as private
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, StackError

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="giving a file to another user needs root")
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def replace(path: str) -> None:
    """Write a new text in place of the old one."""
    private.write(path, b"new", instead_of=b"old")


USES: dict[str, t.Callable[[str], t.Any]] = {"read": private.read, "written": replace}


def mode(path: Path) -> int:
    """The permissions of what stands there, links not followed."""
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=lambda mask: f"umask {mask:03o}")
def umask(request: pytest.FixtureRequest) -> t.Iterator[None]:
    """A umask that whoever starts the task may have."""
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_only_the_owner_can_use_file_and_lock(file: Path) -> None:
    file.unlink()
    with private.lock(str(file), 1):
        private.write(str(file), b"new", instead_of=None)
    assert {path.name: oct(mode(path)) for path in file.parent.iterdir()} == {"flags": "0o600", ".flags.golive-lock": "0o600"}


def test_what_is_written_is_read(file: Path) -> None:
    for before, after in ((b"old", b""), (b"", b"new"), (b"new", b"\0\xff" * 100_000)):
        assert private.read(str(file)) == before
        private.write(str(file), after, instead_of=before)
        assert private.read(str(file)) == after
    assert [path.name for path in file.parent.iterdir()] == ["flags"]


def test_a_file_that_is_not_there_is_none(file: Path) -> None:
    assert private.read(str(file.with_name("other"))) is None


def test_what_could_not_be_read_again_is_not_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private, "LARGEST", 5)
    private.write(str(file), b"12345", instead_of=b"old")
    with pytest.raises(StackError, match=f"The private file {file} would have 6 bytes, more than the 5 that can be read again"):
        private.write(str(file), b"123456", instead_of=b"12345")
    assert {path.name: path.read_bytes() for path in file.parent.iterdir()} == {"flags": b"12345"}


def test_what_is_written_first_may_have_a_name_of_its_own(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replaced: list[str] = []
    rename = os.replace

    def watched(old: str, new: str, **how: t.Any) -> None:
        replaced.append(old)
        rename(old, new, **how)

    monkeypatch.setattr(os, "replace", watched)
    file.with_name(".base.golive-new").write_bytes(b"left over")
    private.write(str(file), b"new", instead_of=b"old", through=".base.golive-new")
    assert replaced == [".base.golive-new"]
    assert {path.name: path.read_bytes() for path in file.parent.iterdir()} == {"flags": b"new"}


@pytest.mark.parametrize("bits", [0o640, 0o604, 0o610, 0o666, 0o601])
@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_a_file_that_others_can_use_is_refused_when(file: Path, use: t.Callable[[str], t.Any], bits: int) -> None:
    file.chmod(bits)
    with pytest.raises(StackError, match=rf"has mode {bits:04o}, so others .* 'chmod 600 {file}' and run again"):
        use(str(file))
    assert (file.read_bytes(), mode(file)) == (b"old", bits)


@pytest.mark.parametrize("use", USES.values(), ids=USES)
@pytest.mark.parametrize("target", ["outside", "nowhere"])
def test_a_link_in_place_of_the_file_is_refused_when(file: Path, outside: Path, use: t.Callable[[str], t.Any], target: str) -> None:
    file.unlink()
    file.symlink_to(outside.with_name(target))
    with pytest.raises(StackError, match=f"private file {file} is a symbolic link; somebody redirects it"):
        use(str(file))
    assert outside.read_bytes() == b"outside"
    assert file.is_symlink() and not outside.with_name("nowhere").exists()


def test_a_link_in_place_of_the_new_file_is_not_followed(file: Path, outside: Path) -> None:
    file.with_name(".flags.golive-new").symlink_to(outside)
    replace(str(file))
    assert (file.read_bytes(), file.is_symlink(), outside.read_bytes()) == (b"new", False, b"outside")


@contextlib.contextmanager
def within(seconds: int) -> t.Iterator[None]:
    """Fail the test when it takes longer: what waits for a FIFO's other end waits for ever."""

    def give_up(_signal: int, _frame: t.Any) -> None:
        pytest.fail(f"it waited for more than {seconds} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("use", USES.values(), ids=USES)
@pytest.mark.parametrize("kind", ["FIFO", "folder", "socket"])
def test_what_is_no_file_is_refused_without_waiting_when(
    file: Path, monkeypatch: pytest.MonkeyPatch, use: t.Callable[[str], t.Any], kind: str
) -> None:
    file.unlink()
    monkeypatch.chdir(file.parent)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listener:
        makers: dict[str, t.Callable[[str], t.Any]] = {"FIFO": os.mkfifo, "folder": os.mkdir, "socket": listener.bind}
        makers[kind]("flags")
        with within(10), pytest.raises(StackError, match="no regular file|No such device or address"):
            use(str(file))


def test_a_file_that_is_too_large_is_the_wrong_one(file: Path) -> None:
    os.truncate(file, private.LARGEST + 1)
    with pytest.raises(StackError, match=f"has {private.LARGEST + 1} bytes, more than"):
        private.read(str(file))


def lock_for_a_moment(path: str) -> None:
    """Take the lock and give it back."""
    with private.lock(path, 1):
        pass


ALL_USES = {**USES, "locked": lock_for_a_moment}


@pytest.mark.parametrize("use", ALL_USES.values(), ids=ALL_USES)
def test_a_folder_that_is_not_there_may_be_provided_later_when(file: Path, use: t.Callable[[str], t.Any]) -> None:
    with pytest.raises(Missing, match=f"The folder {file.parent}/later of .* does not exist; create it"):
        use(f"{file.parent}/later/flags")


@pytest.mark.parametrize("use", ALL_USES.values(), ids=ALL_USES)
def test_a_folder_that_is_a_file_is_not_provided_later_when(file: Path, use: t.Callable[[str], t.Any]) -> None:
    with pytest.raises(StackError, match="Not a directory") as refused:
        use(f"{file}/flags")
    assert not isinstance(refused.value, Missing)


@pytest.mark.parametrize("path", ["flags", "./flags", "", "/etc/app/", "~/flags"])
@pytest.mark.parametrize("use", ALL_USES.values(), ids=ALL_USES)
def test_a_path_that_is_none_is_refused_when(use: t.Callable[[str], t.Any], path: str) -> None:
    with pytest.raises(StackError, match="give the absolute path of a file"):
        use(path)


def test_a_new_file_that_a_killed_run_has_left_is_replaced(file: Path) -> None:
    left = file.with_name(".flags.golive-new")
    left.write_bytes(b"half a te")
    left.chmod(0o644)
    replace(str(file))
    assert (file.read_bytes(), mode(file), left.exists()) == (b"new", 0o600, False)


@needs_root
def test_the_owner_is_kept(file: Path) -> None:
    os.chown(file, 12345, 23456)
    replace(str(file))
    found = file.stat()
    assert (found.st_uid, found.st_gid, mode(file), file.read_bytes()) == (12345, 23456, 0o600, b"new")


def test_a_write_that_fails_leaves_the_old_text_and_nothing_else(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: t.Any, **_how: t.Any) -> t.NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(StackError) as failed:
        replace(str(file))
    assert failed.value.msg.startswith(f"The private file {file} can't be written: No space left on device; the old content is untouched")
    assert {path.name: path.read_bytes() for path in file.parent.iterdir()} == {"flags": b"old"}


def test_a_folder_that_can_not_be_synced_is_no_old_content(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync = os.fsync

    def fail_for_folders(fd: int) -> None:
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            raise OSError(5, "Input/output error")
        sync(fd)

    monkeypatch.setattr(os, "fsync", fail_for_folders)
    with pytest.raises(StackError, match="has its new content, but the disk did not confirm it") as failed:
        replace(str(file))
    assert "old content is untouched" not in failed.value.msg
    assert {path.name: path.read_bytes() for path in file.parent.iterdir()} == {"flags": b"new"}


WRITE = (
    "import sys; from ansible_collections.golive.stack.plugins.module_utils._private_file import write; write(sys.argv[1], b'new', b'old')"
)


@needs_strace
def test_the_new_text_is_on_disk_before_it_takes_the_place_and_the_place_is_synced_after(file: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    calls = "trace=openat,write,fsync,fdatasync,rename,renameat,renameat2,fchmod,chmod"
    subprocess.run(["strace", "-y", "-o", str(trace), "-e", calls, sys.executable, "-c", WRITE, str(file)], check=True)
    ours = [line for line in trace.read_text().splitlines() if str(file.parent) in line and "O_RDONLY" not in line]
    assert [re.split(r"[(]", line)[0].rstrip("at2") for line in ours] == ["open", "write", "fsync", "rename", "fsync"]
    opened, _written, synced, renamed, folder = ours
    assert "O_CREAT|O_EXCL" in opened and "O_NOFOLLOW" in opened and ", 0600)" in opened
    assert f"{file.parent}/.flags.golive-new>" in synced
    assert '".flags.golive-new"' in renamed and '"flags")' in renamed
    assert f"<{file.parent}>)" in folder


def test_an_empty_file_is_made_once_and_never_emptied(tmp_path: Path) -> None:
    path = tmp_path / "mark"
    private.touch(str(path))
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"", 0o600)
    path.write_text("kept")
    private.touch(str(path))
    assert path.read_text() == "kept"


def test_no_file_is_made_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "mark").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StackError, match="is a symbolic link"):
        private.touch(str(tmp_path / "mark"))
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_that_can_not_be_made_is_no_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: t.Any) -> None:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StackError) as failed:
        private.touch(str(tmp_path / "mark"))
    assert failed.value.msg == f"The private file {tmp_path}/mark can't be made: No space left on device; mend that, then run again."
