"""How a rep really moved: its parts and its speed, from the curve of an angle. Pure numbers.

The rule: the curve through the frames (a cubic spline) has a fastest moment on its way to the far extreme and one on
its way back. A way lasts as long as, around its fastest moment, the speed keeps above a tenth of the fastest, and
above 5 degrees a second. What lies between the two ways is the pause. So a smooth start and stop belong half to the
stillness, as to the eye, and a way out is shorter than its script by about a sixth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline

from .rotations import Array

CREEP = 0.1
"""Share of a way's fastest speed, below which it has not begun or is over."""
STILL = 5.0
"""Degrees a second below which a figure is still, however slow its way."""
_STEP = 0.002
"""Seconds between the places at which the curve is looked at."""


@dataclass(frozen=True)
class Tempo:
    """Seconds on the way out to the far extreme, still there, and on the way back."""

    out: float
    pause: float
    back: float


def tempo(time: Array, angle: Array, start: float, end: float) -> Tempo:
    """The tempo of a rep between two times, from frames of an angle in degrees."""
    curve, speed = _fine(time, angle, start, end)
    far = far_extreme(curve)
    heading = np.sign(curve[far] - (curve[0] + curve[-1]) / 2.0) or 1.0
    out, back = _way(heading * speed[: far + 1]), _way(-heading * speed[far:])
    going, coming = ((last - first) * _STEP for first, last in (out, back))
    pause = (far + back[0] - out[1]) * _STEP if going > 0.0 and coming > 0.0 else 0.0
    return Tempo(going, pause, coming)


def fastest(time: Array, angle: Array, start: float, end: float) -> float:
    """The fastest change of an angle between two times, degrees a second."""
    return float(np.abs(_fine(time, angle, start, end)[1]).max())


def far_extreme(curve: Array) -> int:
    """Where a curve is furthest from the level line between its two ends."""
    return int(np.argmax(np.abs(curve - (curve[0] + curve[-1]) / 2.0)))


def _fine(time: Array, angle: Array, start: float, end: float) -> tuple[Array, Array]:
    """The angle and its speed at close places between two times."""
    spline = CubicSpline(time, angle)
    fine = np.arange(max(start, time[0]), min(end, time[-1]) + _STEP / 2, _STEP)
    return spline(fine), spline(fine, 1)


def _way(speed: Array) -> tuple[int, int]:
    """First and last sample of the movement around the fastest; (0, 0) where nothing moves."""
    fastest = int(np.argmax(speed))
    moving = speed > max(STILL, CREEP * float(speed[fastest]))
    if not moving[fastest]:
        return 0, 0
    still = np.flatnonzero(~moving)
    before, after = still[still < fastest], still[still > fastest]
    return int(before[-1]) if len(before) else 0, int(after[0]) if len(after) else len(speed) - 1
