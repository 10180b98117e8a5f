# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that everybody knows are known by their sums, and by nothing else."""

from __future__ import annotations

import hashlib
import re

import pytest
from ansible_collections.golive.stack.plugins.module_utils._secret.known import KNOWN, SAMPLE_ISSUERS

# Published with samples and demos, or typed when nobody asks for more.
PUBLISHED = (
    "password",
    "changeme",
    "123456",
    "admin",
    "postgres",
    "minioadmin",
    "your-super-secret-jwt-token-with-at-least-32-characters-long",
    "your-super-secret-and-long-postgres-password",
    "this_password_is_insecure_and_should_be_updated",
    "your-encryption-key-32-chars-min",
    "UpNVntn3cDxHJpq99YMc1T1AQgQpc8kfYTuRgBiYa15BLrx8etQoXz3gZv1/u2oq",
    "POSTMARK_API_TEST",
)


@pytest.mark.parametrize("value", PUBLISHED)
def test_a_published_value_is_known(value: str) -> None:
    assert hashlib.sha256(value.encode()).hexdigest() in KNOWN


def test_all_that_is_known_is_a_sum() -> None:
    assert [entry for entry in KNOWN if not re.fullmatch("[0-9a-f]{64}", entry)] == []


def test_the_sum_of_nothing_is_not_among_them() -> None:
    assert hashlib.sha256(b"").hexdigest() not in KNOWN


def test_samples_name_their_issuer() -> None:
    assert "supabase-demo" in SAMPLE_ISSUERS
