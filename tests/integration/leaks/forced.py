# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a module many times, each time with one of its functions raising an error that holds the secret.

A program, run by the Python of each core: a request as JSON on stdin, one JSON line for each function that was reached.
The functions are those of the product's files, found and not listed; each run is a fork of its own.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import json
import os
import sys
import tempfile
import types
import typing as t

PREFIX = "ansible_collections.golive.stack.plugins."
# Those that make the result can't be broken and make it; what calls them is.
LEFT_OUT = ("_main", "_report", "_secrets", "_errors", "_action", "_vault_action")
BOUND = ("main", "_silent")  # already bound where they are used, so that they can't be replaced
RUN = "@RUN@"  # in the arguments, the number of the run
NOTES = 200  # a file descriptor that nobody else uses


def steps() -> t.Iterator[tuple[str, t.Any]]:
    """Yield every function of the loaded files, of a module or of a class, as it was defined: its name and itself."""
    for name, module in sorted(sys.modules.items()):
        if name.startswith(PREFIX) and name.rpartition(".")[2] not in LEFT_OUT:
            for holder in (module, *_classes(module)):
                for attribute, value in sorted(vars(holder).items()):
                    function = function_of(value)
                    ours = function is not None and function.__module__ == name
                    if ours and not attribute.startswith("__") and function.__name__ not in BOUND:
                        yield f"{name.removeprefix(PREFIX)}.{function.__qualname__}", function


def _classes(module: t.Any) -> list[type]:
    return [value for value in vars(module).values() if inspect.isclass(value) and value.__module__ == module.__name__]


def function_of(value: t.Any) -> t.Any:
    """Return the function behind an attribute, None when it is something else."""
    value = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
    return value if inspect.isfunction(value) else None


def break_step(function: t.Any, error: Exception) -> None:
    """Let the function raise, wherever and under whatever name it hangs."""

    def broken(*_args: t.Any, **_kwargs: t.Any) -> t.NoReturn:
        os.write(NOTES, b"reached")
        raise error

    for name, module in list(sys.modules.items()):
        if name.startswith(PREFIX):
            for holder in (module, *_classes(module)):
                for attribute, value in list(vars(holder).items()):
                    if function_of(value) is function:
                        setattr(holder, attribute, type(value)(broken) if not inspect.isfunction(value) else broken)
                    elif isinstance(value, dict) and holder is module:
                        value.update({key: broken for key, entry in value.items() if entry is function})


def errors(secret: str) -> dict[str, Exception]:
    """Return errors of both kinds: one that nobody expected, and one of ours with the secret in every part."""
    ours = importlib.import_module(f"{PREFIX}module_utils._errors").StackError
    said = f"it was {secret} that failed"
    return {"ValueError": ValueError(said), "StackError": ours(said, cmd=["psql", secret], found={secret: secret})}


class Module:
    """The module under test; every run is a fork, and its arguments hold its number, so that there is always something to do."""

    more: t.Mapping[str, t.Any] = {"_ansible_verbosity": 4, "_ansible_diff": True}

    def __init__(self, name: str, args: dict[str, t.Any]) -> None:
        self._basic = importlib.import_module("ansible.module_utils.basic")
        vars(self._basic)["_ANSIBLE_PROFILE"] = "legacy"
        self._module = importlib.import_module(f"{PREFIX}modules.{name}")
        self._name = name
        self._args = args
        self._runs = 0

    def run(self, prepare: t.Callable[[], None]) -> dict[str, t.Any]:
        """Run main() in a fork after some preparation; return its end, what it printed, and what was written to NOTES."""
        self._runs += 1
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as notes:
            pid = os.fork()
            if pid == 0:
                self._be_the_fork(out.fileno(), notes.fileno(), prepare)
            status = os.waitpid(pid, 0)[1]
            out.seek(0)
            notes.seek(0)
            return {"rc": os.waitstatus_to_exitcode(status), "out": out.read().decode("utf-8", "replace"), "notes": notes.read().decode()}

    def main(self, args: dict[str, t.Any]) -> None:
        """Run it."""
        vars(self._basic)["_ANSIBLE_ARGS"] = json.dumps({"ANSIBLE_MODULE_ARGS": args}).encode()
        self._module.main()

    def _be_the_fork(self, out: int, notes: int, prepare: t.Callable[[], None]) -> t.NoReturn:
        code = 99
        try:
            for target, source in ((NOTES, notes), (1, out), (2, out)):
                os.dup2(source, target)
            args = {**self._args, **self.more}
            text = json.dumps({"ANSIBLE_MODULE_ARGS": args}).replace(RUN, str(self._runs))
            prepare()
            self.main(json.loads(text)["ANSIBLE_MODULE_ARGS"])
        except SystemExit as end:
            code = int(end.code or 0)
        except BaseException:  # pylint: disable=broad-exception-caught
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)


class Action(Module):
    """The action of the same module, whose store is in a vault on the controller."""

    more: t.Mapping[str, t.Any] = {}

    def __init__(self, name: str, args: dict[str, t.Any]) -> None:
        super().__init__(name, args)
        parsing = importlib.import_module("ansible.parsing.vault")
        self._vault = parsing.VaultLib([("default", parsing.VaultSecret(b"of the vault"))])
        self._action = importlib.import_module(f"{PREFIX}action.{name}").ActionModule

    def main(self, args: dict[str, t.Any]) -> None:
        """Do what the action does with its task, and print the result."""
        task = types.SimpleNamespace(args=args, action=self._name, async_val=0, check_mode=False, diff=True)
        own = {name: getattr(self._action, name) for name in ("spec", "constraints", "returns", "work")}
        result = self._action.run(types.SimpleNamespace(_task=task, _loader=types.SimpleNamespace(_vault=self._vault), **own))
        print(json.dumps(result))
        sys.exit(1 if result.get("failed") else 0)


def note_calls() -> None:
    """Write down every function of the product that is called."""
    seen: set[tuple[str, int]] = set()

    def note(frame: types.FrameType, event: str, _arg: t.Any) -> None:
        code = frame.f_code
        if event == "call" and "golive/stack" in code.co_filename and (code.co_filename, code.co_firstlineno) not in seen:
            seen.add((code.co_filename, code.co_firstlineno))
            os.write(NOTES, f"{code.co_filename}:{code.co_firstlineno}\n".encode())

    sys.setprofile(note)


def place_of(function: t.Any) -> str:
    """Return where a function is written."""
    code = inspect.unwrap(function).__code__
    return f"{code.co_filename}:{code.co_firstlineno}"


def main() -> None:
    """Break every step that a sound run takes, once with every error."""
    request = json.load(sys.stdin)
    module = (Action if request["vault"] else Module)(request["module"], request["args"])
    sound = module.run(note_calls)
    called = set(sound["notes"].splitlines())
    print(json.dumps({"step": "none", "kind": "none", **sound}))
    for title, function in dict(steps()).items():
        if place_of(function) in called:
            for kind, error in list(errors(request["secret"]).items())[: request["kinds"]]:
                found = module.run(functools.partial(break_step, function, error))
                print(json.dumps({"step": title, "kind": kind, **found}), flush=True)


if __name__ == "__main__":
    main()
