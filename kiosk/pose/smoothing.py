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

    The speed is that between the points as they came, not from where the filter had got to: so it is not taken for
    higher the further the filter lags, and the same movement is followed alike at any frame rate.

    A low-pass follows a point that moves evenly at ``v`` 1 / (2 pi (cutoff + beta v)) seconds behind. What comes out
    is that much further on at the point's own speed, so that a person's line keeps up with them; where the speed is
    that of noise, it stays where it is. ``axes`` says how many coordinates, from the first, tell how fast a point
    moves: the depth of a landmark in a picture is too restless for that.
    """

    _SPEED_CUTOFF = 1.5
    """Hertz; the speed itself is smoothed at this frequency: lower, and the begin of a movement is followed late."""

    _MOVES = 0.08
    """Body lengths a second at which half of the lag is made up for; at half of it a seventeenth, at twice all but a
    seventeenth. Of the joints of who stands still nine in ten seem slower than 0.05."""

    _GAP = 0.5
    """Seconds without a sample after which the filter begins anew."""

    def __init__(self, cutoff: float, beta: float, axes: int = 3) -> None:
        self._cutoff, self._beta, self._axes = cutoff, beta, axes
        self.reset()

    def reset(self) -> None:
        """Forget the past: the next sample passes through unchanged."""
        self._time: float | None = None
        self._value: Floats = np.empty(0, dtype=np.float32)
        self._given: Floats = np.empty(0, dtype=np.float32)
        self._before: Floats = np.empty(0, dtype=np.float32)
        self._speed: Floats = np.empty(0, dtype=np.float32)

    def __call__(self, points: Floats, time: float, scale: float) -> Floats:
        """The smoothed ``points`` (n, d; float32) at ``time`` in seconds; none of both is written to later."""
        if self._time is None or not 0.0 < time - self._time < self._GAP:
            if self._time is not None and time == self._time:
                return self._given
            self._time, self._value, self._before, self._given = time, points, points, points
            self._speed = np.zeros_like(points)
            return points
        step = time - self._time
        share = _share(self._SPEED_CUTOFF, step)
        new = points - self._before
        new *= share / (step * scale)
        self._speed *= 1.0 - share
        self._speed += new
        across = self._speed[:, : self._axes]
        square = np.einsum("ij,ij->i", across, across)
        cutoff = np.sqrt(square)
        cutoff *= self._beta
        cutoff += self._cutoff
        cutoff *= 2.0 * math.pi
        # By the cutoff of each point, what a low-pass lets in (`_share`).
        ratio = cutoff * step
        ratio /= 1.0 + ratio
        value: Floats = points - self._value
        value *= ratio[:, None]
        value += self._value
        square *= square
        behind = square / (square + self._MOVES**4)
        behind *= scale / cutoff
        given: Floats = self._speed * behind[:, None]
        given += value
        self._time, self._value, self._before, self._given = time, value, points, given
        return given


def _share(cutoff: float, step: float) -> float:
    """Of a new sample, what a low-pass at ``cutoff`` hertz lets in after ``step`` seconds."""
    ratio = 2.0 * math.pi * cutoff * step
    return ratio / (1.0 + ratio)
