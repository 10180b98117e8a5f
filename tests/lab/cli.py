# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of the lab."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from . import engine, image, lab, purge, state, status
from .files import locked
from .process import LabError
from .progress import say

_DEFAULT = {"db1": "postgres", "old1": "bullseye"}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lab", description="A lab of real hosts on this machine's Docker engine.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    one = argparse.ArgumentParser(add_help=False)
    one.add_argument("--name", default="demo", help="the lab (default: demo)")
    up = commands.add_parser("up", parents=[one], help="make the lab, repair it, or add hosts to it")
    up.add_argument("hosts", nargs="*", metavar="NAME=KIND", help=f"hosts, or a number; kinds: {', '.join(image.KINDS)}")
    up.add_argument("--machines", type=Path, metavar="FILE", help="also write the machines' addresses to FILE")
    commands.add_parser("down", parents=[one], help="remove all that the lab made")
    how = commands.add_parser("status", parents=[one], help="say how the lab is")
    how.add_argument("--json", action="store_true", help="as JSON")
    commands.add_parser("purge", help="remove every lab, image and cache, and stop the engine if the lab started it")
    commands.add_parser("image", help="make an image and print its name").add_argument("kind", choices=image.KINDS)
    return parser


def wanted_hosts(words: Sequence[str]) -> dict[str, str]:
    """Read 'NAME=KIND' and numbers; a number N is N plain hosts."""
    hosts: dict[str, str] = {}
    for word in words:
        name, _, kind = word.partition("=")
        if word.isdecimal() and int(word) > 0:
            hosts |= {f"n{number}": "bookworm" for number in range(1, int(word) + 1)}
        elif kind:
            hosts[state.check_name("host", name)] = kind
        else:
            raise LabError(f"adding host '{word}': its kind is missing; write '{word}=bookworm', or a number of plain hosts")
    return hosts


def _up(flags: argparse.Namespace) -> None:
    one, wanted = state.load(flags.name), wanted_hosts(flags.hosts)
    with locked(f"lab-{one.id}"):
        one = state.load(flags.name)
        # Without words a lab that exists comes back as it was.
        wanted = wanted or ({} if one.hosts else dict(_DEFAULT))
        changed = lab.up(one, wanted, flags.machines.resolve() if flags.machines else None)
    say(f"lab '{one.name}' is up: {len(one.hosts)} hosts on {one.subnet}" + ("" if changed else ", nothing to do"))
    say(f"next: ansible -i {one.folder}/inventory.yml all -m ansible.builtin.ping")
    say(f"end:  tests/lab/lab down --name {one.name}")


def _down(flags: argparse.Namespace) -> None:
    with locked(f"lab-{state.load(flags.name).id}"):
        removed = lab.down(state.load(flags.name))
    say(f"lab '{flags.name}' is gone: {removed} hosts removed   (next: tests/lab/lab up --name {flags.name})")


def _status(flags: argparse.Namespace) -> None:
    found = status.read(state.load(flags.name))
    print(json.dumps(found, indent=2) if flags.json else status.text(found))


def _purge(flags: argparse.Namespace) -> None:
    purge.everything()
    say("the lab is purged   (next: tests/lab/lab up)")


def _image(flags: argparse.Namespace) -> None:
    engine.ensure()
    print(image.ensure(flags.kind))


def main(argv: Sequence[str]) -> int:
    """Carry out one command."""
    flags = _parser().parse_args(argv)
    commands = {"up": _up, "down": _down, "status": _status, "purge": _purge, "image": _image}
    try:
        commands[flags.command](flags)
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("lab: interrupted; 'lab up' repairs what is there, 'lab down' removes it", file=sys.stderr)
        return 130
    return 0
