# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many processes that start their tasks at the same moment: all is loaded once, then forked, then let go."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing as t
from collections.abc import Sequence

import psycopg  # noqa: F401  # before the fork: the module would load it in each process

from tests.integration.feature_flag.stores import Options, Store
from tests.module_run import ROOT, environment

Task = tuple[Store, Options]


def at_once(tasks: Sequence[Task]) -> list[dict[str, t.Any]]:
    """Run each task in a process of its own, all at once, and return what each said; one that fails says its message."""
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        input=json.dumps([{"place": store.place, "flag": flag} for store, flag in tasks]),
        env=environment(PATH=os.environ["PATH"]),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def _start(task: Options, gate: tuple[int, int]) -> t.TextIO:
    """Fork a process that waits until the gate is closed; return the end on which its result is read."""
    told, tell = os.pipe()
    if os.fork():
        os.close(tell)
        return os.fdopen(told)
    try:
        os.close(gate[1])
        os.read(gate[0], 1)  # ends when nobody holds the other end any more
        result = Store(task["place"]).run(task["flag"])
    except BaseException as error:  # whatever it is, it is what this process has to say
        result = {"msg": repr(error)}
    with os.fdopen(tell, "w") as out:
        json.dump(result, out)
    os._exit(0)


def main() -> None:
    """Read the tasks, let them go, and print one result on each line."""
    tasks = json.load(sys.stdin)
    gate = os.pipe()
    ends = [_start(task, gate) for task in tasks]
    os.close(gate[1])
    for end in ends:
        with end:
            print(end.read())
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


if __name__ == "__main__":
    main()
