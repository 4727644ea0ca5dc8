"""Smoothing that adapts to speed: still joints are calmed, fast ones followed."""

from __future__ import annotations

import math

import numpy as np

from kiosk.pose.pose import Floats


class OneEuro:
    """The One Euro filter (Casiez, Roussel and Vogel 2012, 10.1145/2207676.2208639) over an array of points.

    ``cutoff`` is the low-pass frequency at rest in hertz; ``beta`` the hertz gained for each body length a
    second that a point moves. ``scale`` at each call is the body's size in the points' own unit, so that the
    filter does not depend on how far away the person stands.
    """

    _SPEED_CUTOFF = 1.0
    """Hertz; the speed itself is smoothed at this frequency, as the authors do."""

    _GAP = 0.5
    """Seconds without a sample after which the filter begins anew."""

    def __init__(self, cutoff: float, beta: float) -> None:
        self._cutoff, self._beta = cutoff, beta
        self.reset()

    def reset(self) -> None:
        """Forget the past: the next sample passes through unchanged."""
        self._time: float | None = None
        self._value: Floats = np.empty(0, dtype=np.float32)
        self._speed: Floats = np.empty(0, dtype=np.float32)

    def __call__(self, points: Floats, time: float, scale: float) -> Floats:
        """The smoothed ``points`` (n, d) at ``time`` in seconds."""
        if self._time is None or not 0.0 < time - self._time < self._GAP:
            if self._time is not None and time == self._time:
                return self._value
            self._time, self._value = time, points
            self._speed = np.zeros_like(points)
            return points
        step = time - self._time
        speed = (points - self._value) / np.float32(step * scale)
        self._speed = self._speed + _alpha(self._SPEED_CUTOFF, step) * (speed - self._speed)
        rate = np.linalg.norm(self._speed, axis=1, keepdims=True)
        cutoff = self._cutoff + self._beta * rate
        ratio = 2.0 * math.pi * cutoff * step
        self._value = (self._value + (ratio / (1.0 + ratio)) * (points - self._value)).astype(np.float32)
        self._time = time
        return self._value


def _alpha(cutoff: float, step: float) -> np.float32:
    ratio = 2.0 * math.pi * cutoff * step
    return np.float32(ratio / (1.0 + ratio))
