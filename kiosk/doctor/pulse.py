"""Whether the mirror runs, and how: the station tells it once a second, in a small file of the runtime folder."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.health.heart import HeartBeat, read_heart_beat
from kiosk.notices import is_alive

STOPPED_AFTER = 10.0
"""Seconds without a beat, of which there is one a second, after which a mirror hangs."""

STOP = "stop the mirror first: sudo systemctl stop hinge-mirror-station"
"""For what cannot be tried while it runs."""

_WATCH = 2.5
"""Seconds between the two beats that rates are told by: two or three were written meanwhile."""

@dataclass(frozen=True, slots=True)
class Pulse:
    """A mirror that runs: its last ``beat``, whether it ``hangs``, and how many frames a second it draws and takes;
    None where that cannot be told."""

    beat: HeartBeat
    hangs: bool = False
    drawn_rate: float | None = None
    camera_rate: float | None = None


def take_pulse(
    folder: Path, now: Callable[[], float] = time.monotonic, wait: Callable[[float], None] = time.sleep
) -> Pulse | None:
    """Watch the station for `_WATCH` seconds; None where no mirror runs."""
    first = read_heart_beat(folder)
    if first is None or not (first.pid > 0 and is_alive(first.pid)) or first.at > now() + STOPPED_AFTER:
        return None  # none, one that has died, or one of before a restart
    if now() - first.at > STOPPED_AFTER:
        return Pulse(first, hangs=True)
    wait(_WATCH)
    last = read_heart_beat(folder) or first
    passed = last.at - first.at
    if last.pid != first.pid or passed <= 0.0:
        return Pulse(last, not last.sound)
    return Pulse(last, not last.sound, (last.drawn - first.drawn) / passed, (last.frames - first.frames) / passed)

