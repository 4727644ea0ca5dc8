"""The locks: every package of a release, with its version and the SHA-256 of its wheel."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.packing.resolve import PROJECT, PackingError, Pinned, project_needs, resolve
from deploy.packing.target import Target

FOLDER = PROJECT / "deploy" / "locks"

_HEAD = """\
# Every package of a release for {target}, by the SHA-256 of its wheel. Made by `deploy/bundle lock`; what it
# holds the versions to is in targets.toml.
"""

_LINE = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>\S+) --hash=sha256:(?P<sha256>[0-9a-f]{64})")


@dataclass(frozen=True)
class Plan:
    """What is locked for ``target``. ``pins``: versions that they are held to; ``system``: what the system has."""

    target: Target
    extras: tuple[str, ...]
    pins: Mapping[str, str]
    system: tuple[str, ...]


def plans(machine: str, folder: Path = FOLDER) -> list[Plan]:
    """One for each Python that a bundle for ``machine`` serves."""
    table = tomllib.loads((folder / "targets.toml").read_text(encoding="utf-8"))
    found = []
    for tag, rows in table.items():
        if not isinstance(rows, dict) or not tag.startswith("cp"):
            continue
        target = Target((int(tag[2]), int(tag[3:])), machine, rows["glibc"])
        pins = {**table["pins"], **rows.get("pins", {})}
        found.append(Plan(target, tuple(table["extras"]), pins, tuple(rows.get("system", ()))))
    return found


def lock_file(target: Target, folder: Path = FOLDER) -> Path:
    """Where the lock for ``target`` is kept."""
    suffix = "" if target.machine == "aarch64" else f"-{target.machine}"
    return folder / f"requirements-{target.tag}{suffix}.txt"


def make_lock(plan: Plan, held: Sequence[Pinned] = ()) -> list[Pinned]:
    """What a release of the project as it is now needs. ``held``: versions to keep, as of another machine's lock.
    Raises `PackingError`."""
    pins = {**{each.name: f"=={each.version}" for each in held}, **plan.pins}
    chosen = resolve(project_needs(plan.target, plan.extras), plan.target, pins)
    return [each for each in chosen if each.name not in plan.system]


def write_lock(target: Target, pinned: Sequence[Pinned], folder: Path = FOLDER) -> Path:
    """Write it, a line each."""
    path = lock_file(target, folder)
    lines = [f"{each.name}=={each.version} --hash=sha256:{each.sha256}\n" for each in sorted(pinned)]
    path.write_text(_HEAD.format(target=target) + "".join(lines), encoding="utf-8")
    return path


def read_lock(target: Target, folder: Path = FOLDER) -> list[Pinned]:
    """Read it. Raises `PackingError`."""
    path = lock_file(target, folder)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise PackingError(f"{path}: missing: `deploy/bundle lock` makes it") from error
    found = []
    for line in lines:
        if line.startswith("#") or not line.strip():
            continue
        read = _LINE.fullmatch(line)
        if read is None:
            raise PackingError(f"{path}: no pinned package: {line}")
        found.append(Pinned(**read.groupdict()))
    return found
