"""What is read back from the records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.coach.guidance import Fault
from kiosk.coach.rules.finding import RuleFinding
from kiosk.motion.rep import Tempo
from kiosk.motion.working_side import Side


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session: a set of a drill. ``ended_at`` is absent while it runs; ``interrupted``: it was closed after a
    crash.

    ``playlist``: the name of the one it was done in; absent where it was done in none, and in what was kept before
    format 5. ``nickname``: a trainer's tag; absent: members are not identified.
    """

    id: int
    started_at: datetime
    ended_at: datetime | None
    drill_id: str
    counted: int
    attempts: int
    advice_id: str | None
    interrupted: bool
    playlist: str | None = None
    nickname: str | None = None


@dataclass(frozen=True, slots=True)
class RepRow:
    """A rep or an attempt. Times in seconds of the frames' clock; ``measures`` at the bottom, by name.

    ``side``: the leg that worked, in a drill for one at a time. ``reach``: how far it went, in the unit of what its
    drill is counted by (`kiosk.motion.signals`; seconds where it was held). ``rule``: what the drill's special rule
    came to. Each is absent where it was not seen, where the drill has none, and in what was kept before format 4.
    """

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
    side: Side | None = None
    reach: float | None = None
    rule: RuleFinding | None = None
