"""What is read back from the records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.coach.guidance import Fault
from kiosk.motion.rep import Tempo


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session. ``ended_at`` is absent while it runs; ``interrupted``: it was closed after a crash."""

    id: int
    started_at: datetime
    ended_at: datetime | None
    drill_id: str
    counted: int
    attempts: int
    advice_id: str | None
    interrupted: bool


@dataclass(frozen=True, slots=True)
class RepRow:
    """A rep or an attempt. Times in seconds of the frames' clock; ``measures`` at the bottom, by name."""

    session_id: int
    number: int
    counted: bool
    reason: str | None
    start: float
    bottom: float
    end: float
    tempo: Tempo
    measures: dict[str, float | None]
    faults: tuple[Fault, ...]
