# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remove everything the lab ever made on this machine."""

from __future__ import annotations

from pathlib import Path

from . import engine, image, lab, state
from .engine import docker
from .files import cache_dir, labs_dir, locked
from .progress import say


def everything() -> None:
    """Take down every lab, of every checkout, then remove images, cache and the engine if it was ours."""
    # What is to be removed may sit in an engine that does not run.
    if engine.wake():
        for folder in sorted(_folders()):
            one = state.load_from(folder)
            with locked(f"lab-{one.id}"):
                removed = lab.down(state.load_from(folder))
            say(f"lab '{one.name}' is gone: {removed} hosts removed")
        image.purge()
        engine.stop_ours()
    for path in cache_dir().glob("*"):
        # An engine of ours that others use stays, and so does the record that it is ours.
        if not (engine.is_ours() and path in engine.files()):
            path.unlink()


def _folders() -> set[Path]:
    """Folders of labs: those of this checkout, and those that the engine's labels tell of."""
    own = {path.parent for path in labs_dir().glob("*/lab.json")}
    label = '{{.Label "golive.lab.folder"}}'
    for noun in (("ps", "--all"), ("network", "ls")):
        argv = (*noun, "--filter", "label=golive.lab", "--format", label)
        own |= {Path(line) for line in docker(*argv, doing="looking for labs").splitlines()}
    return own
