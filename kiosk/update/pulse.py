"""The station's heartbeat, as an updater reads it: of whatever release wrote it, older or later than this one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LARGEST = 65_536


@dataclass(frozen=True, slots=True)
class Pulse:
    """How the station was ``at`` (seconds of `time.monotonic`): process, version, the folder of its release, pictures
    ``drawn`` and camera frames processed since it began, whether nobody is there, what the glass says does not work,
    and whether it found itself doing what it is there for."""

    pid: int
    version: str
    release: str | None
    at: float
    drawn: int
    frames: int
    idle: bool
    trouble: str | None = None
    sound: bool = True


def read_pulse(path: Path) -> Pulse | None:
    """What the station last left word of; None where there is none, or nothing that can be made sense of."""
    try:
        with path.open("rb") as file:
            data: Any = json.loads(file.read(_LARGEST))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    kinds: dict[str, tuple[type, ...]] = {
        **dict.fromkeys(("pid", "drawn", "frames"), (int,)),
        **dict.fromkeys(("idle", "sound"), (bool,)),
        **dict.fromkeys(("release", "trouble"), (str, type(None))),
        "at": (int, float),
        "version": (str,),
    }
    known = {name: data[name] for name in kinds if name in data}
    if any(type(value) not in kinds[name] for name, value in known.items()):
        return None
    try:
        return Pulse(**known)
    except TypeError:
        return None
