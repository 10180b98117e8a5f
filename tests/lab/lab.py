# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole lab: bring it up, take it down, say how it is."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from . import engine, host, image, inventory, kernel, keys, network, packages, postgres
from .process import LabError
from .progress import say
from .state import Host, Lab

# Two cores: more workers do not make hosts boot sooner.
_WORKERS = 4


def up(lab: Lab, wanted: Mapping[str, str], machines: Path | None) -> bool:
    """Make the lab what it was and what is wanted now; tell whether anything changed."""
    packages.ensure(["ssh", "ssh-keygen", "openssl"])
    engine.ensure()
    if not lab.known:
        # Hosts whose lab has lost its folder: their keys are gone with it.
        _remove_from_engine(lab.id)
    _add(lab, wanted, machines)
    changed = network.ensure(lab)
    lab.save()
    _address(lab)
    keys.ensure(lab)
    found = host.containers(lab.id)
    fresh = [one for one in lab.hosts.values() if not _is_whole(one, found)]
    changed |= _make(lab, fresh, found)
    changed |= _wake([one for one in lab.hosts.values() if one not in fresh], found)
    inventory.write(lab)
    return changed


def _add(lab: Lab, wanted: Mapping[str, str], machines: Path | None) -> None:
    for name, kind in wanted.items():
        if kind not in image.KINDS:
            raise LabError(f"adding host '{name}': there is no kind '{kind}'; choose one of {', '.join(image.KINDS)}")
        known = lab.hosts.get(name)
        if known and known.kind != kind:
            raise LabError(f"adding host '{name}': it is a {known.kind} already, not a {kind}; run 'lab down' first")
        if not known:
            lab.hosts[name] = Host(name, kind, "")
    if machines and str(machines) not in lab.machines:
        inventory.check_copy(lab, machines)
        lab.machines.append(str(machines))
    lab.save()


def _address(lab: Lab) -> None:
    for one in lab.hosts.values():
        one.address = one.address or network.next_address(lab)
    lab.save()


def _is_whole(one: Host, found: Mapping[str, host.Container]) -> bool:
    """A container that is not the recorded one was cut short while it was made."""
    return one.name in found and found[one.name].id == one.container


def _make(lab: Lab, fresh: list[Host], found: Mapping[str, host.Container]) -> bool:
    if not fresh:
        return False
    kernel.ensure(len(fresh))
    host.remove([found[one.name].id for one in fresh if one.name in found])
    kinds = sorted({one.kind for one in fresh})
    with ThreadPoolExecutor(_WORKERS) as pool:
        images = dict(zip(kinds, pool.map(image.ensure, kinds), strict=True))
        flags = host.privileges(images[kinds[0]])
        writing = Lock()
        for made in [pool.submit(_make_one, lab, one, images[one.kind], flags, writing) for one in fresh]:
            made.result()
    return True


def _make_one(lab: Lab, one: Host, base: str, flags: list[str], writing: Lock) -> None:
    container = host.create(lab, one, base, flags)
    host.wait(one, container)
    if one.kind == "postgres":
        postgres.provision(lab, one, container)
    with writing:
        one.container = container
        lab.save()
    say(f"{one.name}: {one.kind} on {one.address} is ready")


def _wake(hosts: list[Host], found: Mapping[str, host.Container]) -> bool:
    """Start finished hosts that were stopped, and wait for those that boot."""
    asleep = [one for one in hosts if not (found[one.name].running and _is_ready(one))]
    for one in asleep:
        host.start(one, one.container)
    for one in asleep:
        host.wait(one, one.container)
        if one.kind == "postgres":
            postgres.wait(one, one.container)
        say(f"{one.name}: started again on {one.address}")
    return bool(asleep)


def _is_ready(one: Host) -> bool:
    return host.answers_ssh(one.address) and (one.kind != "postgres" or postgres.is_ready(one.container))


def down(lab: Lab) -> int:
    """Remove all that the lab made, and tell how many hosts that were."""
    removed = 0
    # An engine that runs is asked about a lab that lost its folder; it is not started for one that never was.
    if engine.wake() if lab.known else engine.answers():
        removed = _remove_from_engine(lab.id)
    inventory.remove_copies(lab)
    lab.forget()
    return removed


def _remove_from_engine(lab_id: str) -> int:
    ids = [one.id for one in host.containers(lab_id).values()]
    host.remove(ids)
    network.remove(lab_id)
    return len(ids)
