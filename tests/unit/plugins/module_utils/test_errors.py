# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An error is one sentence, and data beside it."""

from __future__ import annotations

import pytest
from ansible_collections.golive.stack.plugins.module_utils._errors import Missing, Moved, StackError


@pytest.mark.parametrize("kind", [StackError, Missing, Moved])
def test_every_error_is_caught_as_one_kind_and_keeps_sentence_and_data(kind: type[StackError]) -> None:
    sentence = "Doing x failed: y; do z."
    with pytest.raises(StackError) as caught:
        raise kind(sentence, rc=3)
    assert (str(caught.value), caught.value.msg, caught.value.details) == (sentence, sentence, {"rc": 3})
