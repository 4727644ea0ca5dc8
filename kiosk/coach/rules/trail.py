"""What a rule saw of the last while, frame by frame."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from statistics import median
from typing import NamedTuple

_KEPT = 40.0
"""Seconds kept, longer than the longest rep."""


class Seen(NamedTuple):
    """One frame: a value, and how far it may be trusted."""

    time: float
    value: float
    confidence: float


class Trail:
    """Values in the order of their times, and the times of all frames, whether they had one or not."""

    def __init__(self) -> None:
        self._frames: list[float] = []
        self._seen: list[Seen] = []

    def note(self, time: float, value: float | None, confidence: float) -> None:
        """Take a frame; ``value`` None where it was not seen."""
        self._frames.append(time)
        if value is not None:
            self._seen.append(Seen(time, value, confidence))
        if time - self._frames[0] > 2 * _KEPT:
            del self._frames[: bisect_left(self._frames, time - _KEPT)]
            del self._seen[: bisect_left(self._seen, time - _KEPT, key=_time)]

    def between(self, start: float, end: float, share: float = 0.6) -> list[Seen]:
        """What was seen from ``start`` to ``end``, single wild ones taken out (the running median of three); nothing
        where less than ``share`` of the frames saw it."""
        frames = bisect_right(self._frames, end) - bisect_left(self._frames, start)
        seen = self._seen[bisect_left(self._seen, start, key=_time) : bisect_right(self._seen, end, key=_time)]
        if not seen or len(seen) < share * frames:
            return []
        return [
            item._replace(value=median(near.value for near in seen[max(0, index - 1) : index + 2]))
            for index, item in enumerate(seen)
        ]


def trust_in(seen: list[Seen]) -> float:
    """The usual confidence of ``seen``, 0 where there is nothing."""
    return median(item.confidence for item in seen) if seen else 0.0


def _time(seen: Seen) -> float:
    return seen.time
