# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the layout rules read a file of Python."""

from __future__ import annotations

import ast
import typing as t
from pathlib import Path

Function = t.Union[ast.FunctionDef, ast.AsyncFunctionDef]
DOC_BLOCKS = {"DOCUMENTATION", "EXAMPLES", "RETURN"}


def python_files(root: Path, *folders: str) -> list[Path]:
    """Return the files below these folders of the collection."""
    return sorted(path for folder in folders for path in (root / folder).rglob("*.py"))


def parsed(path: Path) -> ast.Module:
    """Return the file as a tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.AST) -> list[Function]:
    """Return all functions, those of classes and of functions included."""
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def code_lines(path: Path, tree: ast.Module) -> list[int]:
    """Return the numbers of the lines that are code: no blank line, comment or documentation."""
    blocks = [node for node in ast.walk(tree) if isinstance(node, (ast.Assign, ast.Expr)) and _is_documentation(node)]
    documentation = {line for block in blocks for line in range(block.lineno, (block.end_lineno or 0) + 1)}
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    return [number for number, line in lines if line.strip() and not line.strip().startswith("#") and number not in documentation]


def _is_documentation(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        return bool(_targets(node) & DOC_BLOCKS)
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _targets(node: ast.Assign) -> set[str]:
    return {target.id for target in node.targets if isinstance(target, ast.Name)}


def text_constant(tree: ast.AST, name: str) -> str:
    """Return the text that is assigned to a name, empty when there is none."""
    assigned = [node.value for node in ast.walk(tree) if isinstance(node, ast.Assign) and name in _targets(node)]
    return next((value.value for value in assigned if isinstance(value, ast.Constant) and isinstance(value.value, str)), "")


def imports(tree: ast.AST) -> t.Iterator[str]:
    """Yield what is imported, wherever in the file; relative ones with their dots."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from (f"{module}{alias.name}" for alias in node.names) if module.strip(".") == "" else (module,)
