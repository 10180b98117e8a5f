# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules without a controller, so that something goes wrong: at each of their steps, in each option, in what they write."""

from __future__ import annotations

import json
import re
import subprocess
import typing as t
from dataclasses import dataclass
from pathlib import Path

from tests.canary import Canary, Hit
from tests.integration.leaks.cores import programs_of
from tests.integration.leaks.places import Look
from tests.module_run import TREE, environment, run_module

Args = t.Mapping[str, t.Any]
CREATED = re.compile(r"^.*\bopen(?:at)?\(.*O_CREAT.*, 0([0-7]+)\).*$", re.MULTILINE)


@dataclass(frozen=True)
class Modules:
    """The modules of a tree, run by the Python of a core."""

    core: str
    tree: Path = TREE

    def broken(self, module: str, args: Args, canary: Canary, **more: t.Any) -> list[dict[str, t.Any]]:
        """Return what a module said when it was sound, and then when each function that it runs raised an error with the secret in it."""
        request = {"module": module, "args": args, "secret": canary.value, "kinds": 1, "vault": None, **more}
        program = [self._python, str(Path(__file__).with_name("forced.py"))]
        env = environment(PYTHONPATH=str(self.tree))
        done = subprocess.run(program, input=json.dumps(request), env=env, capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]

    def refused(self, module: str, spec: Args, args: Args, canary: Canary, but: t.Sequence[str] = ()) -> Look:
        """Put the secret in every option of a spec, however deep, and search what the module says of it."""
        every = [(title, wrong) for title, wrong in misplaced(spec, args, canary.value) if title not in but]
        hits: list[Hit] = []
        for title, wrong in every:
            result = run_module(module, wrong, python=self._python, env={"PYTHONPATH": str(self.tree)})
            hits += canary.hits(result.out + result.err, f"the answer of {module} to a secret in {title}")
        return Look(len(every), hits)

    def created(self, module: str, args: Args, folder: Path, but: tuple[str, ...] = ()) -> Look:
        """Let a module write its files in a folder, and look with which mode each was made."""
        trace = folder / "trace"
        strace = ["strace", "-f", "-y", "-e", "trace=open,openat", "-o", str(trace)]
        run_module(module, args, python=self._python, env={"PYTHONPATH": str(self.tree), "TMPDIR": str(folder)}, prefix=strace)
        made = [found for found in CREATED.finditer(trace.read_text()) if str(folder) in found[0]]
        made = [found for found in made if not any(f'{name}"' in found[0] for name in but)]
        return Look(len(made), [Hit(f"mode {found[1]}", module, found[0]) for found in made if int(found[1], 8) & 0o077])

    @property
    def _python(self) -> str:
        return str(programs_of(self.core) / "python")


def searched(broken: t.Sequence[t.Mapping[str, t.Any]], canary: Canary) -> Look:
    """Search what a module said of errors at its steps."""
    hits = [hit for one in broken for hit in canary.hits(one["out"], f"the output when {one['step']} raised {one['kind']}")]
    return Look(len(broken), hits)


def misplaced(spec: Args, args: Args, secret: str) -> t.Iterator[tuple[str, dict[str, t.Any]]]:
    """Yield the name of an option and the arguments with the secret in it, for every option and for one that does not exist.

    Where it could be what was meant, it is told from other texts only by being where it belongs, too.
    """
    for name, inside in ((name, args.get(name)) for name in (*spec, "pasword")):
        option: Args = spec.get(name, {"type": "none"})
        rest = args if _is_text(option) else _without(args, secret)
        yield name, {**rest, name: secret}
        below = option.get("options")
        if isinstance(inside, list) and below:
            yield name, {**rest, name: [secret]}
            for title, item in misplaced(below, inside[0], secret):
                yield f"{name}.{title}", {**args, name: [item, *inside[1:]]}
        elif below:
            for title, item in misplaced(below, inside or {}, secret):
                yield f"{name}.{title}", {**args, name: item}


def _is_text(option: Args) -> bool:
    kind = option.get("elements", option["type"])
    return kind == "str" and not option.get("choices")


def _without(args: t.Any, secret: str) -> t.Any:
    """Return a structure without the secret."""
    if isinstance(args, t.Mapping):
        return {name: _without(value, secret) for name, value in args.items() if value != secret}
    return [_without(value, secret) for value in args if value != secret] if isinstance(args, list) else args
