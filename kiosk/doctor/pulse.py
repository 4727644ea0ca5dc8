"""Whether the mirror runs, and how: the station tells it once a second, in a small file of the runtime folder."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

NAME = "heart.json"

STOPPED_AFTER = 10.0
"""Seconds without a beat, of which there is one a second, after which a mirror hangs."""

STOP = "stop the mirror first: sudo systemctl stop hinge-mirror-station"
"""For what cannot be tried while it runs."""

_WATCH = 2.5
"""Seconds between the two beats that rates are told by: two or three were written meanwhile."""

_LARGEST = 4096
"""Bytes; more is none of the station's."""


class Beat(BaseModel):
    """What the station tells of itself: ``began`` and ``at`` in seconds of `time.monotonic`, frames ``drawn`` on the
    glass and ``frames`` of the camera in all, whether nobody is there (``idle``), and the ``trouble`` it is in."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    pid: int
    version: str = ""
    release: str | None = None
    began: float
    at: float
    drawn: int
    frames: int
    idle: bool = False
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Pulse:
    """A mirror that runs: its last ``beat``, whether it ``hangs``, and how many frames a second it draws and takes;
    None where that cannot be told."""

    beat: Beat
    hangs: bool = False
    drawn_rate: float | None = None
    camera_rate: float | None = None


def read_beat(folder: Path) -> Beat | None:
    """The last beat of the station whose runtime folder that is; None where there is none that can be read."""
    try:
        with (folder / NAME).open("rb") as file:
            return Beat.model_validate_json(file.read(_LARGEST))
    except (OSError, ValidationError):
        return None


def take_pulse(
    folder: Path, now: Callable[[], float] = time.monotonic, wait: Callable[[float], None] = time.sleep
) -> Pulse | None:
    """Watch the station for `_WATCH` seconds; None where no mirror runs."""
    first = read_beat(folder)
    if first is None or not _lives(first.pid) or first.at > now() + STOPPED_AFTER:
        return None  # none, one that has died, or one of before a restart
    if now() - first.at > STOPPED_AFTER:
        return Pulse(first, hangs=True)
    wait(_WATCH)
    last = read_beat(folder) or first
    passed = last.at - first.at
    if last.pid != first.pid or passed <= 0.0:
        return Pulse(last)
    return Pulse(last, False, (last.drawn - first.drawn) / passed, (last.frames - first.frames) / passed)


def _lives(pid: int) -> bool:
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass  # somebody else's
    return True
