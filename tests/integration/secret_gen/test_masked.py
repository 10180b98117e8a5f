# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A value that was typed where a name belongs is masked, since the option that holds it is a secret one."""

from __future__ import annotations

import pytest

from tests.integration.secret_gen.stores import Store
from tests.module_run import run_module

VALUE = "of_nobodys_business"


@pytest.mark.parametrize("more", [{}, {"pattern": "sk_live_.*"}], ids=["a success", "a failure"])
def test_a_value_as_a_name(store: Store, more: dict[str, str]) -> None:
    wish = {"name": VALUE, "kind": "supplied", "value": VALUE, **more}
    result = run_module("secret_gen", {"file": {"path": str(store.path)}, "secrets": [wish]}, diff=True)
    assert result.rc == (1 if more else 0), result.out
    assert VALUE not in result.out + result.err and "********" in result.out
