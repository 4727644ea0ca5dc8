"""The postures of the last while."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from kiosk.motion.posture import Posture

_KEPT = 40.0
"""Seconds of posture kept, longer than the longest rep."""


class Past:
    """Postures in the order of their times; old ones are let go."""

    def __init__(self) -> None:
        self._postures: list[Posture] = []

    def remember(self, posture: Posture) -> None:
        """Add the latest posture."""
        self._postures.append(posture)
        if posture.time - self._postures[0].time > 2 * _KEPT:
            cut = bisect_left(self._postures, posture.time - _KEPT, key=_time)
            del self._postures[:cut]

    def between(self, start: float, end: float) -> list[Posture]:
        """The postures from ``start`` to ``end``, both included, in seconds of the frames' clock."""
        first = bisect_left(self._postures, start, key=_time)
        return self._postures[first : bisect_right(self._postures, end, key=_time)]


def _time(posture: Posture) -> float:
    return posture.time
