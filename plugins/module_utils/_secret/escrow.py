# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A copy of the store off the host, that only the holder of another key can open: written and read back before a new secret is used."""

from __future__ import annotations

import posixpath
import re
import typing as t

from .._errors import Missing, StackError
from .._host import Completed, Host
from .._secrets import fingerprint

SECONDS = 120.0
WAIT = 30.0
HEAD, END = "-----BEGIN AGE ENCRYPTED FILE-----", "-----END AGE ENCRYPTED FILE-----"
NOT_THERE = (3, 4)  # how rclone ends when it has looked, and found no such folder or file
RECIPIENT = re.compile(r"age1[0-9a-z]{20,}|ssh-(?:ed25519|rsa) [A-Za-z0-9+/=]{40,}(?: [\w.@-]+)?")
# A remote by its name only: what rclone also takes, :type,option=…:, may hold a password, and would stand on command lines.
REMOTE = re.compile(r"[\w][\w.+@ -]*:[^,:]*")


class Escrow:
    """Encrypts for recipients of age, and keeps the copy in a folder (of another machine, mounted) or at a remote of rclone."""

    def __init__(self, host: Host, option: t.Mapping[str, t.Any]) -> None:
        self._host = host
        self._recipients = sorted(option["recipients"])
        if not self._recipients:
            raise StackError("The option escrow.recipients is empty, so nobody could open a copy; give public keys of age or SSH.")
        wrong = [number for number, recipient in enumerate(option["recipients"], 1) if RECIPIENT.fullmatch(recipient) is None]
        if wrong:  # not quoted: it may be a private key
            raise StackError(
                f"Entry {wrong[0]} of escrow.recipients is no whole public key (age1... or ssh-...); correct it, and if it was a"
                " private key or a passphrase, replace that everywhere."
            )
        if option["remote"] is not None and REMOTE.fullmatch(option["remote"]) is None:
            raise StackError(
                "The option escrow.remote is no name:path of a remote; configure it by 'rclone config' for the user of the task, with its"
                " password, and give its name."
            )
        self._folder = None if option["folder"] is None else host.expand(option["folder"]).rstrip("/")
        self._remote = None if option["remote"] is None else option["remote"].rstrip("/")

    @property
    def place(self) -> str:
        """Name the place and who can open what lies there."""
        return f"{self._folder or self._remote} for {', '.join(self._recipients)}"

    def lies_in(self, folder: str) -> bool:
        """True when the copies would lie in that very folder."""
        return self._folder is not None and posixpath.normpath(self._folder) == posixpath.normpath(folder)

    def holds(self, name: str, base: str) -> bool:
        """True when the copy is there, and whole as far as can be seen without a key."""
        path = f"{self._folder or self._remote}/{name}"
        if self._folder is None:
            return bool(self._rclone(["rclone", "lsf", path], looking=True).out.strip())
        lock = f"{self._folder}/.{base}.golive-lock"
        try:
            there = self._host.read_private(lock) is not None
        except Missing:
            there = False
        if not there:  # a folder that was written to has it: this is another one, and a copy in it would stay on this host
            raise StackError(
                f"Looking for the escrow copy {path} failed: the folder is not the one that it was written to; mount that, or name another"
                f" one. If it was emptied on purpose, make an empty private file {lock}. Then run again."
            )
        found = (self._host.read_private(path) or b"").strip()
        return found.startswith(HEAD.encode()) and found.endswith(END.encode())

    def keep(self, name: str, base: str, text: str) -> None:
        """Write a copy of its own beside all earlier ones, and read it back; none is ever overwritten."""
        sealed = self._sealed(text)
        path = f"{self._folder or self._remote}/{name}"
        if self._folder is None:
            self._rclone(["rclone", "rcat", path], sealed)
            found = self._rclone(["rclone", "cat", path]).out
        else:
            with self._host.lock(f"{self._folder}/{base}", WAIT):  # whoever was killed here leaves what the next one removes
                self._host.write_private(path, sealed.encode(), instead_of=None, through=f".{base}.golive-new")
            found = (self._host.read_private(path) or b"").decode(errors="replace")
        if found != sealed:
            raise StackError(
                f"The escrow copy {path} was written as {fingerprint(sealed)} and reads back as {fingerprint(found)}; nothing new is used:"
                " look at that place, then run again."
            )

    def _sealed(self, text: str) -> str:
        argv = ["age", "--armor"]
        for recipient in self._recipients:
            argv += ["--recipient", recipient]
        if self._host.find("age") is None:
            raise Missing("Encrypting the escrow copy failed: this host has no age; install it, then run again.")
        done = self._host.run_change(argv, stdin=text, seconds=SECONDS)
        if done.rc != 0 or not done.out.startswith(HEAD):
            raise StackError(
                f"Encrypting the escrow copy for {', '.join(self._recipients)} failed: age said {_last(done)}; nothing new is used:"
                " correct escrow.recipients, then run again."
            )
        return done.out

    def _rclone(self, argv: t.Sequence[str], stdin: str = "", looking: bool = False) -> Completed:
        if self._host.find("rclone") is None:
            kind = StackError if looking else Missing  # what is missing for a look is no sign of a store that is yet to come
            raise kind(f"Reaching the escrow {self._remote} failed: this host has no rclone; install it, then run again.")
        run = self._host.run_read if looking else self._host.run_change
        done = run(argv, stdin=stdin, seconds=SECONDS)
        if done.rc != 0 and not (looking and done.rc in NOT_THERE):
            raise StackError(
                f"Reaching the escrow {argv[2]} failed: rclone said {_last(done)}; nothing new is used: mend that, then run again."
            )
        return done


def _last(done: Completed) -> str:
    """Return the last line, which is the error; before it programs tell of their settings."""
    return next((line.strip() for line in reversed(done.err.splitlines()) if line.strip()), f"nothing and ended with {done.rc}")
