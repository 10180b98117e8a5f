# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The domains that are hurt, and a hash of what each of them consists of: its modules and all that they import."""

from __future__ import annotations

import ast
import functools
import hashlib
from pathlib import Path

from tests.module_run import ROOT

# A domain is named by the modules that are its face; mutants are made of everything.
DOMAINS: dict[str, tuple[str, ...]] = {
    "flag": ("plugins/modules/feature_flag.py", "plugins/modules/feature_flag_info.py"),
    "secret": ("plugins/modules/secret_gen.py", "plugins/modules/secret_gen_info.py", "plugins/modules/secret_file.py"),
    "migrations": ("plugins/modules/postgres_migrations.py", "plugins/modules/postgres_migrations_info.py"),
    "mutants": ("plugins/**/*.py", "roles/**/*.yml", "playbooks/**/*.yml"),
}
MUTANTS = "mutants"
PREFIX = "ansible_collections.golive.stack."


def tree_hash(domain: str) -> str:
    """Return one hash over the names and contents of a domain's files."""
    digest = hashlib.sha256()
    for path in files_of(domain):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def tree_of(case: str, injected: str) -> str:
    """Return the hash of what a result is about: a mutant is of one file, everything else of its whole domain."""
    domain = case.partition("/")[0]
    return file_hash(injected.partition(": ")[0]) if domain == MUTANTS else tree_hash(domain)


def file_hash(name: str) -> str:
    """Return the hash of one file, empty when it is gone."""
    path = ROOT / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else ""


def files_of(domain: str) -> list[Path]:
    """Return the files of a domain, sorted: what its patterns name, and what those import."""
    found: set[Path] = set()
    todo = [path for pattern in DOMAINS[domain] for path in ROOT.glob(pattern)]
    while todo:
        path = todo.pop()
        if path not in found:
            found.add(path)
            todo += _imports(path, path.read_text()) if path.suffix == ".py" else []
    return sorted(found)


@functools.cache
def _imports(path: Path, text: str) -> list[Path]:
    """Return the files of the collection that a file imports, wherever in it, with the packages around them."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            base = _folder(path, node)
            found += [base, *(base / alias.name for alias in node.names)] if base else []
    files = [candidate for base in found for candidate in (base.with_suffix(".py"), base / "__init__.py")]
    return [file for file in files if file.is_file()]


def _folder(path: Path, node: ast.ImportFrom) -> Path | None:
    module = node.module or ""
    if node.level:
        return path.parents[node.level - 1].joinpath(*module.split(".")) if module else path.parents[node.level - 1]
    if module.startswith(PREFIX):
        return ROOT.joinpath(*module.removeprefix(PREFIX).split("."))
    return None
