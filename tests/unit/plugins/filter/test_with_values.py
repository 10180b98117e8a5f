# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.golive.stack.plugins.filter.with_values import FilterModule, with_values


def test_each_gets_its_own() -> None:
    wished = [{"name": "A", "kind": "supplied"}, {"name": "B"}]
    assert with_values(wished, {"A": "one"}) == [{"name": "A", "kind": "supplied", "value": "one"}, {"name": "B"}]
    assert wished == [{"name": "A", "kind": "supplied"}, {"name": "B"}], "what was given is left alone"


def test_a_value_that_nobody_wished_is_counted_and_not_told() -> None:
    with pytest.raises(AnsibleFilterError, match="Values are supplied for 2 names that no secret has; the secrets are A:") as refused:
        with_values([{"name": "A"}], {"Z": "canary", "C": "canary", "A": "canary"})
    assert "canary" not in str(refused.value)


def test_where_names_and_values_were_swapped_no_value_is_told() -> None:
    with pytest.raises(AnsibleFilterError, match="for 1 names that no secret has; the secrets are A, B: correct them") as refused:
        with_values([{"name": "B"}, {"name": "A"}], {"canary": "A"})
    assert "canary" not in str(refused.value)


def test_what_can_be_no_name_is_not_told() -> None:
    with pytest.raises(AnsibleFilterError, match="the secrets are A: correct them") as refused:
        with_values([{"name": "a canary"}, {"name": "A"}], {"B": "one"})
    assert "canary" not in str(refused.value)


@pytest.mark.parametrize("supplied", ["canary", ["canary"], "A=canary", None])
def test_what_is_no_mapping_is_not_told(supplied: t.Any) -> None:
    with pytest.raises(AnsibleFilterError, match="are no mapping") as refused:
        with_values([{"name": "A"}], supplied)
    assert "canary" not in str(refused.value)


def test_ansible_finds_it() -> None:
    assert FilterModule().filters() == {"with_values": with_values}
