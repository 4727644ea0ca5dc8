"""Which leg works in a drill for one leg at a time: the one that stands, or whose foot is on the floor."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping
from statistics import median
from typing import Literal

from kiosk.motion.joints import near_places
from kiosk.pose.pose import Pose

Side = Literal["left", "right"]

_LIFTED = 0.12
"""Lengths of the leg by which the free foot of who stands is higher at least."""

_STRAIGHTER = 25.0
"""Degrees by which the free knee of who lies is straighter at least."""

_KEPT = 40.0


class WorkingSide:
    """Watches both legs, of which the measures tell one only."""

    def __init__(self, upright: bool) -> None:
        """``upright``: told by the height of the feet; else by the bend of the knees."""
        self._upright = upright
        self._times: list[float] = []
        self._leads: list[float] = []

    def note(self, pose: Pose) -> None:
        """Take the legs of one frame."""
        left, right = (near_places(pose.landmarks, side) for side in ("left", "right"))
        if self._upright:
            longer = max(_length(left), _length(right), 1.0)
            lead = (left["ankle"] - right["ankle"]).imag / longer  # the picture's y goes down
        else:
            lead = _bend(left) - _bend(right)
        self._times.append(pose.time)
        self._leads.append(lead)
        if pose.time - self._times[0] > 2 * _KEPT:
            cut = bisect_left(self._times, pose.time - _KEPT)
            del self._times[:cut], self._leads[:cut]

    def between(self, start: float, end: float) -> Side | None:
        """The leg that worked from ``start`` to ``end`` (seconds); None where neither did more than the other."""
        first, last = bisect_left(self._times, start), bisect_left(self._times, end)
        if first == last:
            return None
        lead = median(self._leads[first:last])
        if abs(lead) < (_LIFTED if self._upright else _STRAIGHTER):
            return None
        return "left" if lead > 0.0 else "right"


def _length(leg: Mapping[str, complex]) -> float:
    return abs(leg["hip"] - leg["knee"]) + abs(leg["knee"] - leg["ankle"])


def _bend(leg: Mapping[str, complex]) -> float:
    """Degrees of knee flexion in the picture."""
    upper, lower = leg["hip"] - leg["knee"], leg["ankle"] - leg["knee"]
    cosine = (upper * lower.conjugate()).real / max(abs(upper) * abs(lower), 1e-6)
    return 180.0 - math.degrees(math.acos(max(-1.0, min(1.0, cosine))))
