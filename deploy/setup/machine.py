"""What machine this is, and whether the mirror can live on it."""

from __future__ import annotations

import os
import platform
import re
import shutil
import struct
from dataclasses import dataclass
from pathlib import Path

RELEASES = {"bookworm": (3, 11), "trixie": (3, 13)}
"""Debian releases that the mirror is made for, and the Python of each."""

PROCESSORS = ("aarch64", "x86_64")

MEMORY_MB = 900
"""What the networks, the glass and the system need together. A Pi with 1 GB tells of somewhat less."""


@dataclass(frozen=True)
class Machine:
    """``processor``: as `uname -m`. ``codename``: of the Debian release, "" where there is none. ``bits``: of its
    programs. ``model``: of the Pi; None: it is none. ``boot``: the firmware's folder; None: there is none.
    ``running``: whether systemd runs here. ``overlaid``: the root forgets what is written at the next start.
    """

    processor: str
    bits: int
    codename: str
    name: str
    python: tuple[int, int]
    memory_mb: int
    free_mb: int
    model: str | None
    boot: Path | None
    running: bool
    overlaid: bool


def look(root: Path = Path("/")) -> Machine:
    """The machine whose files lie under ``root``, on this processor."""
    release = _release(root)
    free = shutil.disk_usage(root).free
    return Machine(
        processor=platform.machine(),
        bits=struct.calcsize("P") * 8,
        codename=release.get("VERSION_CODENAME", ""),
        name=release.get("PRETTY_NAME", "an unknown system"),
        python=(int(platform.python_version_tuple()[0]), int(platform.python_version_tuple()[1])),
        memory_mb=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20,
        free_mb=free // 2**20,
        model=_model(root),
        boot=next((folder for folder in (root / "boot/firmware",) if (folder / "config.txt").is_file()), None),
        running=(root / "run/systemd/system").is_dir(),
        overlaid=_overlaid(root),
    )


def refusals(machine: Machine) -> list[str]:
    """Why the mirror cannot be installed on it, and what to do; none: it can."""
    found = []
    if machine.codename not in RELEASES:
        found.append(
            f"{machine.name}: the mirror needs Debian 12 or 13 (Raspberry Pi OS Bookworm or Trixie): write one of "
            f"them to the card with Raspberry Pi Imager"
        )
    elif machine.python != RELEASES[machine.codename]:
        needed, there = (f"{major}.{minor}" for major, minor in (RELEASES[machine.codename], machine.python))
        found.append(
            f"Python {there}: {machine.codename}'s own is {needed}: run it with /usr/bin/python3 of the system"
        )
    if machine.processor not in PROCESSORS or machine.bits != 64:
        found.append(
            f"{machine.processor} with programs of {machine.bits} bits: the mirror needs a 64-bit system: in "
            f"Raspberry Pi Imager choose one that says 64-bit"
        )
    if machine.overlaid:
        found.append(
            "the root is read-only, and what is written is forgotten at the next start: add overlayroot=disabled to "
            "the line in /boot/firmware/cmdline.txt, restart, install, and take it out again"
        )
    return found


def remarks(machine: Machine) -> list[str]:
    """What is not as on a Pi, or scarce."""
    found = []
    if machine.processor != "aarch64":
        found.append(f"{machine.processor}: no Pi; well for trying")
    elif machine.model is None:
        found.append("no device tree names a Raspberry Pi: camera, LEDs and button may be missing")
    if machine.model is not None and not re.search(r"(?:Pi|Module) [45]", machine.model):
        found.append(f"{machine.model}: slower than a Pi 4; the mirror will see fewer pictures a second")
    if machine.memory_mb < MEMORY_MB:
        found.append(f"{machine.memory_mb} MB of memory: {MEMORY_MB} MB or more are wanted")
    if machine.boot is None:
        found.append("no /boot/firmware/config.txt: what is set there on a Pi is left out")
    return found


def _release(root: Path) -> dict[str, str]:
    try:
        text = (root / "etc/os-release").read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    pairs = (line.partition("=") for line in text.splitlines())
    return {key.strip(): value.strip().strip("\"'") for key, sign, value in pairs if sign}


def _model(root: Path) -> str | None:
    try:
        text = (root / "proc/device-tree/model").read_text(encoding="utf-8", errors="replace").strip("\0\n ")
    except OSError:
        return None
    return text if "Raspberry Pi" in text else None


def _overlaid(root: Path) -> bool:
    """Whether the root lies on an overlay of the memory's, as overlayroot has it."""
    try:
        mounts = (root / "proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    roots = [fields for fields in (line.split() for line in mounts) if len(fields) > 3 and fields[1] == "/"]
    return bool(roots) and roots[-1][2] == "overlay" and roots[-1][0] == "overlayroot"
