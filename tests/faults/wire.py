# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A wire to a PostgreSQL server that counts what a client sends, and is cut at one message. Knows nothing of the product."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import typing as t
from dataclasses import dataclass

from tests.faults.trace import WORD

HEADER = struct.Struct("!I")
TYPED = struct.Struct("!cI")
RESET = struct.pack("ii", 1, 0)  # close() then sends a reset, as a firewall or a dying host does


@dataclass(frozen=True)
class Cut:
    """Where the wire is cut: at the n-th message of the clients, before or after the server has got it."""

    nth: int
    after: bool

    def __str__(self) -> str:
        return f"{'after' if self.after else 'before'} message {self.nth}"


class Wire:
    """Listens on loopback and leads to the server; a cut happens once, later connections get through."""

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.messages: list[str] = []
        self.connections = 0
        self.cut: Cut | None = None
        self.was_cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                self.connections += 1
                _Line(self, client, socket.create_connection(self._server))

    def is_cut_by(self, message: bytes) -> bool:
        """Count a message; true when the wire is to be cut at it."""
        self.messages.append(_label(message))
        if self.cut is None or self.was_cut or len(self.messages) != self.cut.nth:
            return False
        self.was_cut = True
        return True


class _Line:
    """One connection through the wire, carried by two threads."""

    def __init__(self, wire: Wire, client: socket.socket, server: socket.socket) -> None:
        self._wire, self._client, self._server = wire, client, server
        self._muted = False
        threading.Thread(target=self._answers, daemon=True).start()
        threading.Thread(target=self._requests, daemon=True).start()

    def _answers(self) -> None:
        with contextlib.suppress(OSError):
            while (data := self._server.recv(65536)) and not self._muted:
                self._client.sendall(data)
        self._end()

    def _requests(self) -> None:
        with contextlib.suppress(OSError, EOFError):
            started = False
            while True:
                message = _message(self._client, typed=started)
                started = True
                if self._wire.is_cut_by(message):
                    break
                self._server.sendall(message)
            if self._wire.cut is not None and self._wire.cut.after:
                self._muted = True
                self._server.sendall(message)
                return  # the answer comes, is not passed on, and ends the line
        self._end()

    def _end(self) -> None:
        for end in (self._client, self._server):
            with contextlib.suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def _message(client: socket.socket, *, typed: bool) -> bytes:
    """Read one message of the protocol; the first one has no type."""
    head = _exactly(client, TYPED.size if typed else HEADER.size)
    length = TYPED.unpack(head)[1] if typed else HEADER.unpack(head)[0]
    return head + _exactly(client, length - HEADER.size)


def _exactly(client: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = client.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def _label(message: bytes) -> str:
    if message[:1] in (b"X", b"d"):
        return "end" if message[:1] == b"X" else "data"
    return next(iter(WORD.findall(message.decode("latin-1"))), "login")


@contextlib.contextmanager
def wire_to(host: str, port: int) -> t.Iterator[Wire]:
    """Lay a wire, and take it away."""
    wire = Wire(host, port)
    try:
        yield wire
    finally:
        wire.close()
