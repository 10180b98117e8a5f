# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of the code: small, pointing inward, with one place that decides about check mode."""

from __future__ import annotations

import ast
import sys
import typing as t
from pathlib import Path

from tests.unit.layout.source import code_lines, functions, imports, parsed, python_files

LARGEST_FUNCTION = 40
LARGEST_MAIN = 25
# The first that fits counts.
LARGEST_FILE = {"plugins/modules": 120, "plugins/action": 30, "plugins": 250, "tests": 250, "benchmarks": 250}
CODE = ("plugins", "tests", "benchmarks")
# Of the standard library, what reaches out of the process.
OUTSIDE = {"os", "io", "pathlib", "shutil", "tempfile", "subprocess", "socket", "ssl", "urllib", "http", "time", "random", "logging"}
INWARD = {"._errors", "._plan", ".model", ".._errors", ".._plan"}
MAY_IMPORT_CORE = {"_main.py", "_secrets.py"}
GUARD = "plugins/module_utils/_execute.py"


def sizes(root: Path) -> t.Iterator[str]:
    """Every file and function is small enough to be read at one go."""
    for path in python_files(root, *CODE):
        name = path.relative_to(root).as_posix()
        largest = next(lines for folder, lines in LARGEST_FILE.items() if name.startswith(f"{folder}/"))
        tree = parsed(path)
        lines = code_lines(path, tree)
        if len(lines) > largest:
            yield f"{name} has {len(lines)} lines of code, more than {largest}: split it by noun."
        for function in functions(tree):
            limit = LARGEST_MAIN if function.name == "main" else LARGEST_FUNCTION
            size = len([line for line in lines if function.lineno <= line <= (function.end_lineno or 0)])
            if size > limit:
                yield f"{name}: {function.name}() has {size} lines of code, more than {limit}: split it."


def inward_imports(root: Path) -> t.Iterator[str]:
    """Plans and models are pure, and so is what lies beside them and is imported there; core is imported in two places only."""
    pure = _pure_files(root)
    for path in python_files(root, "plugins/module_utils"):
        name = path.relative_to(root).as_posix()
        for found in sorted(set(imports(parsed(path)))):
            top = found.split(".")[0]
            if top == "ansible" and path.name not in MAY_IMPORT_CORE:
                yield f"{name} imports {found}: only {' and '.join(sorted(MAY_IMPORT_CORE))} may import ansible."
            elif path in pure and not (_beside(path, found) or found in INWARD or (top in sys.stdlib_module_names and top not in OUTSIDE)):
                yield f"{name} imports {found}: a plan or model is pure and imports nothing but _errors, _plan and pure files beside it."
            elif found.startswith("ansible_collections.golive.stack.plugins.") and ".module_utils." not in found:
                yield f"{name} imports {found}: module_utils import only module_utils."


def _pure_files(root: Path) -> set[Path]:
    """Return every plan and model, with what they import of their own folder."""
    found: set[Path] = set()
    todo = [path for path in python_files(root, "plugins/module_utils") if path.name in ("plan.py", "model.py")]
    while todo:
        path = todo.pop()
        if path not in found:
            found.add(path)
            todo += [beside for name in imports(parsed(path)) if (beside := _beside(path, name))]
    return found


def _beside(path: Path, name: str) -> Path | None:
    """Return the file of the same folder that is imported by this name, None when it is another one."""
    file = path.parent / f"{name.removeprefix('.')}.py"
    return file if name.startswith(".") and not name.startswith("..") and file.is_file() else None


def one_guard(root: Path) -> t.Iterator[str]:
    """One `if` in the collection decides about check mode, the one of execute()."""
    guards = []
    for path in python_files(root, "plugins"):
        name = path.relative_to(root).as_posix()
        for node in ast.walk(parsed(path)):
            if isinstance(node, (ast.If, ast.IfExp, ast.While)) and _asks_for_check_mode(node.test):
                guards.append(f"{name}:{node.lineno}")
            elif isinstance(node, ast.Attribute) and node.attr == "check_mode" and path.name not in ("_main.py", "_action.py"):
                yield f"{name}:{node.lineno} reads check_mode: only _main.py and _action.py do, and hand it on as Run.check."
    if len(guards) != 1 or not guards[0].startswith(f"{GUARD}:"):
        yield f"Check mode is decided at {', '.join(guards) or 'no place'}: it must be one place, in {GUARD}."


def _asks_for_check_mode(test: ast.AST) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr in ("check", "check_mode") for node in ast.walk(test))


def mirror(root: Path) -> t.Iterator[str]:
    """Every file of plugins has its unit tests at the same place."""
    for path in python_files(root, "plugins"):
        place = path.relative_to(root)
        if path.name == "__init__.py" or "doc_fragments" in place.parts:
            continue
        test = Path("tests/unit") / place.with_name(f"test_{path.stem.lstrip('_')}.py")
        if not (root / test).is_file():
            yield f"{place.as_posix()} has no unit tests: write {test.as_posix()}."


RULES = (sizes, inward_imports, one_guard, mirror)
