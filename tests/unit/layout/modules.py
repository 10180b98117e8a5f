# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of modules: everything that a module needs beside its code is there, and says the same."""

from __future__ import annotations

import importlib.util
import re
import sys
import typing as t
from pathlib import Path

import yaml
from ansible_collections.golive.stack.plugins.module_utils._main import GROUP_SPEC
from ansible_collections.golive.stack.plugins.module_utils._report import GROUP_RETURNS

from tests.unit.layout.source import parsed, python_files, text_constant

Spec = t.Mapping[str, t.Any]
# Read-only though no _info: they judge what lies there, and list nothing.
JUDGES = ("schema_assert", "secret_scan")
ATTRIBUTES = ("check_mode", "diff_mode", "idempotent", "action_group", "platform")


def modules(root: Path) -> list[Path]:
    """Return the modules of the collection."""
    return [path for path in python_files(root, "plugins/modules") if path.name != "__init__.py"]


def documentation(path: Path) -> dict[str, t.Any]:
    """Return a module's documentation."""
    return yaml.safe_load(text_constant(parsed(path), "DOCUMENTATION")) or {}


def neighbours(root: Path) -> t.Iterator[str]:
    """Tests with the real thing, a row in the README, a place in the action group; an action plugin has a module."""
    readme = root / "README.md"
    rows = [line for line in readme.read_text(encoding="utf-8").splitlines() if line.startswith("|")] if readme.is_file() else []
    runtime = root / "meta" / "runtime.yml"
    group = yaml.safe_load(runtime.read_text(encoding="utf-8"))["action_groups"]["stack"] if runtime.is_file() else []
    names = [path.stem for path in modules(root)]
    for name in names:
        folder = root / "tests" / "integration" / re.sub(r"_info\Z", "", name)
        if not list(folder.glob("test_*.py")):
            yield f"Module {name} has no integration tests: write tests/integration/{folder.name}/test_….py."
        if not any(re.search(rf"(?<!\w){name}(?!\w)", row) for row in rows):
            yield f"Module {name} has no row in README.md: add it to the table of modules."
        if name not in group:
            yield f"Module {name} is not in the action group stack of meta/runtime.yml: add it."
    for name in group:
        if name not in names:
            yield f"The action group stack of meta/runtime.yml names {name}, which is no module: remove it."
    for path in python_files(root, "plugins/action"):
        if path.stem not in [*names, "__init__"]:
            yield f"Action plugin {path.stem} has no module: write plugins/modules/{path.stem}.py with its documentation."


def attributes(root: Path) -> t.Iterator[str]:
    """Every module promises what all promise, by the same fragments."""
    for path in modules(root):
        used = documentation(path).get("extends_documentation_fragment", [])
        needed = ["golive.stack.attributes", "golive.stack.stack"]
        read_only = path.stem.endswith("_info") or path.stem in JUDGES
        needed += ["golive.stack.attributes.info"] if read_only else []
        for fragment in needed:
            if fragment not in used:
                yield f"Module {path.stem} does not extend the documentation fragment {fragment}: add it."
        if "golive.stack.attributes.info" in used and not read_only:
            yield f"Module {path.stem} extends golive.stack.attributes.info and is no _info module: remove it, or name it in JUDGES."
        promised = {name for source in sources(root, path) for name in source.get("attributes", {})}
        for name in ATTRIBUTES:
            if name not in promised:
                yield f"Module {path.stem} says nothing about the attribute {name}: take it from golive.stack.attributes."


def options(root: Path) -> t.Iterator[str]:
    """Spec and documentation name the same options in the same order."""
    for path in modules(root):
        captured = called_with(path)
        if captured is None:
            yield f"Module {path.stem} does not call run_module of _main.py: without it the options of the action group are missing."
            continue
        spec, returns = captured
        yield from compared(f"Module {path.stem}", {**spec, **GROUP_SPEC}, [source.get("options", {}) for source in sources(root, path)])
        described = set(yaml.safe_load(text_constant(parsed(path), "RETURN")) or {})
        for name in sorted(set(returns) - described):
            yield f"Module {path.stem} returns {name}, which RETURN does not describe."
        for name in sorted(described - set(returns) - GROUP_RETURNS):
            yield f"Module {path.stem} describes {name} in RETURN and never returns it."


def sources(root: Path, path: Path) -> list[dict[str, t.Any]]:
    """Return the documentation of a module and of its fragments, each on its own."""
    found = [documentation(path)]
    for fragment in found[0].get("extends_documentation_fragment", []):
        name, _, part = fragment.partition("golive.stack.")[2].partition(".")
        file = root / "plugins" / "doc_fragments" / f"{name}.py"
        if file.is_file():
            found.append(yaml.safe_load(text_constant(parsed(file), part.upper() or "DOCUMENTATION")) or {})
    return found


def called_with(path: Path) -> t.Tuple[Spec, t.Sequence[str]] | None:
    """Return spec and result keys that a module's main() hands to run_module; None when it does not."""
    loader = importlib.util.spec_from_file_location(f"layout_{path.stem}", path)
    assert loader is not None and loader.loader is not None
    module = importlib.util.module_from_spec(loader)
    sys.modules[module.__name__] = module  # dataclasses look there
    loader.loader.exec_module(module)
    calls: list[t.Tuple[Spec, t.Sequence[str]]] = []
    if not hasattr(module, "run_module"):
        return None
    vars(module)["run_module"] = lambda spec, returns, _work, **_how: calls.append((spec, returns))
    module.main()
    return calls[0] if calls else None


def compared(where: str, spec: Spec, documented: t.Sequence[Spec]) -> t.Iterator[str]:
    """Yield how the names in the documentation, part by part, differ from those of the spec."""
    known: dict[str, t.Any] = {name: option for part in documented for name, option in part.items()}
    for name in spec:
        if name not in known:
            yield f"{where} takes {name}, which its documentation does not name."
    for part in documented:
        for name in part:
            if name not in spec:
                yield f"{where} documents {name}, which its spec does not take."
        if [name for name in part if name in spec] != [name for name in spec if name in part]:
            yield f"{where} documents {', '.join(part)} in another order than its spec has."
    for name, option in spec.items():
        if name in known and (option.get("options") or known[name].get("suboptions")):
            yield from compared(f"{where}, option {name},", option.get("options") or {}, [known[name].get("suboptions") or {}])


RULES = (neighbours, attributes, options)
