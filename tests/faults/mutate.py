# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes mutants: copies of a source file with one safeguard taken out. Found by what the code says, not listed by hand."""

from __future__ import annotations

import ast
import re
import typing as t
from collections import Counter
from dataclasses import dataclass

# Calls that are a safeguard by themselves; without them everything seems to work.
GUARDING_CALLS = re.compile(
    r"(os\.(fsync|fchmod|fchown|killpg)|fcntl\.flock|self\.close|_remove|_check|_forget_environment|_refuse_old|refuse_\w+|take_back"
    r"|self\._database\.hand\.run)$"
)
# Calls that take something out of a value: without them it is the argument of that number.
MASKING_CALLS = {"structure": 0, "text": 0, "_shown": 0, "without_strangers": 0}
# Calls that find what is to be masked.
FINDING_CALLS = ("secret_values", "leaves")
LOCKING_CALLS = ("exclusive", "lock")
OPEN_FLAGS = ("O_NOFOLLOW", "O_EXCL", "O_NONBLOCK")
MODES = {"0o600": "0o644", "0o077": "0o007"}
KEYWORDS = {"no_log": "False", "start_new_session": "False", "umask": "0o022", "env": "None", "repr": "True"}
# In the text of SQL, of settings and of YAML.
TEXTS: tuple[tuple[str, str, str], ...] = (
    (r"touched <> 1", "touched < 0", "any number of rows touched is fine"),
    (r"IS NOT TRUE THEN RAISE", "IS NULL THEN RAISE", "an assertion that is false is fine"),
    (r"pg_catalog\.pg_advisory_xact_lock\(\{number\}\)", "pg_catalog.pg_sleep(0)", "no advisory lock"),
    (r" AND old\.xmin::text = \{.*?\}->>0", "", "the row may have moved"),
    (r" AND NOT EXISTS \(.*\)", "", "the row may be there"),
    (r"row_security = off", "row_security = on", "rows that a policy hides are not missed"),
    (r'"ROLLBACK"', '"COMMIT"', "what was only tried stays"),
    (r"else 'ONLY'", "else 'WRITE'", "what is only to read may write"),
    (r'else "verify-full"', 'else "prefer"', "TLS is not verified"),
    (r"_unexpected\(error\)\}", "str(error)}", "the unexpected error is quoted"),
    (r" if key in keys\}", "}", "not only the allowed keys"),
    (r"def _log_invocation\(", "def _log_no_invocation(", "core logs the arguments"),
    (r'"invocation": \{"module_args": \{\}\}', '"invocation": {"module_args": self.params}', "the arguments are returned"),
)
YAML_TEXTS: tuple[tuple[str, str, str], ...] = (
    (r"no_log: true", "no_log: false", "no_log dropped"),
    (r"diff: false", "diff: true", "diff shown"),
    (r'mode: "0600"', 'mode: "0644"', "mode 0644"),
    (r'mode: "0700"', 'mode: "0755"', "mode 0755"),
    (r"check_mode: true", "check_mode: false", "check mode dropped"),
)


@dataclass(frozen=True)
class Mutant:
    """One changed text: what was taken out, on which line, and the whole file without it."""

    title: str
    line: int
    text: str


def mutants_of(name: str, source: str) -> list[Mutant]:
    """Return the mutants of a file, each with a title that no other has."""
    edits = list(_of_texts(source, YAML_TEXTS)) if name.endswith(".yml") else [*_of_texts(source, TEXTS), *_of_code(source)]
    found, counts = [], Counter[str]()
    for title, start, end, text in sorted(edits, key=lambda edit: edit[1]):
        counts[title] += 1
        number = f" ({counts[title]})" if counts[title] > 1 else ""
        found.append(Mutant(title + number, source.count("\n", 0, start) + 1, source[:start] + text + source[end:]))
    return found


Edit = t.Tuple[str, int, int, str]  # title, start, end, replacement


def _of_texts(source: str, texts: t.Iterable[tuple[str, str, str]]) -> t.Iterator[Edit]:
    for pattern, text, title in texts:
        for match in re.finditer(pattern, source):
            yield title, match.start(), match.end(), text


def _of_code(source: str) -> t.Iterator[Edit]:
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line.encode()))
    raw = source.encode()

    def edit(title: str, node: ast.AST, text: str) -> Edit:
        place = t.cast(ast.expr, node)
        begin = starts[place.lineno - 1] + place.col_offset
        end = starts[t.cast(int, place.end_lineno) - 1] + t.cast(int, place.end_col_offset)
        return title, len(raw[:begin].decode()), len(raw[:end].decode()), text

    for node in ast.walk(ast.parse(source)):
        for rule in RULES:
            for title, part, text in rule(node, source):
                yield edit(title, part, text)


Change = t.Tuple[str, ast.AST, str]  # title, what is replaced, by what


def never_refused(node: ast.AST, source: str) -> t.Iterator[Change]:
    """A condition that ends in an error is never met."""
    if isinstance(node, ast.If) and not node.orelse and isinstance(node.body[-1], ast.Raise):
        yield f"never: if {_said(node.test, source)}", node.test, "False"


def not_called(node: ast.AST, source: str) -> t.Iterator[Change]:
    """A guarding call is not made; what it gives back is not used."""
    if isinstance(node, (ast.Expr, ast.Return)) and isinstance(node.value, ast.Call):
        name = ast.unparse(node.value.func)
        if GUARDING_CALLS.search(name):
            yield f"not called: {_said(node.value, source)}", node.value, "None"


def not_masked(node: ast.AST, source: str) -> t.Iterator[Change]:
    """A value goes out as it is, or what is to be masked is not looked for."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in MASKING_CALLS and len(node.args) > MASKING_CALLS[name]:
            yield f"not masked: {_said(node, source)}", node, ast.unparse(node.args[MASKING_CALLS[name]])
        if name in FINDING_CALLS:
            yield f"not looked for: {_said(node, source)}", node, "set()"


def form_forgotten(node: ast.AST, source: str) -> t.Iterator[Change]:
    """One form of a secret is not known."""
    if isinstance(node, ast.FunctionDef) and node.name == "forms":
        for part in ast.walk(node):
            if isinstance(part, ast.Set):
                for element in part.elts:
                    yield f"form forgotten: {_said(element, source)}", element, '""'


def open_flag_dropped(node: ast.AST, _source: str) -> t.Iterator[Change]:
    """A file is opened without one of its guards."""
    if isinstance(node, ast.Attribute) and node.attr in OPEN_FLAGS:
        yield f"without {node.attr}", node, "0"


def mode_widened(node: ast.AST, source: str) -> t.Iterator[Change]:
    """A file is open to others, or may be."""
    if isinstance(node, ast.Constant) and ast.get_source_segment(source, node) in MODES:
        said = t.cast(str, ast.get_source_segment(source, node))
        yield f"{said} is {MODES[said]}", node, MODES[said]


def keyword_turned(node: ast.AST, source: str) -> t.Iterator[Change]:
    """A named argument or dict entry that guards says the opposite."""
    if isinstance(node, ast.keyword) and node.arg in KEYWORDS:
        yield f"{node.arg}={_said(node.value, source)} is {KEYWORDS[node.arg]}", node.value, KEYWORDS[node.arg]
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values):
            if isinstance(key, ast.Constant) and key.value == "no_log" and getattr(value, "value", None) is True:
                yield "no_log dropped", value, "False"


def guard_of_check_mode_dropped(node: ast.AST, source: str) -> t.Iterator[Change]:
    """What must not happen in check mode happens."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) and ast.unparse(node.operand).endswith(".check"):
        yield f"{_said(node, source)} is always so", node, "True"


def lock_not_taken(node: ast.AST, source: str) -> t.Iterator[Change]:
    """Something is done without the lock that it needs."""
    if isinstance(node, ast.With):
        for item in node.items:
            call = item.context_expr
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in LOCKING_CALLS:
                yield f"without {_said(call, source)}", call, '__import__("contextlib").nullcontext()'


def setting_dropped(node: ast.AST, _source: str) -> t.Iterator[Change]:
    """A session is opened without one of its settings."""
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "options" and isinstance(node.value, ast.Dict):
        for key in node.value.keys:
            if isinstance(key, ast.Constant):
                yield f"setting {key.value!s} dropped", key, '"golive.dropped"'


RULES: tuple[t.Callable[[ast.AST, str], t.Iterator[Change]], ...] = (
    never_refused,
    not_called,
    not_masked,
    form_forgotten,
    open_flag_dropped,
    mode_widened,
    keyword_turned,
    guard_of_check_mode_dropped,
    lock_not_taken,
    setting_dropped,
)


def _said(node: ast.AST, source: str) -> str:
    return " ".join((ast.get_source_segment(source, node) or "").split())[:70]
