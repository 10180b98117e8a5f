# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the options become."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import StackError
from ansible_collections.golive.stack.plugins.module_utils._secret_file.model import Desired
from ansible_collections.golive.stack.plugins.module_utils._secret_file.spec import desired


def test_the_text_and_its_kind() -> None:
    assert desired({"content": "@@secret:A@@", "format": "raw", "path": "/a", "pending": None}) == Desired("@@secret:A@@", "raw")


def test_what_is_pending() -> None:
    wish = desired({"content": "@@secret:A@@", "format": "raw", "path": "/a", "pending": ["B", "A"]})
    assert wish == Desired("@@secret:A@@", "raw", ("B", "A"))


def test_a_text_with_what_is_almost_a_place_is_refused_whatever_else_it_has() -> None:
    with pytest.raises(StackError, match="The content for /etc/env has '@@secret:B:NEXT@@', which is no place; write it @@secret:NAME@@"):
        desired({"content": "A=@@secret:A@@\nB=@@secret:B:NEXT@@\n", "format": "raw", "path": "/etc/env", "pending": None})


@pytest.mark.parametrize("content", ["", "A=1", "@@secret:@@", "@@SECRET:A@@"])
def test_a_text_without_a_place_is_no_file_of_secrets(content: str) -> None:
    with pytest.raises(
        StackError, match="The content for /etc/env has no place such as @@secret:NAME@@; write it so, or take ansible.builtin"
    ):
        desired({"content": content, "format": "raw", "path": "/etc/env", "pending": None})
