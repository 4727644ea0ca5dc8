"""Decides how much effort the mirror can afford. Pure: what was measured and the time come in, a level goes out.

It steps down when the mirror has lagged or been hot for a while, and up when it has had room to spare for much
longer. Between the two lies a band in which nothing happens. A step up that has to be taken back doubles the wait
before that level is tried again, so that a machine which cannot afford a level tries it ever more rarely. Another
network reads slightly other angles, so a change waits for the end of a rep, unless the mirror is badly late.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from kiosk.settings import EffortSettings

_BADLY = 2.0
"""So many times the allowed lag or share of lost frames, and a change no longer waits for the end of a rep."""

_PATIENCE = 10.0
"""Seconds that an overdue step down waits for the end of a rep: longer than a rep takes."""

_LAG_MARGIN, _DROPPED_MARGIN = 0.7, 0.4
"""Shares of what is allowed, below which there is room to spare."""

_ROOMY_STRAIN = 0.6
"""Share of the camera's interval spent on a frame, below which the next level up, about half as dear again, fits."""

_HEAT_SETTLES = 20.0
"""Seconds that metal takes to show that less is asked of it: steps for heat come no faster."""

_TRIAL = 300.0
"""Seconds after which a step up has proved itself; longer than a board takes to grow hot."""

_LONGEST_STEP = 2.0
"""Seconds between two looks that count at most: a machine that hung for a minute was not measured for a minute."""


@dataclass(frozen=True, slots=True)
class Load:
    """What was measured of late; None where it was not.

    ``lag``: seconds from sensor to glass that 95 of 100 frames keep within. ``strain``: processing of a frame over
    the time between the camera's frames. ``dropped``: share of the camera's frames that were lost. ``slowed``: the
    processor throttles itself. ``seen``: somebody was there to be measured; an empty room proves nothing about
    speed. ``mid_rep``: a change had better wait.
    """

    lag: float | None = None
    strain: float | None = None
    dropped: float = 0.0
    celsius: float | None = None
    slowed: bool = False
    seen: bool = True
    mid_rep: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """At ``time`` the level went from ``before`` to ``level``, for a ``reason`` in words."""

    time: float
    before: int
    level: int
    reason: str


class _Room(IntEnum):
    """How the mirror stands: the less, the worse."""

    BADLY_LATE = 0
    LATE = 1
    HOT = 2
    BETWEEN = 3
    UNKNOWN = 4
    TO_SPARE = 5


class Governor:
    """Holds the level, 0 the most effort and ``levels`` - 1 the least."""

    def __init__(self, settings: EffortSettings, levels: int) -> None:
        self.level = 0
        self._settings = settings
        self._bottom = levels - 1 if settings.adapt else 0
        self._last: float | None = None
        self._late = self._hot = self._roomy = 0.0
        self._raised: dict[int, float] = {}
        self._wait: dict[int, float] = {}

    def __call__(self, time: float, load: Load) -> Change | None:
        """Take what was measured up to ``time`` (seconds, rising); the change of level to be made now, if any."""
        passed = 0.0 if self._last is None else min(max(time - self._last, 0.0), _LONGEST_STEP)
        self._last = time
        room, reason = self._judge(load)
        self._count(room, passed)
        if room <= _Room.HOT and self.level < self._bottom and self._due_down(room, load.mid_rep):
            return self._down(time, reason)
        if self.level > 0 and not load.mid_rep and self._roomy >= self.wait(self.level - 1):
            return self._up(time)
        return None

    def wait(self, level: int) -> float:
        """Seconds of room to spare that a step up to ``level`` needs."""
        return self._wait.get(level, self._settings.up_after)

    def _judge(self, load: Load) -> tuple[_Room, str]:
        allowed = self._settings
        limit = allowed.lag_ms / 1000.0
        reasons = []
        badly = False
        if load.seen:
            if load.lag is not None and load.lag > limit:
                reasons.append(f"{1000.0 * load.lag:.0f} ms behind")
                badly |= load.lag > _BADLY * limit
            if load.dropped > allowed.dropped:
                reasons.append(f"{100.0 * load.dropped:.0f} % of the frames lost")
                badly |= load.dropped > _BADLY * allowed.dropped
        if reasons:
            return (_Room.BADLY_LATE if badly else _Room.LATE), ", ".join(reasons)
        if load.celsius is not None and load.celsius >= allowed.hot:
            return _Room.HOT, f"{load.celsius:.0f} degrees hot"
        if load.slowed:
            return _Room.HOT, "the processor slows itself down"
        return self._room_left(load, limit), ""

    def _room_left(self, load: Load, limit: float) -> _Room:
        allowed = self._settings
        if load.celsius is not None and load.celsius > allowed.cool:
            return _Room.BETWEEN
        if not load.seen or load.strain is None:
            return _Room.UNKNOWN
        roomy = (
            load.strain <= _ROOMY_STRAIN
            and load.dropped <= _DROPPED_MARGIN * allowed.dropped
            and (load.lag is None or load.lag <= _LAG_MARGIN * limit)
        )
        return _Room.TO_SPARE if roomy else _Room.BETWEEN

    def _count(self, room: _Room, passed: float) -> None:
        """How long it has been so without a break; where nothing is known, the counts stand still."""
        if room is _Room.UNKNOWN:
            return
        late = room <= _Room.LATE
        self._late = self._late + passed if late else 0.0
        self._hot = self._hot + passed if late or room is _Room.HOT else 0.0
        self._roomy = self._roomy + passed if room is _Room.TO_SPARE else 0.0

    def _due_down(self, room: _Room, mid_rep: bool) -> bool:
        counted, after = (self._hot, _HEAT_SETTLES) if room is _Room.HOT else (self._late, self._settings.down_after)
        return counted - after >= (_PATIENCE if mid_rep and room is not _Room.BADLY_LATE else 0.0)

    def _down(self, time: float, reason: str) -> Change:
        raised = self._raised.pop(self.level, None)
        if raised is not None and time - raised <= _TRIAL:
            self._wait[self.level] = min(2.0 * self.wait(self.level), self._settings.up_after_longest)
        else:
            self._wait.pop(self.level, None)
        return self._change(time, self.level + 1, reason)

    def _up(self, time: float) -> Change:
        self._raised[self.level - 1] = time
        return self._change(time, self.level - 1, "room to spare")

    def _change(self, time: float, level: int, reason: str) -> Change:
        change = Change(time, self.level, level, reason)
        self.level = level
        self._late = self._hot = self._roomy = 0.0
        return change
