# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of roles: a contract that is kept, names of their own, small files, nothing done behind a shell."""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

import yaml

from tests.unit.layout.tasks import Task, tasks

LARGEST_TASK_FILE = 60
NAMES = "../../../playbooks/tasks/known_options.yml"
FORBIDDEN = {
    "ignore_errors": "handle the failure, or let it be one",
    "ignore_unreachable": "let it be a failure",
    "local_action": "delegate_to",
}
SHELLS = {"ansible.builtin.shell", "ansible.builtin.raw", "ansible.windows.win_shell"}


def roles(root: Path) -> list[Path]:
    """Return the roles of the collection."""
    return sorted(path for path in (root / "roles").glob("*") if path.is_dir())


def loaded(path: Path) -> t.Any:
    """Return what is in a YAML file, None when there is none."""
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None


def contract(root: Path) -> t.Iterator[str]:
    """Specs, defaults and README name the same variables in the same order with the same values."""
    for role in roles(root):
        for part in ("README.md", "meta/argument_specs.yml", "defaults/main.yml", "tasks/main.yml"):
            if not (role / part).is_file():
                yield f"Role {role.name} has no {part}: write it."
        defaults = loaded(role / "defaults/main.yml") or {}
        specs = (loaded(role / "meta/argument_specs.yml") or {}).get("argument_specs", {})
        for entry, spec in specs.items():
            options = spec.get("options") or {}
            yield from _differences(f"Role {role.name}, entry point {entry},", options, defaults)
        yield from _readme(role, list(defaults), list(specs))


def _differences(where: str, options: t.Mapping[str, t.Any], defaults: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    specified = {name: option["default"] for name, option in options.items() if "default" in option}
    for name, option in options.items():
        if name not in specified and not option.get("required"):
            yield f"{where} takes {name}, which is neither required nor has a default: say which."
    for name in [name for name in defaults if name not in options]:
        yield f"{where} does not specify {name}, which defaults/main.yml has."
    for name in [name for name in specified if name not in defaults]:
        yield f"{where} gives {name} a default, which defaults/main.yml does not have."
    for name in [name for name in specified if name in defaults and specified[name] != defaults[name]]:
        yield f"{where} says that {name} is {specified[name]!r} by default, defaults/main.yml says {defaults[name]!r}."
    if [name for name in specified if name in defaults] != [name for name in defaults if name in specified]:
        yield f"{where} specifies its options in another order than defaults/main.yml has."


def _readme(role: Path, names: t.Sequence[str], entries: t.Sequence[str]) -> t.Iterator[str]:
    readme = role / "README.md"
    if not readme.is_file():
        return
    text = readme.read_text(encoding="utf-8")
    found = re.findall(r"^\| `(\w+)` ", text, re.MULTILINE)
    if found != list(names):
        yield f"Role {role.name}: its README lists the options {', '.join(found)}, defaults/main.yml {', '.join(names)}."
    told = re.findall(r"`(\w+)`", next(iter(re.findall(r"^Entry points: (?:.+\n)+", text, re.MULTILINE)), ""))
    for entry in sorted({*told} ^ {*entries}):
        yield f"Role {role.name}: {entry} is an entry point in only one of its README and its argument specs."


def names_looked_at(root: Path) -> t.Iterator[str]:
    """Whichever entry point is used, a misspelled option of the role is a failure."""
    for role in roles(root):
        for entry in (loaded(role / "meta/argument_specs.yml") or {}).get("argument_specs", {}):
            if not _looks_at_names(role / "tasks" / f"{entry}.yml"):
                yield f"Role {role.name}, entry point {entry}, takes any name for an option: import {NAMES} first."


def _looks_at_names(file: Path) -> bool:
    """Follow the imports that a file begins with."""
    first = (loaded(file) or [{}])[0].get("ansible.builtin.import_tasks", "")
    return first == NAMES or (first != "" and _looks_at_names(file.with_name(first)))


def prefixes(root: Path) -> t.Iterator[str]:
    """Every variable of a role carries the role's name, so that two roles never share one."""
    for role in roles(root):
        fits = re.compile(rf"(?:__)?{role.name}_\w+|ansible_\w+")
        named = dict.fromkeys(loaded(role / "defaults/main.yml") or {}, "defaults/main.yml")
        named.update(
            {name: file.relative_to(role).as_posix() for file in sorted((role / "vars").glob("*.yml")) for name in loaded(file) or {}}
        )
        for task in tasks(root):
            if task.file.startswith(f"roles/{role.name}/"):
                named.update(dict.fromkeys(_variables(task), task.file))
        for name, place in named.items():
            if not fits.fullmatch(name):
                yield f"Role {role.name}: {place} sets {name}: call it {role.name}_{name} or __{role.name}_{name}."


def _variables(task: Task) -> t.Iterator[str]:
    yield from task.data.get("vars") or {}
    yield from [task.data["register"]] if "register" in task.data else []
    loop_variable = (task.data.get("loop_control") or {}).get("loop_var")
    yield from [loop_variable] if loop_variable else []
    yield from [name for name in task.data.get("ansible.builtin.set_fact") or {} if name != "cacheable"]


def plain_tasks(root: Path) -> t.Iterator[str]:
    """Task files are short, and nothing is done by a shell or despite an error."""
    for file in sorted(path for folder in ("roles", "playbooks", "molecule") for path in (root / folder).rglob("*.yml")):
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip() and not line.lstrip().startswith("#")]
        name = file.relative_to(root).as_posix()
        if "tasks" in file.parts and len(lines) > LARGEST_TASK_FILE:
            yield f"{name} has {len(lines)} lines, more than {LARGEST_TASK_FILE}: split it by what it does."
    for task in tasks(root):
        for keyword, instead in FORBIDDEN.items():
            if keyword in task.data:
                yield f"{task.where} says {keyword}: {instead}."
        if task.module in SHELLS or (task.module or "").split(".")[-1] in ("shell", "raw"):
            yield f"{task.where} uses {task.module}: give a module or ansible.builtin.command its arguments as a list."


RULES = (contract, names_looked_at, prefixes, plain_tasks)
