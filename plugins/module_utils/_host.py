# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The port through which every domain touches a machine, and its POSIX arm.

The Windows arm lives on the controller (plugin_utils) and drives well-kept modules; the domain code does not notice.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import threading
import typing as t
from dataclasses import dataclass

from ._errors import Missing, StackError
from ._private_file import lock, read, touch, write

# All that a child gets from our environment: an application's secrets may stand beside these.
PASSED_ON = ("PATH", "HOME", "USER", "LOGNAME", "TZ", "XDG_RUNTIME_DIR", "DOCKER_HOST", "DOCKER_CONFIG", "DOCKER_CONTEXT")
DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SECONDS = 60.0


@dataclass(frozen=True)
class Completed:
    """How a program ended."""

    rc: int
    out: str
    err: str


class Host(t.Protocol):
    """What a domain may ask of a machine."""

    family: str

    def expand(self, path: str) -> str:
        """Return the path with ~ and $VARIABLES of this machine filled in."""

    def find(self, program: str) -> str | None:
        """Return where the program is, None when the machine does not have it."""

    def run_read(self, argv: t.Sequence[str], **how: t.Any) -> Completed:
        """Run a program that only looks (keywords: stdin, env, private, seconds)."""

    def run_change(self, argv: t.Sequence[str], **how: t.Any) -> Completed:
        """Run a program that changes something; never called in check mode."""

    def read_private(self, path: str) -> bytes | None:
        """Return a private file's content, None when there is none."""

    def write_private(self, path: str, data: bytes, *, instead_of: bytes | None, through: str | None = None) -> None:
        """Replace the content that was read (None: no file), durably and whole; Moved when it is another by now."""

    def touch_private(self, path: str) -> None:
        """Make an empty private file if there is none, in one step."""

    def lock(self, path: str, seconds: float) -> t.ContextManager[None]:
        """Hold the lock of a path."""


class PosixHost:
    """The machine this Python runs on."""

    family = "posix"

    def expand(self, path: str) -> str:
        """Return the path with ~ and $VARIABLES of this machine filled in."""
        return os.path.expanduser(os.path.expandvars(path))

    def find(self, program: str) -> str | None:
        """Return where the program is, None when the machine does not have it."""
        return shutil.which(program, path=os.environ.get("PATH", DEFAULT_PATH))

    def run_read(self, argv: t.Sequence[str], **how: t.Any) -> Completed:
        """Run a program that only looks (keywords: stdin, env, private, seconds)."""
        return _run(argv, **how)

    def run_change(self, argv: t.Sequence[str], **how: t.Any) -> Completed:
        """Run a program that changes something; never called in check mode."""
        return _run(argv, **how)

    def read_private(self, path: str) -> bytes | None:
        """Return a private file's content, None when there is none."""
        return read(path)

    def write_private(self, path: str, data: bytes, *, instead_of: bytes | None, through: str | None = None) -> None:
        """Replace the content that was read (None: no file), durably and whole; Moved when it is another by now."""
        write(path, data, instead_of, through)

    def touch_private(self, path: str) -> None:
        """Make an empty private file if there is none, in one step."""
        touch(path)

    def lock(self, path: str, seconds: float) -> t.ContextManager[None]:
        """Hold the lock of a path."""
        return lock(path, seconds)


def _run(
    argv: t.Sequence[str],
    *,
    stdin: str | t.Iterable[str] = "",
    env: t.Mapping[str, str] | None = None,
    private: t.Mapping[str, str] | None = None,
    seconds: float | None = SECONDS,
) -> Completed:
    """Run without a shell, in an exact environment; ``private`` names variables that lead to a text only the child reads."""
    exact = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    exact = {"PATH": DEFAULT_PATH, **exact, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **(env or {})}
    with contextlib.ExitStack() as stack:
        fds = {name: stack.enter_context(_in_memory(text)) for name, text in (private or {}).items()}
        exact.update({name: f"/proc/self/fd/{fd}" for name, fd in fds.items()})
        feed = None if isinstance(stdin, str) else stack.enter_context(_Feed(stdin))
        try:
            child = subprocess.Popen(
                list(argv),
                stdin=subprocess.PIPE if feed is None else feed.end,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=exact,
                umask=0o077,
                start_new_session=True,
                pass_fds=list(fds.values()),
            )
        except OSError as error:
            kind = Missing if error.errno == errno.ENOENT else StackError
            raise kind(f"Starting {argv[0]} failed: {os.strerror(error.errno or 0)}; install it, then run again.") from None
        if feed is not None:
            feed.start()
        return _completed(child, argv[0], stdin, seconds)


def _completed(child: subprocess.Popen[bytes], program: str, stdin: str | t.Iterable[str], seconds: float | None) -> Completed:
    with child:
        try:
            out, err = child.communicate(stdin.encode() if isinstance(stdin, str) else None, timeout=seconds)
        except BaseException as error:
            with contextlib.suppress(ProcessLookupError):  # the program may have ended and left a child that holds its output
                os.killpg(child.pid, signal.SIGKILL)
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            raise StackError(
                f"Running {program} was given up after {seconds:g} s and ended; look what it waits for, then run again."
            ) from None
    return Completed(child.returncode, out.decode(errors="replace"), err.decode(errors="replace"))


class _Feed:
    """Types a long text while the program runs, so that it need not be held as a whole; what goes wrong with it is raised on leaving."""

    def __init__(self, chunks: t.Iterable[str]) -> None:
        self._chunks = chunks
        self._wrong: BaseException | None = None
        self._thread = threading.Thread(target=self._type)
        self.end = -1
        self._own = -1

    def __enter__(self) -> _Feed:
        self.end, self._own = os.pipe()
        return self

    def start(self) -> None:
        """Begin; the program has its end now, and ours would keep the pipe open when it dies."""
        os.close(self.end)
        self.end = -1
        self._thread.start()

    def _type(self) -> None:
        try:
            with open(self._own, "wb") as pipe:
                for chunk in self._chunks:
                    pipe.write(chunk.encode())
        except BrokenPipeError:
            pass  # it has ended before it read all: it says why
        except BaseException as error:  # pylint: disable=broad-exception-caught
            self._wrong = error

    def __exit__(self, *_failure: object) -> None:
        if self.end >= 0:  # never started
            os.close(self.end)
            os.close(self._own)
            return
        self._thread.join()
        if self._wrong is not None:
            raise self._wrong


@contextlib.contextmanager
def _in_memory(text: str) -> t.Iterator[int]:
    """Hold a text in a file that has no name: nothing is left on disk, whatever is killed."""
    fd = os.memfd_create("golive", os.MFD_CLOEXEC)
    try:
        os.fchmod(fd, 0o600)  # libpq ignores a password file that others could read
        os.write(fd, text.encode())
        yield fd
    finally:
        os.close(fd)
