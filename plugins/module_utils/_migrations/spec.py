# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of postgres_migrations and postgres_migrations_info, and what they become."""

from __future__ import annotations

import typing as t

from .._database.settings import DATABASE_SPEC
from .._errors import StackError
from .keepers import KEEPERS
from .model import FAIL, IGNORE, WARN, Desired, How, Migration
from .schemes import SCHEMES, Naming

LEDGER: dict[str, t.Any] = {
    "type": "dict",
    "options": {"schema": {"type": "str", "default": "public"}, "name": {"type": "str", "default": "golive_migrations"}},
    "apply_defaults": True,
}
INFO_ARGUMENT_SPEC: dict[str, t.Any] = {"database": {**DATABASE_SPEC, "required": True}, "ledger": LEDGER}
ARGUMENT_SPEC: dict[str, t.Any] = {
    **INFO_ARGUMENT_SPEC,
    "path": {"type": "str"},
    "src": {"type": "str"},
    "scheme": {"type": "str", "choices": list(SCHEMES), "default": "auto"},
    "order": {"type": "list", "elements": "str"},
    "order_file": {"type": "str"},
    "repeatable": {"type": "list", "elements": "str", "default": []},
    "seeds": {"type": "list", "elements": "str", "default": []},
    "target": {"type": "str"},
    "walk_back": {"type": "bool", "default": False},
    "out_of_order": {"type": "bool", "default": False},
    "unmanaged": {"type": "str", "choices": ["refuse", "ignore"], "default": "refuse"},
    "baseline": {"type": "str"},
    "adopt": {"type": "str", "choices": list(KEEPERS)},
    "repair": {"type": "list", "elements": "str", "default": []},
    "search_path": {"type": "list", "elements": "str", "default": ["public"]},
    "statement_timeout": {"type": "int", "default": 3600},
    "wait": {"type": "int", "default": 300},
    "release": {"type": "str"},
    "show_detail": {"type": "bool", "default": False},
    "lint": {"type": "str", "choices": [WARN, FAIL, IGNORE], "default": WARN},
}
CONSTRAINTS: dict[str, t.Any] = {
    "mutually_exclusive": [("path", "src"), ("order", "order_file"), ("baseline", "adopt")],
    "required_one_of": [("path", "src")],
}


def desired(params: t.Mapping[str, t.Any], migrations: tuple[Migration, ...]) -> Desired:
    """Turn the options into the wish of the whole task."""
    names = ("target", "walk_back", "out_of_order", "unmanaged", "baseline", "adopt", "lint")
    chosen = {name: params[name] for name in names}
    return Desired(migrations, repair=tuple(params["repair"]), **chosen)


def how(params: t.Mapping[str, t.Any]) -> How:
    """Turn the options into how scripts are carried out."""
    for name in ("wait", "statement_timeout"):
        if params[name] < 0:
            raise StackError(f"The option {name} is {params[name]}; give seconds from 0 on.")
    if not params["search_path"]:
        raise StackError("The option search_path is empty, so that no migration could make anything; name a schema, such as public.")
    chosen = {name: params[name] for name in ("statement_timeout", "wait", "release", "show_detail")}
    return How(search_path=tuple(params["search_path"]), **chosen)


def naming(params: t.Mapping[str, t.Any]) -> Naming:
    """Turn the options into how the files are named."""
    lists = {name: tuple(params[name] or ()) for name in ("order", "repeatable", "seeds")}
    return Naming(scheme=params["scheme"], order_file=params["order_file"], **lists)


def whole_path(params: t.Mapping[str, t.Any], expand: t.Callable[[str], str]) -> str:
    """Return the path on this machine, which means the same wherever a task is started."""
    if params["src"]:
        raise StackError(
            "The option src is a folder of the controller, which only golive.stack.postgres_migrations as a task can send; say path."
        )
    path = expand(params["path"] or "")  # core takes null for an option that is given
    if not path.startswith("/"):
        raise StackError(f"The option path is {path!r}, which leads elsewhere from each place; give the whole path of the folder.")
    return path
