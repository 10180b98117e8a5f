# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Docker Compose of Debian 13, in an image made from the lab's own: its command config tells what a container's environment would be."""

from __future__ import annotations

import json
import re
import subprocess
import typing as t
from pathlib import Path

from tests.run.environment import ROOT

IMAGE = "golive-lab:trixie-compose"
RECIPE = "FROM {}\nRUN apt-get update -q && apt-get install -q -y --no-install-recommends docker-compose\n"


def as_compose_reads(folder: Path, app: t.Mapping[str, t.Any]) -> dict[str, str]:
    """Return the environment of a container whose service is described so, with a project's files in the folder."""
    (folder / "compose.yaml").write_text(json.dumps({"services": {"app": {"image": "app", **app}}}))
    inside = ["docker", "run", "--rm", "--network", "none", "--volume", f"{folder}:/project:ro", "--workdir", "/project", _image()]
    shown = subprocess.run([*inside, "docker-compose", "config", "--format", "json"], capture_output=True, text=True, check=True)
    assert shown.stderr == ""
    found: dict[str, str] = json.loads(shown.stdout)["services"]["app"]["environment"]
    # What is printed could be used as a project again, so each dollar is doubled.
    assert not [value for value in found.values() if re.search(r"(?<!\$)(\$\$)*\$(?!\$)", value)]
    return {name: value.replace("$$", "$") for name, value in found.items()}


def _image() -> str:
    """Make the image; from the second time on nothing is left to do."""
    lab = [str(ROOT / "tests" / "lab" / "lab"), "image", "trixie"]
    base = subprocess.run(lab, stdout=subprocess.PIPE, text=True, check=True).stdout.split()[-1]
    subprocess.run(["docker", "build", "-q", "-t", IMAGE, "-"], input=RECIPE.format(base), text=True, stdout=subprocess.DEVNULL, check=True)
    return IMAGE
