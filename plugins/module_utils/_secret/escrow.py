# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A copy of the store off the host, that only the holder of another key can open: written and read back before a new secret is used."""

from __future__ import annotations

import typing as t

from .._errors import Missing, StackError
from .._host import Completed, Host
from .._secrets import fingerprint

SECONDS = 120.0
IDENTITY = "AGE-SECRET-KEY-"


class Escrow:
    """Encrypts for recipients of age, and keeps the copy in a folder (of another machine, mounted) or at a remote of rclone."""

    def __init__(self, host: Host, option: t.Mapping[str, t.Any]) -> None:
        self._host = host
        self._recipients = sorted(option["recipients"])
        if not self._recipients or any(recipient.strip().upper().startswith(IDENTITY) for recipient in self._recipients):
            raise StackError(
                "The option escrow.recipients holds no recipient, or a private key; give public keys (age1...) only, and replace a private"
                " key that was given here."
            )
        self._folder = None if option["folder"] is None else host.expand(option["folder"]).rstrip("/")
        self._remote = None if option["remote"] is None else option["remote"].rstrip("/")

    @property
    def place(self) -> str:
        """Name the place and who can open what lies there."""
        return f"{self._folder or self._remote} for {', '.join(self._recipients)}"

    def keep(self, title: str, text: str) -> None:
        """Write the copy and read it back; a store that was begun anew has another title, so no older copy is ever overwritten."""
        sealed = self._sealed(text)
        name = f"{title}.age"
        if self._folder is not None:
            path = f"{self._folder}/{name}"
            self._host.write_private(path, sealed.encode(), instead_of=self._host.read_private(path))
            found = (self._host.read_private(path) or b"").decode(errors="replace")
        else:
            path = f"{self._remote}/{name}"
            self._rclone(["rclone", "rcat", path], sealed)
            found = self._rclone(["rclone", "cat", path], "").out
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
        if done.rc != 0 or not done.out.startswith("-----BEGIN AGE ENCRYPTED FILE-----"):
            raise StackError(
                f"Encrypting the escrow copy for {', '.join(self._recipients)} failed: age said {_first(done)}; nothing new is used:"
                " correct escrow.recipients, then run again."
            )
        return done.out

    def _rclone(self, argv: t.Sequence[str], stdin: str) -> Completed:
        if self._host.find("rclone") is None:
            raise Missing(f"Reaching the escrow {self._remote} failed: this host has no rclone; install it, then run again.")
        done = self._host.run_change(argv, stdin=stdin, seconds=SECONDS)
        if done.rc != 0:
            raise StackError(
                f"Reaching the escrow {argv[2]} failed: rclone said {_first(done)}; nothing new is used: mend that, then run again."
            )
        return done


def _first(done: Completed) -> str:
    return next((line.strip() for line in done.err.splitlines() if line.strip()), f"nothing and ended with {done.rc}")
