"""Runs in the emulated machine, as root: does what the host asks, a line each, and says what it saw.

A line from the host is ``{"scenario": name, "given": {...}}``, as JSON; the answer is a dictionary. Nothing is judged
here. Beside it lies `tests/boot/inside.py`, whose scenarios can be asked for as well.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import inside

PORT = Path("/dev/virtio-ports/proof")
MARKS = ("/etc/mark", "/etc/hinge-mirror/mark", "/var/lib/hinge-mirror/mark", "/opt/hinge-mirror/mark")
"""Files, one on the root, and one on each folder that the mirror keeps."""

STAMPS = ("KernelTimestampMonotonic", "InitRDTimestampMonotonic", "UserspaceTimestampMonotonic")

_LATE = 240.0
"""Seconds to wait for what an emulated processor may take long for; how long it may take is the host's to judge."""


def _said(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout


def up() -> dict[str, Any]:
    """Once the mirror draws: when each part of the start began, by the kernel's clock, and what took long."""
    took = inside.until(lambda: inside.heart().get("pid") == inside.main_pid() and inside.heart()["drawn"] > 0, _LATE)
    manager = dict(
        line.split("=", 1) for line in _said("systemctl", "show", *(f"--property={name}" for name in STAMPS)).split()
    )
    station = inside.shown("ExecMainStartTimestampMonotonic", "ActiveEnterTimestampMonotonic")
    return {
        "draws": took is not None,
        "seconds": {name: int(value) / 1e6 for name, value in (manager | station).items()},
        "blame": _said("systemd-analyze", "blame", "--no-pager").splitlines()[:5],
        "systemd": _said("systemctl", "--version").split()[1],
        "control_groups": Path("/sys/fs/cgroup/cgroup.controllers").exists(),
        "failed": _said("systemctl", "--failed", "--no-legend", "--plain").splitlines(),
    }


def made_read_only(installer: str) -> dict[str, Any]:
    """As its owner does it, on the machine that runs."""
    done = subprocess.run(
        [installer, "--offline", "--read-only"], capture_output=True, text=True, timeout=850, check=False
    )
    os.sync()
    return {"code": done.returncode, "said": done.stdout + done.stderr}


def mounts() -> dict[str, Any]:
    """What kind of file system each folder is on."""
    places = ("/", "/etc/hinge-mirror", "/var/lib/hinge-mirror", "/opt/hinge-mirror")
    kind = ("findmnt", "--noheadings", "--output=FSTYPE", "--target")
    return {place: _said(*kind, place).split()[-1] for place in places}


def write_marks() -> dict[str, Any]:
    """To the root, and to what the mirror keeps; on the disk, as far as there is one."""
    for mark in MARKS:
        Path(mark).write_text("mark", encoding="utf-8")
    os.sync()
    return {}


def marks() -> dict[str, Any]:
    """Which of them are there."""
    return {mark: Path(mark).exists() for mark in MARKS}


def records() -> dict[str, Any]:
    """As the owner asks for them; the database is whole if that can be read."""
    done = subprocess.run(["kiosk", "records", "list"], capture_output=True, text=True, timeout=60, check=False)
    return {"code": done.returncode, "said": done.stdout + done.stderr}


def mounted_stick() -> dict[str, Any]:
    """Where the stick is seen, and how it is mounted."""
    found = {}

    def seen() -> bool:
        for line in _said("findmnt", "--raw", "--noheadings", "--output=TARGET,FSTYPE,OPTIONS").splitlines():
            target, kind, options = line.split(" ", 2)
            if target.startswith("/run/hinge-mirror-stick/"):
                found.update({"at": target, "kind": kind, "options": options.split(",")})
        return bool(found)

    return {"took": inside.until(seen, _LATE), **found}


def stick_gone() -> dict[str, Any]:
    """How long until nothing of it is mounted, after it was pulled out."""
    return {"took": inside.until(lambda: "/run/hinge-mirror-stick/" not in _said("findmnt", "--raw"), _LATE)}


def looked_at(version: str) -> dict[str, Any]:
    """What became of the update ``version`` that is on the stick."""

    def passed() -> list[dict[str, Any]]:
        return [each for each in inside.update_state().get("history", []) if each["version"] == version]

    return {"took": inside.until(lambda: bool(passed()), _LATE), "passed": passed(), **inside.stands()}


def verified() -> dict[str, Any]:
    """What this systemd finds in our units, and how exposed it thinks each is."""
    units = sorted(path.name for path in Path("/etc/systemd/system").glob("hinge-mirror-*.*") if path.is_file())
    done = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=no", *(unit.replace("@.", "@1.") for unit in units)],
        capture_output=True,
        text=True,
        check=False,
    )
    exposed = {}
    for unit in units:
        if unit.endswith(".service"):
            name = unit.replace("@.", "@1.")
            said = _said("systemd-analyze", "security", "--offline=true", "--no-pager", f"/etc/systemd/system/{unit}")
            exposed[name] = said.strip().splitlines()[-1]
    return {"units": units, "code": done.returncode, "said": done.stdout + done.stderr, "exposed": exposed}


SCENARIOS: dict[str, Callable[..., dict[str, Any]]] = inside.SCENARIOS | {
    each.__name__: each
    for each in (
        up,
        made_read_only,
        mounts,
        write_marks,
        marks,
        records,
        mounted_stick,
        stick_gone,
        looked_at,
        verified,
    )
}


def main() -> None:
    while not PORT.exists():
        time.sleep(0.05)
    with PORT.open("r+b", buffering=0) as port:
        while True:
            line = port.readline()
            if not line.strip():
                time.sleep(0.1)  # nobody is connected yet
                continue
            try:
                asked = json.loads(line)
                seen = SCENARIOS[asked["scenario"]](**asked["given"])
            except Exception:
                seen = {"error": traceback.format_exc()}
            port.write(json.dumps(seen).encode() + b"\n")


if __name__ == "__main__":
    main()
