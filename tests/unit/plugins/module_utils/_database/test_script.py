# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How statements travel together, and which of them a place belongs to."""

from __future__ import annotations

from ansible_collections.golive.stack.plugins.module_utils._database.script import BATCH, Part, batches, part_at


def sizes(*parts: Part) -> list[int]:
    """Return how many parts travel together."""
    return [len(batch) for batch in batches(parts)]


def test_small_ones_travel_together() -> None:
    assert sizes(*[Part("SELECT 1;")] * 1000) == [1000]


def test_many_are_cut_where_they_are_too_much() -> None:
    assert sizes(*[Part("x" * (BATCH // 2))] * 5) == [2, 2, 1]
    assert sizes(Part("x" * BATCH * 3), Part("y")) == [1, 1]


def test_what_brings_data_ends_its_batch() -> None:
    assert sizes(Part("a;"), Part("COPY", data=["1"]), Part("b;")) == [2, 1]


def test_what_must_travel_alone_does() -> None:
    assert sizes(Part("a;"), Part("b;"), Part("VACUUM;", alone=True), Part("c;")) == [2, 1, 1]


def test_a_place_belongs_to_a_part_and_a_line() -> None:
    ours, first, second = Part("BEGIN;\n"), Part("-- c\nSELECT\n 1;", 1, 2, 1), Part("\nSELECT\n 2;", 2, 5, 3)
    batch = [ours, first, second]
    assert part_at(batch, 0) == (ours, 0)
    assert part_at(batch, len(ours.text) + first.text.index("1;")) == (first, 3)
    assert part_at(batch, len(ours.text + first.text) + second.text.index("2;")) == (second, 5)
    assert part_at(batch, 10_000) == (second, 5)
