# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of tasks, in roles, playbooks and scenarios: they call what exists, and every exception has its reason."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing as t
from dataclasses import dataclass
from pathlib import Path

import yaml
from ansible.playbook.block import Block
from ansible.playbook.handler import Handler

from tests.module_run import TREE

FOLDERS = ("roles", "playbooks", "molecule")
NO_TASKS = {"defaults", "vars", "meta", "templates", "files"}
KEYWORDS = {*Handler.fattributes, *Block.fattributes}
EXCEPTIONS = "tests/unit/allowed_when.yml"
FREE = {"ansible.builtin.set_fact", "ansible.builtin.add_host"}  # take any name


@dataclass(frozen=True)
class Task:
    """One task, and where it stands."""

    file: str
    data: dict[str, t.Any]

    @property
    def where(self) -> str:
        """Name the task for a person."""
        return f"{self.file}, task {self.data.get('name', 'without a name')!r},"

    @property
    def module(self) -> str | None:
        """The module, by the name that stands there."""
        return next((key for key in self.data if key not in KEYWORDS and not key.startswith("with_")), None)


def tasks(root: Path) -> list[Task]:
    """Return all tasks, those in blocks included."""
    found = []
    for path in sorted(path for folder in FOLDERS for path in (root / folder).rglob("*.yml")):
        name = path.relative_to(root)
        content = None if NO_TASKS & set(name.parts) else yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [Task(name.as_posix(), data) for data in _inside(content)]
    return found


def _inside(content: t.Any) -> t.Iterator[dict[str, t.Any]]:
    for item in content if isinstance(content, list) else []:
        parts = [item[key] for key in ("pre_tasks", "tasks", "post_tasks", "handlers", "block", "rescue", "always") if key in item]
        for part in parts:
            yield from _inside(part)
        if not parts and "hosts" not in item and "import_playbook" not in item:
            yield item


def exceptions(root: Path) -> t.Iterator[str]:
    """Every `changed_when: false` and `failed_when` stands on the list, with its reason."""
    path = root / EXCEPTIONS
    allowed = (yaml.safe_load(path.read_text(encoding="utf-8")) or []) if path.is_file() else []
    found = []
    for task in tasks(root):
        for keyword in ("changed_when", "failed_when"):
            value = task.data.get(keyword)
            if keyword in task.data and not (keyword == "changed_when" and value is not False):
                entry = {"file": task.file, "task": task.data.get("name"), keyword: value}
                found.append(entry)
                if entry not in [{key: item[key] for key in item if key != "reason"} for item in allowed]:
                    yield f"{task.where} says {keyword}: {json.dumps(value)}: add it to {EXCEPTIONS} with its reason, or do without."
    for item in allowed:
        if not item.get("reason"):
            yield f"{EXCEPTIONS} allows {item.get('task')!r} of {item.get('file')} without a reason: give it."
        if {key: item[key] for key in item if key != "reason"} not in found:
            yield f"{EXCEPTIONS} allows {item.get('task')!r} of {item.get('file')}, which is not there any more: remove it."


def known_options(root: Path) -> t.Iterator[str]:
    """Every task calls a module by its full name, with options that it has and all that it needs."""
    found = tasks(root)
    named = sorted({task.module for task in found if task.module and "." in task.module})
    documented = described(named) if named else {}
    for task in found:
        if task.module is None or "." not in task.module:
            yield f"{task.where} names the module {task.module}: write its full name."
        elif task.module not in documented:
            yield f"{task.where} names the module {task.module}, which does not exist."
        elif isinstance(task.data[task.module], dict) and task.module not in FREE:
            options = documented[task.module]["doc"].get("options") or {}
            yield from _compared(f"{task.where} module {task.module}", task.data[task.module], {**options, **_defaults(task)})


def _defaults(task: Task) -> dict[str, t.Any]:
    return {"args": {}} if "args" in task.data else {}


def _compared(where: str, given: t.Mapping[str, t.Any], options: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    names = {name: option for key, option in options.items() for name in (key, *option.get("aliases", ()))}
    for name in given:
        if name not in names:
            yield f"{where} has no option {name}."
    for key, option in options.items():
        if option.get("required") and not {key, *option.get("aliases", ())} & set(given):
            yield f"{where} needs the option {key}."
    for name, value in given.items():
        parts = names.get(name, {}).get("suboptions")
        for item in value if isinstance(value, list) else [value]:
            if parts and isinstance(item, dict):
                yield from _compared(f"{where}, {name},", item, parts)


def described(names: t.Sequence[str]) -> dict[str, t.Any]:
    """Return what ansible-doc says about these modules; those that do not exist are left out."""
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(TREE)}
    command = [sys.executable, "-m", "ansible", "doc", "--json", "-t", "module", *names]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"ansible-doc failed: {done.stderr}"
    return t.cast("dict[str, t.Any]", json.loads(done.stdout))


RULES = (exceptions, known_options)
