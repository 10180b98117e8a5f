# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a figure is measured: shuffled rounds, a bootstrap interval, a verdict; and when the machine is too noisy to tell."""

from __future__ import annotations

import random
import statistics
import typing as t
from dataclasses import dataclass

FEWEST, MOST = 15, 60
DRAWS = 2000
TOO_NOISY = 0.03

Round = t.Mapping[str, float]


@dataclass(frozen=True)
class Figure:
    """One quantity that every round yields, and the most it may be; without a bar it is for the reader."""

    name: str
    unit: str
    of: t.Callable[[Round], float]
    bar: float | None = None

    def row(self, rounds: t.Sequence[Round]) -> dict[str, t.Any]:
        """Return the figure over these rounds: median, 90 % interval, verdict."""
        values = [self.of(one) for one in rounds]
        low, high = interval(values)
        found = {"name": self.name, "value": statistics.median(values), "interval": [low, high], "unit": self.unit, "bar": self.bar}
        return {**found, "rounds": len(values), "verdict": self._verdict(low, high)}

    def _verdict(self, low: float, high: float) -> str:
        if self.bar is None:
            return "-"
        return "holds" if high <= self.bar else "short" if low > self.bar else "unclear"


@dataclass(frozen=True)
class Benchmark:
    """What is run in each round, by name; the figures; the two names that are the same thing; how the sentence goes."""

    commands: t.Mapping[str, t.Callable[[], float]]
    figures: t.Sequence[Figure]
    same: tuple[str, str]
    sentence: t.Callable[[t.Mapping[str, t.Any]], str]


def interval(values: t.Sequence[float]) -> tuple[float, float]:
    """Return the 90 % bootstrap interval of the median; the draws are always the same ones."""
    draw = random.Random(1)
    medians = sorted(statistics.median(draw.choices(values, k=len(values))) for _ in range(DRAWS))
    return medians[int(DRAWS * 0.05)], medians[int(DRAWS * 0.95) - 1]


def measure(benchmark: Benchmark, tell: t.Callable[[str], None]) -> list[dict[str, t.Any]]:
    """Run rounds until every bar is clear or MOST are done; return a row for each figure, the A/A row first."""
    rounds: list[Round] = []
    goal = FEWEST
    while True:
        while len(rounds) < goal:
            rounds.append(_one(benchmark.commands))
            tell(f"round {len(rounds)} of {goal}")
        rows = [_noise(benchmark.same, rounds), *(figure.row(rounds) for figure in benchmark.figures)]
        if goal >= MOST or "unclear" not in [row["verdict"] for row in rows]:
            return rows
        goal = min(MOST, goal * 2)


def _one(commands: t.Mapping[str, t.Callable[[], float]]) -> Round:
    order = list(commands)
    random.shuffle(order)
    return {name: commands[name]() for name in order}


def _noise(same: tuple[str, str], rounds: t.Sequence[Round]) -> dict[str, t.Any]:
    first, second = same
    figure = Figure(f"A/A {first}", "ratio", lambda one: one[first] / one[second])
    row = figure.row(rounds)
    return {**row, "verdict": "too noisy" if abs(row["value"] - 1) > TOO_NOISY else "steady"}
