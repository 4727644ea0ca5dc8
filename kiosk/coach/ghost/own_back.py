"""The back of the person's own line: their standing curve, bent as far as it is seen to be bent."""

from __future__ import annotations

import math
from collections.abc import Mapping

from kiosk.coach.ghost.back_line import Line, back_points, bent_line
from kiosk.coach.guidance import Point
from kiosk.motion.back_table import shipped_backs
from kiosk.motion.posture import Measure, Posture

_SETTLES = 0.3
"""Seconds in which the line comes to what is seen (time constant): single outlines are off by some degrees."""

_KEPT = 0.5
"""Seconds for which what was seen last stands: few frames have the person's outline."""

_RETURNS = 0.5
"""Seconds in which it then goes back to how they stand (time constant)."""

_BELIEVED = 0.25
"""Confidence below which a bend is not drawn."""

_MOST = 45.0
"""Degrees that no back is drawn bent beyond."""


class OwnBack:
    """Feed it every frame; holds memory, but no clock."""

    def __init__(self) -> None:
        self._bend = self._seen = 0j  # low back + 1j * upper back, degrees
        self._seen_at = -math.inf
        self._last: float | None = None

    def __call__(self, posture: Posture, joints: Mapping[str, Point], line: Line) -> dict[str, Point]:
        """The points of the back (`back_points`) over ``joints``, those of ``posture`` as they are drawn, all in
        picture pixels; none where the person's own curve ``line`` is not known."""
        time = posture.time
        spent = 0.0 if self._last is None else max(0.0, time - self._last)
        self._last = time
        low, high = posture.measures.lumbar_flexion, posture.measures.thoracic_flexion
        if low is not None and high is not None and min(low.confidence, high.confidence) >= _BELIEVED:
            self._seen, self._seen_at = complex(_limited(low), _limited(high)), time
        fresh = time - self._seen_at <= _KEPT
        wanted, within = (self._seen, _SETTLES) if fresh else (0j, _RETURNS)
        self._bend += (wanted - self._bend) * (1.0 - math.exp(-spent / within))
        if not line:
            return {}
        sign = posture.facing.sign
        places = (joints[name] for name in ("hip", "shoulder", "ear"))
        hip, shoulder, ear = (complex(x * sign, -y) for x, y in places)
        bent = bent_line(line, self._bend.real, self._bend.imag, shipped_backs())
        points = back_points(bent, hip, shoulder, ear)
        return {name: (point.real * sign, -point.imag) for name, point in points.items()}


def _limited(bend: Measure) -> float:
    return max(-_MOST, min(_MOST, bend.value))
