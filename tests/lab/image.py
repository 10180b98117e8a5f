# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images of hosts: one Debian tree per kind, made once per recipe."""

from __future__ import annotations

import hashlib
import shlex
from dataclasses import dataclass
from pathlib import Path

from . import packages
from .engine import docker
from .files import cache_dir, locked
from .process import LabError, run
from .progress import say

RECIPE_LABEL = "golive.lab.recipe"
_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Kind:
    """What one kind of host is made of."""

    suite: str
    extra: tuple[str, ...] = ()


KINDS = {
    "bookworm": Kind("bookworm"),
    "bullseye": Kind("bullseye", ("postgresql-client",)),
    "trixie": Kind("trixie"),
    "postgres": Kind("bookworm", ("postgresql", "python3-psycopg")),
}

_PACKAGES = (
    *("systemd", "systemd-sysv", "dbus", "openssh-server", "sudo", "python3", "python3-apt", "acl", "ca-certificates"),
    *("cron", "logrotate", "nftables", "iproute2", "procps", "curl", "less"),
)
_OPTIONS = (
    *("--quiet", "--format=tar", "--variant=minbase"),
    # mmdebstrap would empty the package lists and leave them looking fresh: apt modules would then find no package.
    "--skip=cleanup/apt/lists",
    '--aptopt=Acquire::Languages "none"',
    *("--dpkgopt=path-exclude=/usr/share/man/*", "--dpkgopt=path-exclude=/usr/share/locale/*"),
)
# Modes come from the tree's own defaults, not from whoever checked the files out.
_COPY = 'cp -r --no-preserve=mode,ownership {tree}/. "$1"'


def _trees(name: str) -> list[Path]:
    return [path for path in (_HERE / "rootfs" / "common", _HERE / "rootfs" / name) if path.is_dir()]


def recipe(name: str) -> str:
    """The key of everything an image of this kind is made from."""
    key = hashlib.sha256(repr((KINDS[name], _PACKAGES, _OPTIONS, _COPY)).encode())
    for tree in _trees(name):
        for path in sorted(path for path in tree.rglob("*") if path.is_file()):
            key.update(f"{path.relative_to(tree)}\0".encode() + path.read_bytes())
    key.update((_HERE / "customize").read_bytes())
    return key.hexdigest()[:12]


def ensure(name: str) -> str:
    """Make the image of this kind if it is missing or outdated, and return its name."""
    if name not in KINDS:
        raise LabError(f"making an image: there is no kind '{name}'; choose one of {', '.join(KINDS)}")
    image, key = f"golive-lab:{name}", recipe(name)
    with locked(f"image-{name}"):
        if not _is_current(image, key):
            packages.ensure(["mmdebstrap", "gpg"])
            _import(image, _tar(name, key), key)
    return image


def _is_current(image: str, key: str) -> bool:
    filters = ["--filter", f"reference={image}", "--filter", f"label={RECIPE_LABEL}={key}"]
    return bool(docker("images", "--quiet", *filters, doing=f"looking for image '{image}'").strip())


def _tar(name: str, key: str) -> Path:
    tar = cache_dir() / f"{name}-{key}.tar"
    if tar.exists():
        return tar
    kind, part = KINDS[name], tar.with_suffix(".part")
    say(f"{name}: making a Debian {kind.suite} tree (about a minute)")
    part.unlink(missing_ok=True)
    argv = ["mmdebstrap", *_OPTIONS, *_hooks(name), f"--include={','.join((*_PACKAGES, *kind.extra))}", kind.suite]
    run([*argv, str(part), packages.mirror()], doing=f"making a Debian {kind.suite} tree")
    part.rename(tar)
    return tar


def _hooks(name: str) -> list[str]:
    """Our files go in before most packages are set up: their scripts read some of them."""
    copies = [_COPY.format(tree=shlex.quote(str(tree))) for tree in _trees(name)]
    customize = f'{shlex.quote(str(_HERE / "customize"))} "$1"'
    return [*(f"--essential-hook={copy}" for copy in copies), f"--customize-hook={customize}"]


def _import(image: str, tar: Path, key: str) -> None:
    changes = ['CMD ["/usr/local/sbin/lab-init"]', "ENV container=docker", f"LABEL {RECIPE_LABEL}={key}"]
    flags = [word for change in changes for word in ("--change", change)]
    docker("import", *flags, str(tar), image, doing=f"importing image '{image}'")
    # The image that had this name before is of no use to anyone but the hosts that still run on it.
    docker("image", "prune", "--force", "--filter", f"label={RECIPE_LABEL}", doing="removing outdated images")
    say(f"{image}: ready")


def purge() -> None:
    """Remove the images the lab made, but for those that someone else's container was made from."""
    listed = docker("images", "--quiet", "--filter", f"label={RECIPE_LABEL}", doing="listing the lab's images").split()
    for image in sorted(set(listed)):
        users = docker("ps", "--all", "--quiet", "--filter", f"ancestor={image}", doing=f"looking who uses '{image}'")
        if users:
            say(f"left image {image}: container {users.split()[0]} is not the lab's and was made from it")
        else:
            docker("image", "rm", "--force", image, doing=f"removing image '{image}'")
