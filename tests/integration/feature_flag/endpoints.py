# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses that are not the server, or lead to it under another name."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Answer = Callable[["Endpoint", socket.socket], None]
REQUEST = 8  # bytes of the question whether the server speaks TLS


@dataclass
class Endpoint:
    """A listener, and what it was told in the clear or inside of TLS."""

    host: str
    port: int
    heard: list[bytes] = field(default_factory=list)


@contextlib.contextmanager
def listening(answer: Answer, host: str = "127.0.0.1") -> Iterator[Endpoint]:
    """Answer every connection in a thread of its own."""
    with socket.create_server((host, 0)) as listener:
        endpoint = Endpoint(host, listener.getsockname()[1])

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connected, _ = listener.accept()
                    threading.Thread(target=serve, args=(connected,), daemon=True).start()

        def serve(connected: socket.socket) -> None:
            with connected, contextlib.suppress(OSError):
                connected.settimeout(20)
                answer(endpoint, connected)

        threading.Thread(target=accept, daemon=True).start()
        yield endpoint
        listener.shutdown(socket.SHUT_RDWR)


def silent(endpoint: Endpoint, connected: socket.socket) -> None:
    """Listen and say nothing."""
    while piece := connected.recv(4096):
        endpoint.heard.append(piece)


def web_server(endpoint: Endpoint, connected: socket.socket) -> None:
    """Say what a web server says to a question it does not understand."""
    endpoint.heard.append(connected.recv(4096))
    connected.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")


def without_tls(endpoint: Endpoint, connected: socket.socket) -> None:
    """Say that there is no TLS here, and take whatever is told then."""
    connected.recv(REQUEST, socket.MSG_WAITALL)
    connected.sendall(b"N")
    silent(endpoint, connected)


def with_certificate(chain: str, key: str) -> Answer:
    """Speak TLS with this certificate, and take whatever is told inside."""

    def answer(endpoint: Endpoint, connected: socket.socket) -> None:
        connected.recv(REQUEST, socket.MSG_WAITALL)
        connected.sendall(b"S")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, key)
        with context.wrap_socket(connected, server_side=True) as inside:
            endpoint.heard.append(inside.recv(4096))

    return answer


def leading_to(host: str, port: int) -> Answer:
    """Pass everything on to another address."""

    def answer(_endpoint: Endpoint, connected: socket.socket) -> None:
        with socket.create_connection((host, port), timeout=20) as there:
            back = threading.Thread(target=_pour, args=(there, connected), daemon=True)
            back.start()
            _pour(connected, there)
            back.join()

    return answer


def _pour(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)


def closed_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
