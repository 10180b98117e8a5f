# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the unit tests search for counterexamples: the same ones in every run, with nothing left in the tree."""

from __future__ import annotations

from pathlib import Path

from hypothesis import configuration, settings

configuration.set_hypothesis_home_dir(Path(__file__).resolve().parents[2] / ".cache" / "hypothesis")
settings.register_profile("golive", database=None, deadline=None, derandomize=True, max_examples=200)
settings.load_profile("golive")
