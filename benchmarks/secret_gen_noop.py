# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What twenty secrets that are as wished cost in a play, and what a store of a thousand adds."""

from __future__ import annotations

import contextlib
import subprocess
import typing as t
from functools import partial
from pathlib import Path

from tests.lab import state
from tests.module_run import run_module

from . import marginal
from .protocol import Benchmark, Figure

KINDS = (*["hex"] * 8, *["base64url"] * 4, "passphrase", "passphrase", "uuid", "uuid", "ed25519", "rsa")
WISHED = [
    *({"name": f"SECRET_{number}", "kind": kind} for number, kind in enumerate(KINDS)),
    {"name": "BCRYPT", "kind": "bcrypt", "of": "SECRET_0"},
    {"name": "ARGON2ID", "kind": "argon2id", "of": "SECRET_1"},
]
MORE = [{"name": f"MORE_{number}", "kind": "hex"} for number in range(1000 - len(WISHED))]
BARS = {"twenty secrets": 120.0, "a thousand in the store": 60.0}


@contextlib.contextmanager
def prepared() -> t.Iterator[Benchmark]:
    """Start a host, lay two stores on it, and give what is to be run."""
    with marginal.lab_host() as folder:
        tasks: dict[str, marginal.Task] = {}
        for label, more in zip(BARS, ([], MORE)):
            path = f"/home/ansible/{len(more)}.json"
            _lay(folder, path, [*WISHED, *more])
            tasks[label] = {"golive.stack.secret_gen": {"file": {"path": path}, "secrets": WISHED}}
        small, large = BARS
        figures = [
            Figure("twenty secrets above ping", "ms", partial(marginal.above, small, "ping"), BARS[small]),
            Figure("a store of a thousand above that", "ms", partial(marginal.above, large, small), BARS[large]),
        ]
        yield marginal.benchmark(folder, tasks, figures, _sentence)


def _lay(folder: Path, path: str, wished: t.Sequence[t.Mapping[str, t.Any]]) -> None:
    """Make a store here, where the libraries are that hash, and put it on the host: a no-op hashes nothing."""
    local = folder / Path(path).name
    made = run_module("secret_gen", {"file": {"path": str(local)}, "secrets": list(wished)})
    if made.rc:
        raise SystemExit(f"Making the store failed: {made.msg or made.err}")
    container = next(iter(state.load(marginal.LAB).hosts.values())).container
    inside = ["docker", "exec", "--interactive", "--user", "ansible", str(container), "sh", "-c", f"umask 077; cat > {path}"]
    subprocess.run(inside, input=local.read_bytes(), check=True)


def _sentence(rows: t.Mapping[str, t.Any]) -> str:
    twenty, thousand = rows["twenty secrets above ping"], rows["a store of a thousand above that"]
    return (
        f"Twenty secrets that are as wished cost {twenty['value']:.0f} ms (bar {twenty['bar']:.0f}) above a ping of"
        f" {rows['ping, marginal']['value']:.0f} ms, and in a store of a thousand {thousand['value']:.0f} ms more (bar"
        f" {thousand['bar']:.0f}): {twenty['verdict']} and {thousand['verdict']}."
    )
