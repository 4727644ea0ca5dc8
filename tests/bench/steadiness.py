"""How calm a standing person's torso is read, and how far smoothing lags behind a hinge. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]

WINDOW = 1.0
"""Seconds of standing over which jitter is told."""

STILL = 0.4
"""Degrees that the real torso moves within such a window at most."""

SETTLING = 0.5
"""Seconds after the first pose that are left out."""

UPRIGHT = 15.0
"""Degrees; who leans more than this is not standing."""

HINGING = 25.0
"""Degrees a second from which a torso hinges: a three-second descent has 30."""

_FEWEST = 15
"""Frames at hinge speed that a delay can be told from."""


def lean(points: NDArray[np.floating]) -> Series:
    """Torso inclination in degrees from (n, 2, 2) shoulder and hip in picture pixels, y down; signed to the right."""
    away = points[:, 0].astype(np.float64) - points[:, 1]
    return np.degrees(np.arctan2(away[:, 0], -away[:, 1]))


def jitter(times: Series, read: Series, real: Series) -> float | None:
    """Root mean square in degrees of ``read`` about ``real`` over all windows of standing still.

    In each window their mean difference is taken off: a constant offset is no jitter. ``read`` is signed, ``real`` is
    not; the side is that to which ``read`` leans most. None where nobody stands still.
    """
    read = read * np.sign(read[np.argmax(np.abs(read))])
    squares: list[Series] = []
    begin = times[0] + SETTLING
    while begin + WINDOW <= times[-1]:
        inside = (times >= begin) & (times < begin + WINDOW)
        begin += WINDOW / 3
        true = real[inside]
        if len(true) < 5 or np.ptp(true) > STILL or true.mean() > UPRIGHT:
            continue
        off = read[inside] - true
        squares.append((off - off.mean()) ** 2)
    return float(np.sqrt(np.concatenate(squares).mean())) if squares else None


def delay(times: Series, raw: Series, smooth: Series) -> float | None:
    """Seconds by which ``smooth`` is best taken for ``raw`` shifted, over the frames at hinge speed; or None."""
    speed = np.convolve(np.gradient(raw, times), np.ones(5) / 5, "same")
    fast = np.abs(speed) > HINGING
    if fast.sum() < _FEWEST:
        return None
    shifts = np.arange(-0.02, 0.2, 0.001)
    apart = [float(((np.interp(times - shift, times, raw) - smooth)[fast] ** 2).mean()) for shift in shifts]
    return float(shifts[int(np.argmin(apart))])
