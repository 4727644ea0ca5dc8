"""Where in its rep the ghost is. No clock: the time is the frames' own."""

from __future__ import annotations

from enum import Enum, auto

from kiosk.coach.performance import TempoSection
from kiosk.motion.posture import Phase

_PATIENCE = 4.0
"""Seconds the ghost waits for the person, at the far end and at rest."""


class _Leg(Enum):
    REST = auto()
    OUT = auto()
    FAR = auto()
    LEAP = auto()
    BACK = auto()


class Lead:
    """It leads to the far end, waits there for the person, leads back, waits at rest.

    Each way is as long as the drill says and begins and ends standing still, so that neither place nor speed jumps,
    whatever the person does: what they do only decides when the next way begins.
    """

    def __init__(self, tempo: TempoSection, *, from_bottom: bool = False, holds: bool = False) -> None:
        """``from_bottom``: who begins at the far end, in a chair or at a bar on the floor, is met there. ``holds``:
        the far end is held, for as long as the person does."""
        self._tempo = tempo
        self._from_bottom, self._holds = from_bottom, holds
        self._leg = _Leg.REST
        self.leap = 0.0
        """Seconds that a jump takes from the far end back to it; 0 of what does not jump."""
        self.leapt: float | None = None
        """Seconds since it began to jump; None while it does not."""
        self.back = False
        """Whether it is on its way back."""
        self._since: float | None = None
        self._arrived = False

    def __call__(self, time: float, phase: Phase) -> float:
        """Depth of the ghost, 0..1, at ``time`` while the person is in ``phase``; see `leapt` too."""
        self.leapt = None
        if self._since is None:
            self._since = time
            if self._from_bottom and phase in (Phase.BOTTOM, Phase.UP):
                self._leg = _Leg.FAR
        # Who was there while the ghost was still on its way, and is back by now, is not waited for again.
        there = phase is Phase.BOTTOM or (phase is Phase.UP and self._leg is _Leg.FAR)
        self._arrived = self._arrived or (there and self._leg in (_Leg.OUT, _Leg.FAR))
        spent = time - self._since
        match self._leg:
            case _Leg.REST:
                going = phase in (Phase.DOWN, Phase.BOTTOM)
                if going or (phase is Phase.STANDING and spent >= self._tempo.rest) or spent >= _PATIENCE:
                    self._enter(_Leg.OUT, time)
                return 0.0
            case _Leg.OUT:
                if spent >= self._tempo.down:
                    self._enter(_Leg.FAR, time)
                return _eased(spent / self._tempo.down)
            case _Leg.FAR:
                if self._done(spent, phase):
                    self._enter(_Leg.LEAP if self.leap > 0.0 else _Leg.BACK, time)
                return 1.0
            case _Leg.LEAP:
                if spent >= self.leap:
                    self._enter(_Leg.BACK, time)
                else:
                    self.leapt = spent
                return 1.0
            case _Leg.BACK:
                if spent >= self._tempo.up:
                    self._enter(_Leg.REST, time)
                return 1.0 - _eased(spent / self._tempo.up)

    def _done(self, spent: float, phase: Phase) -> bool:
        if self._holds and phase is Phase.BOTTOM:
            return False
        return spent >= (self._tempo.pause if self._arrived else max(_PATIENCE, self._tempo.pause))

    def _enter(self, leg: _Leg, time: float) -> None:
        self._leg, self._since, self.back = leg, time, leg is _Leg.BACK
        if leg is _Leg.REST:
            self._arrived = False


def _eased(share: float) -> float:
    """Minimum-jerk course from 0 to 1 (Flash and Hogan 1985)."""
    x = min(1.0, max(0.0, share))
    return min(1.0, x**3 * (10.0 - 15.0 * x + 6.0 * x * x))
