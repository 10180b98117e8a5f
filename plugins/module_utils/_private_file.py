# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that only their owner reads, written so that a reader finds the old or the new text, never half.

Not atomic_move: that makes a new file 0644 for a moment and never syncs (measured on core 2.16 to 2.22).
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
import time
import typing as t

from ._errors import Missing, Moved, StackError

LARGEST = 16 * 1024 * 1024


def read(path: str) -> bytes | None:
    """Return the content of a private file, None when there is none; refuse what others can read or redirect."""
    with _folder(path, "read") as (folder, name):
        return _content(path, folder, name)


def _content(path: str, folder: int, name: str) -> bytes | None:
    try:
        fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _refused(path, "read", error) from None
    try:
        _check(path, os.fstat(fd))
        with os.fdopen(fd, "rb", closefd=False) as file:
            return file.read(LARGEST)
    except OSError as error:
        raise _refused(path, "read", error) from None
    finally:
        os.close(fd)


def write(path: str, data: bytes, instead_of: bytes | None, through: str | None = None) -> None:
    """Replace the content that was read durably: 0600 from its first moment, synced, renamed, folder synced; owner kept.

    ``through`` names the file that is written first, where another than the usual is known to be removed by the next run.
    """
    if len(data) > LARGEST:
        raise StackError(f"The private file {path} would have {len(data)} bytes, more than the {LARGEST} that can be read again.")
    with _folder(path, "write") as (folder, name):
        new = through or f".{name}.golive-new"
        try:
            _write_new(new, folder, data, _stat(name, folder))
            # This checks the old file, too. The sync may have taken seconds; from here to the rename it is no time.
            if _content(path, folder, name) != instead_of:
                raise Moved(
                    f"The private file {path} was edited by another program while it was being changed; run again when that is done."
                )
            os.replace(new, name, src_dir_fd=folder, dst_dir_fd=folder)
        except (OSError, StackError) as error:
            with contextlib.suppress(OSError):  # the disk may be read-only by now; the next run removes it
                _remove(new, folder)
            if isinstance(error, StackError):
                raise
            raise _refused(path, "write", error) from None
        try:
            os.fsync(folder)
        except OSError as error:
            raise StackError(
                f"The private file {path} has its new content, but the disk did not confirm it ({_why(error)}), so a power cut may"
                " bring the old one back; mend the disk, then look at the file and run again."
            ) from None


def touch(path: str) -> None:
    """Make an empty private file if there is none: by one call, so that nothing half-made is ever left."""
    with _folder(path, "make") as (folder, name):
        try:
            os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=folder))
            os.fsync(folder)
        except OSError as error:
            raise _refused(path, "make", error) from None


@contextlib.contextmanager
def lock(path: str, seconds: float) -> t.Iterator[None]:
    """Hold the lock file beside the path; the kernel frees it when its holder dies, nobody ever has to delete it."""
    with _folder(path, "lock") as (folder, name):
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            fd = os.open(f".{name}.golive-lock", flags, 0o600, dir_fd=folder)
        except OSError as error:
            raise _refused(f"{os.path.dirname(path)}/.{name}.golive-lock", "open", error) from None
        try:
            try:
                _give_to_owner(fd, _stat(name, folder) or os.fstat(folder))
            except OSError as error:
                raise _refused(f"{os.path.dirname(path)}/.{name}.golive-lock", "open", error) from None
            _wait_for(fd, path, seconds)
            yield
        finally:
            os.close(fd)


def _give_to_owner(fd: int, owner: os.stat_result) -> None:
    """Let a lock that root has made serve the file's owner, too; root itself is never locked out."""
    if os.geteuid() == 0 and os.fstat(fd).st_uid != owner.st_uid:
        os.fchown(fd, owner.st_uid, owner.st_gid)


def _wait_for(fd: int, path: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            return fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise StackError(
                    f"Locking {path} was given up after {seconds:g} s: process {_holder(fd)} on this host holds its lock;"
                    " wait until that run has ended, then run again."
                ) from None
            time.sleep(0.05)


def _holder(fd: int) -> str:
    """Return the pid that holds the lock, as the kernel lists it."""
    inode = str(os.fstat(fd).st_ino)
    with contextlib.suppress(OSError), open("/proc/locks", encoding="ascii") as locks:
        for line in locks:
            fields = line.split()
            if "->" not in fields and fields[5].rpartition(":")[2] == inode:
                return fields[4]
    return "unknown"


def _write_new(name: str, folder: int, data: bytes, old: os.stat_result | None) -> None:
    _remove(name, folder)  # left over by a run that was killed; the lock is held
    fd = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=folder)
    with os.fdopen(fd, "wb") as file:
        if old is not None and (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
            os.fchown(fd, old.st_uid, old.st_gid)
        file.write(data)
        file.flush()
        os.fsync(fd)


def _remove(name: str, folder: int) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)


@contextlib.contextmanager
def _folder(path: str, verb: str) -> t.Iterator[tuple[int, str]]:
    """Open the folder once, so that everything after happens in this very folder whatever is renamed meanwhile."""
    parent, name = os.path.split(path)
    if not name or not os.path.isabs(path):
        raise StackError(f"The path {path!r} can't be {PAST[verb]}: give the absolute path of a file.")
    try:
        folder = os.open(parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileNotFoundError:
        raise Missing(f"The folder {parent} of {path} does not exist; create it, then run again.") from None
    except OSError as error:
        raise _refused(path, verb, error) from None
    try:
        yield folder, name
    finally:
        os.close(folder)


def _stat(name: str, folder: int) -> os.stat_result | None:
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None


def _check(path: str, found: os.stat_result) -> None:
    """Refuse what is no private file: others could read it, or it is not the file it seems to be."""
    if not stat.S_ISREG(found.st_mode):
        raise StackError(f"The private file {path} is no regular file; remove what stands there, then run again.")
    mode = stat.S_IMODE(found.st_mode)
    if mode & 0o077:
        raise StackError(
            f"The private file {path} has mode {mode:04o}, so others than its owner can use it; decide who may have seen it,"
            f" then 'chmod 600 {path}' and run again."
        )
    if found.st_size > LARGEST:
        raise StackError(f"The private file {path} has {found.st_size} bytes, more than {LARGEST}; this is the wrong file.")


def _refused(path: str, verb: str, error: OSError) -> StackError:
    if error.errno == errno.ELOOP:
        return StackError(f"The private file {path} is a symbolic link; somebody redirects it: remove the link, then run again.")
    kept = "the old content is untouched; " if verb == "write" else ""
    return StackError(f"The private file {path} can't be {PAST[verb]}: {_why(error)}; {kept}mend that, then run again.")


def _why(error: OSError) -> str:
    return os.strerror(error.errno or 0)


PAST = {"read": "read", "write": "written", "lock": "locked", "open": "opened", "make": "made"}
