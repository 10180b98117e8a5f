# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever becomes of the task, nothing of what was sent stays on the controller."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from ansible_collections.golive.stack.plugins.plugin_utils import _sending
from ansible_collections.golive.stack.plugins.plugin_utils._sending import run_with_file


def test_it_is_private_and_goes_when_the_host_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[str] = []

    def write(path: str) -> None:
        assert os.stat(path).st_mode & 0o777 == 0o600
        seen.append(path)

    def unreachable(*_args: object) -> None:
        raise ConnectionError("host is gone")

    monkeypatch.setattr(_sending, "local_folder", lambda: str(tmp_path))
    monkeypatch.setattr(_sending, "send_and_run", unreachable)
    with pytest.raises(ConnectionError):
        run_with_file(SimpleNamespace(_task=SimpleNamespace(async_val=0, args={}, action="a")), write, {})
    assert seen and not list(tmp_path.iterdir())
