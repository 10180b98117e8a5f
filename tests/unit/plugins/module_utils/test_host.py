# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program that we run can see, and what is left of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import typing as t
import uuid
from pathlib import Path

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, Moved, StackError
from ansible_collections.golive.stack.plugins.module_utils._host import PosixHost

LOOK = """
import json, os, stat, sys
found = {"env": dict(os.environ), "argv": sys.argv[1:], "stdin": sys.stdin.buffer.read().decode(), "umask": os.umask(0), "cwd": os.getcwd()}
found["session"] = os.getsid(0) == os.getpid()
found["fds"] = sorted(int(fd) for fd in os.listdir("/proc/self/fd"))
if "PGPASSFILE" in os.environ:
    path = os.environ["PGPASSFILE"]
    found["private"] = {"text": open(path).read(), "again": open(path).read(), "mode": oct(stat.S_IMODE(os.stat(path).st_mode))}
print(json.dumps(found))
"""

RUNS: dict[str, t.Callable[..., t.Any]] = {"run_read": PosixHost().run_read, "run_change": PosixHost().run_change}


@pytest.fixture(params=sorted(RUNS))
def seen(request: pytest.FixtureRequest) -> t.Callable[..., t.Any]:
    """Run the looking program, and return what it saw."""

    def look(*args: str, **how: t.Any) -> t.Any:
        done = RUNS[request.param]([sys.executable, "-I", "-c", LOOK, *args], **how)
        assert done.rc == 0, done.err
        return json.loads(done.out)

    return look


def test_the_environment_is_exact(seen: t.Callable[..., t.Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("EXTRA", "PGPASSWORD", "APP_SECRET", "LD_PRELOAD_X", "PYTHONSTARTUP_X", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.setenv(name, "canary")
    monkeypatch.setenv("DOCKER_HOST", "unix:///run/engine")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    monkeypatch.delenv("DOCKER_CONTEXT", raising=False)
    found = seen(env={"ADDED": "1"})["env"]
    assert "canary" not in found.values()
    assert {name: found[name] for name in ("DOCKER_HOST", "TZ", "ADDED", "LANG", "LC_ALL")} == {
        "DOCKER_HOST": "unix:///run/engine",
        "TZ": "Europe/Berlin",
        "ADDED": "1",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }
    ours = {"PATH", "HOME", "USER", "LOGNAME", "TZ", "XDG_RUNTIME_DIR", "DOCKER_HOST", "DOCKER_CONFIG", "LANG", "LC_ALL", "ADDED"}
    assert set(found) - {"LC_CTYPE"} <= ours  # Python itself sets LC_CTYPE


def test_a_task_without_a_path_has_a_useful_one(seen: t.Callable[..., t.Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PATH")
    assert "/usr/local/bin:" in seen()["env"]["PATH"]


def test_arguments_and_stdin_arrive_as_they_are(seen: t.Callable[..., t.Any]) -> None:
    hostile = ["a b", "'", '"$HOME"', "*", "; rm -rf /", "`id`", "ä\n", ""]
    found = seen(*hostile, stdin="SELECT 'ä';\n" * 10_000)
    assert (found["argv"], found["stdin"]) == (hostile, "SELECT 'ä';\n" * 10_000)


def test_what_it_makes_is_private_and_it_has_a_session_of_its_own(seen: t.Callable[..., t.Any]) -> None:
    found = seen()
    assert (found["umask"], found["session"]) == (0o077, True)


def test_a_private_text_is_read_by_the_child_alone(seen: t.Callable[..., t.Any]) -> None:
    before = set(os.listdir("/proc/self/fd"))
    found = seen(private={"PGPASSFILE": "*:*:*:*:canary\n"})
    assert found["private"] == {"text": "*:*:*:*:canary\n", "again": "*:*:*:*:canary\n", "mode": "0o600"}
    assert re.fullmatch(r"/proc/self/fd/\d+", found["env"]["PGPASSFILE"])
    assert "canary" not in json.dumps([found["argv"], found["env"], found["stdin"]])
    assert set(os.listdir("/proc/self/fd")) == before, "the text is still held"


def test_the_child_gets_no_other_open_file(seen: t.Callable[..., t.Any]) -> None:
    with open("/etc/passwd", "rb") as ours:
        os.set_inheritable(ours.fileno(), True)
        assert ours.fileno() not in seen()["fds"]


@pytest.mark.parametrize("rc", [0, 1, 3, 127])
def test_how_it_ended_is_told(rc: int) -> None:
    done = PosixHost().run_read(["sh", "-c", f"printf out; printf '\\377err' >&2; exit {rc}"])
    assert (done.rc, done.out, done.err) == (rc, "out", "\ufffderr")


def test_a_program_that_does_not_read_its_stdin_is_no_error() -> None:
    assert PosixHost().run_read(["true"], stdin="x" * 1_000_000).rc == 0


@pytest.mark.parametrize(
    ("program", "kind", "reason"),
    [("/nosuch/psql", Missing, "No such file or directory"), ("/etc/passwd", StackError, "Permission denied")],
    ids=["not there", "no program"],
)
def test_a_program_that_can_not_be_started_is_named(program: str, kind: type, reason: str) -> None:
    with pytest.raises(StackError) as failed:
        PosixHost().run_read([program], private={"PGPASSFILE": "canary"})
    assert type(failed.value) is kind  # one that is not there may be provided later
    assert failed.value.msg == f"Starting {program} failed: {reason}; install it, then run again."


def running(mark: str) -> list[str]:
    """The processes that were started with this mark, after those that are ending had a moment to end."""
    for _moment in range(40):
        found = [path for path in Path("/proc").glob("[0-9]*/cmdline") if mark in text_of(path)]
        if not found:
            return []
        time.sleep(0.05)
    return [text_of(path) for path in found]


def text_of(path: Path) -> str:
    """The content of a file of /proc, nothing when the process is gone."""
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


# id: a shell script; it sleeps for a number of seconds that is this test's own
LONG = {
    "a program that waits": "exec sleep {0}",
    "a program that waits for its child": "sleep {0}; true",
    "a program that has ended and left a child that holds its output": "sleep {0} & exit 0",
    "a program that ignores being asked": "trap '' TERM INT HUP; sleep {0} & sleep {0}",
}


@pytest.mark.parametrize("script", LONG.values(), ids=LONG)
def test_after_its_time_nothing_is_left_of(script: str) -> None:
    mark = f"3600.{uuid.uuid4().int % 10**12}"
    started = time.monotonic()
    with pytest.raises(StackError, match=r"Running sh was given up after 0\.3 s and ended; look what it waits for"):
        PosixHost().run_read(["sh", "-c", script.format(mark)], seconds=0.3)
    assert time.monotonic() - started < 30
    assert running(mark) == []


def test_programs_are_found_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "golive-test"
    program.write_text("#!/bin/sh\necho found\n")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert PosixHost().find("golive-test") is None  # not executable
    program.chmod(0o755)
    assert PosixHost().find("golive-test") == str(program)
    assert PosixHost().run_read(["golive-test"]).out == "found\n"


@pytest.mark.parametrize(
    ("path", "expanded"), [("~/a", "/home/of/a"), ("$GOLIVE/a", "/srv/a"), ("/a/b", "/a/b"), ("/a/$NOSUCH", "/a/$NOSUCH")]
)
def test_paths_are_expanded_on_this_machine(monkeypatch: pytest.MonkeyPatch, path: str, expanded: str) -> None:
    monkeypatch.setenv("HOME", "/home/of")
    monkeypatch.setenv("GOLIVE", "/srv")
    monkeypatch.delenv("NOSUCH", raising=False)
    assert PosixHost().expand(path) == expanded


def test_private_files_are_written_read_and_locked(tmp_path: Path) -> None:
    host, path = PosixHost(), str(tmp_path / "flags")
    assert host.read_private(path) is None
    with host.lock(path, 1):
        host.write_private(path, b"new", instead_of=None)
        with pytest.raises(Moved):
            host.write_private(path, b"newer", instead_of=b"old")
    assert host.read_private(path) == b"new"
    with pytest.raises(Missing):
        host.read_private(f"{path}.d/flags")


@pytest.mark.parametrize("ending", [KeyboardInterrupt, SystemExit, MemoryError])
def test_who_is_interrupted_says_nothing_of_a_deadline(ending: t.Type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(child: subprocess.Popen[bytes], *_words: t.Any, **_how: t.Any) -> t.NoReturn:
        raise ending

    monkeypatch.setattr(subprocess.Popen, "communicate", interrupted)
    with pytest.raises(ending):
        PosixHost().run_read(["sleep", "60"])


def test_a_long_text_is_typed_while_the_program_runs() -> None:
    typed = (f"{number}\n" * 1000 for number in range(1000))
    assert PosixHost().run_change(["wc", "-l"], stdin=typed).out.strip() == "1000000"


def test_a_program_that_does_not_read_to_the_end_is_no_failure_of_ours() -> None:
    done = PosixHost().run_change(["head", "-n", "1"], stdin=("x" * 1000 + "\n" for _ in range(10_000)))
    assert (done.rc, len(done.out)) == (0, 1001)


def test_what_goes_wrong_with_the_text_is_raised() -> None:
    def broken() -> t.Iterator[str]:
        yield "a\n"
        raise StackError("The file was changed.")

    with pytest.raises(StackError, match="The file was changed"):
        PosixHost().run_change(["cat"], stdin=broken())


def test_a_program_that_is_not_there_reads_nothing() -> None:
    with pytest.raises(Missing, match="Starting golive-no-such"):
        PosixHost().run_change(["golive-no-such"], stdin=iter(["a"]))
