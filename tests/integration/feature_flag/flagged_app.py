# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small application that asks the tables on every request: a route of a feature that is off is not there."""

from __future__ import annotations

import contextlib
import threading
import typing as t
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.integration.feature_flag.tables import Schema

ASKED = """
SELECT coalesce(
  (SELECT is_enabled FROM feature_flag_overrides WHERE feature_key = %(key)s AND tenant_id = %(tenant)s),
  (SELECT is_enabled FROM feature_flags WHERE feature_key = %(key)s), false)
"""


class App:
    """The application as its users see it."""

    def __init__(self, address: str) -> None:
        self._address = address

    def status(self, key: str, tenant: str) -> int:
        """Return what a tenant gets on the route of a feature."""
        request = urllib.request.Request(f"{self._address}/{key}", headers={"X-Tenant": tenant})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code


@contextlib.contextmanager
def serving(schema: Schema) -> Iterator[App]:
    """Serve on loopback."""

    class Routes(BaseHTTPRequestHandler):
        """One route for each feature."""

        def do_GET(self) -> None:
            wanted = {"key": self.path[1:], "tenant": self.headers["X-Tenant"]}
            with schema.server.connect(schema.database, "flagged app") as connection:
                connection.execute(f"SET search_path = {schema.name}")  # type: ignore[arg-type]
                row = connection.execute(ASKED, wanted).fetchone()
            self.send_response(200 if row and row[0] else 404)
            self.end_headers()

        def log_message(self, *_words: t.Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Routes) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        yield App(f"http://127.0.0.1:{web.server_port}")
        web.shutdown()
