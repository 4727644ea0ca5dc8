"""The virtual dowel: the line of the back, read off the edge of the person mask.

A straight hip-shoulder line cannot see rounding. The dorsal profile can: the distance from that line to the
back edge of the body, sampled along the torso, in torso lengths.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import mul

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.pose.pose import Floats, Mask

SAMPLES = 25
"""Places along the torso, hip to shoulder."""

_FROM, _TO = 0.0, 1.0
"""Sampled stretch of the hip-shoulder line; 0 is the hip, 1 the shoulder."""

_INWARD, _OUTWARD = 0.12, 0.75
"""How far from the line the edge is looked for, in torso lengths."""

_STEPS = 100
"""Steps across that stretch; the edge itself is interpolated between two."""

_ALONG = np.linspace(_FROM, _TO, SAMPLES, dtype=np.float32)
_BELOW, _ABOVE = 4, 12
"""Places beyond hip and shoulder, as far apart, for what lies on seat, neck and head."""
_LONG = (np.arange(-_BELOW, SAMPLES + _ABOVE, dtype=np.float32) / np.float32(SAMPLES - 1)).astype(np.float32)
_LONG[_BELOW : _BELOW + SAMPLES] = _ALONG
_REACH = np.linspace(-_INWARD, _OUTWARD, _STEPS, dtype=np.float32)

_LINE = int(np.searchsorted(_REACH, 0.0))
"""Of those steps the first that is not on the front side of the line."""

_ROWS = np.arange(len(_LONG))

_AT_EDGE = 2.0
"""Pixels from the picture's edge within which an outline is that of the picture."""

_ARM, _CLEAR_OF_ARM = 0.04, 0.12
"""Torso lengths from the middle of an arm to an edge that is the arm's for sure, and to one that is clear of it."""

_ARMPIT = 0.9
"""Above this place every arm is near the edge, hanging or not: it hides nothing there that is looked at."""

_LOW_BACK = (0.1, 0.6)
"""Where the low back lies on the line: the dowel's gap is looked for here."""


@dataclass(frozen=True, slots=True, eq=False)
class DorsalProfile:
    """``along`` (n,) 0 hip .. 1 shoulder; ``distance`` (n,) of the back edge from the hip-shoulder line in torso
    lengths, positive away from the front; ``seen`` share of the places where an edge was found. ``covered`` (n,) how
    far an arm lies there (0..1), so that the edge may be the arm's and not the back's. ``line_along``,
    ``line_distance`` (m,): the same edge from below the hip to above the shoulder."""

    along: Floats
    distance: Floats
    seen: float
    covered: Floats = field(default_factory=lambda: np.zeros(SAMPLES))
    line_along: Floats = field(default_factory=lambda: np.zeros(0))
    line_distance: Floats = field(default_factory=lambda: np.zeros(0))

    def curvature(self) -> tuple[float, float]:
        """Second-order coefficient of the profile, and the residual of the fit (both in torso lengths).

        Negative: the middle stands out from a line through the ends (rounded). Positive: it sinks in (hollow).
        """
        along, distance = self.along.tolist(), self.distance.tolist()
        count, middle = len(along), sum(along) / len(along)
        # Least squares by polynomials that are orthogonal over these places, so that each term is fitted by itself.
        first = [place - middle for place in along]
        power = _product(first, first)
        skew = _product(first, [x * x for x in first]) / power
        second = [x * x - skew * x - power / count for x in first]
        level, slope = sum(distance) / count, _product(first, distance) / power
        bend = _product(second, distance) / _product(second, second)
        miss = [far - level - slope * x - bend * y for far, x, y in zip(distance, first, second, strict=True)]
        return bend, math.sqrt(_product(miss, miss) / count)

    def gap(self) -> float:
        """Widest gap at the low back under a dowel laid on the profile (its upper hull), in torso lengths."""
        along, distance = self.along.tolist(), self.distance.tolist()
        first, last = _LOW_BACK
        return max(
            (
                dowel - back
                for place, dowel, back in zip(along, _upper_hull(along, distance), distance, strict=True)
                if first <= place <= last
            ),
            default=0.0,
        )


def _product(a: Sequence[float], b: Sequence[float]) -> float:
    return math.fsum(map(mul, a, b))


def dorsal_profile(
    mask: Mask,
    hip: Floats,
    shoulder: Floats,
    forward: int,
    size: tuple[int, int],
    arms: NDArray[np.complex128] | None = None,
) -> DorsalProfile | None:
    """The profile of the back between ``hip`` and ``shoulder`` (x, y in pixels of a picture of ``size``).

    ``forward`` is +1 where the person's front points to +x in the picture, else -1. ``arms`` (k, 2) are the ends of
    upper arms and forearms, x + iy in pixels. None where too little of the edge can be seen.
    """
    low, high = _to_crop(mask, hip), _to_crop(mask, shoulder)
    axis = high - low
    length = abs(axis)
    if length < 12.0:
        return None
    # The back lies to the left of hip->shoulder (y down) for a person who faces +x.
    backward = -1j * forward * axis / length
    x, y = low.real + _LONG * axis.real, low.imag + _LONG * axis.imag
    out = _REACH * length
    values = cv2.remap(
        mask.logits,
        x[:, None] + out * backward.real,
        y[:, None] + out * backward.imag,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=math.nan,  # what lies outside the crop is unknown, not empty: its border is no edge
    )
    edge = _edges(np.asarray(values, dtype=np.float32))
    out = edge * length
    told = ~np.isnan(edge) & _inside(x + out * backward.real, y + out * backward.imag, mask, size)
    line = _LONG[told], edge[told]
    found, distance = told[_BELOW : _BELOW + SAMPLES], edge[_BELOW : _BELOW + SAMPLES]
    seen = np.count_nonzero(found) / SAMPLES
    if seen < 0.8:
        return None
    along, away = _ALONG[found], distance[found]
    if arms is None:
        return DorsalProfile(along, away, seen, np.zeros(len(along)), *line)
    # In the picture, since arms come in its pixels; the crop is turned and scaled alike in both directions.
    start, end = complex(float(hip[0]), float(hip[1])), complex(float(shoulder[0]), float(shoulder[1]))
    back = start + (along - 1j * forward * away) * (end - start)
    covered = np.where(along > _ARMPIT, 0.0, _covered(back, arms, abs(end - start)))
    return DorsalProfile(along, away, seen, covered, *line)


def _covered(edge: NDArray[np.complex128], arms: NDArray[np.complex128], torso: float) -> NDArray[np.float64]:
    """How far the nearest of ``arms`` (k, 2) lies at each point of ``edge`` (n,): 1 within `_ARM`, 0 from
    `_CLEAR_OF_ARM` torso lengths on."""
    start, bone = arms[:, :1], arms[:, 1:] - arms[:, :1]
    share = ((edge - start) * bone.conj()).real / np.maximum(np.abs(bone) ** 2, 1e-9)
    away = np.abs(edge - start - np.clip(share, 0.0, 1.0) * bone).min(axis=0) / torso
    result: NDArray[np.float64] = np.clip((_CLEAR_OF_ARM - away) / (_CLEAR_OF_ARM - _ARM), 0.0, 1.0)
    return result


def _inside(x: Floats, y: Floats, mask: Mask, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Which of the points ``x``, ``y`` (n,; crop pixels) lie well inside the picture: its edge cuts a body, and is no
    back."""
    to_picture = cv2.invertAffineTransform(np.asarray(mask.to_crop, dtype=np.float32)).tolist()
    inside = np.ones(len(x), dtype=np.bool_)
    for (across, down, offset), length in zip(to_picture, size, strict=True):
        place = x * across + y * down + offset
        inside &= (place > _AT_EDGE) & (place < length - 1 - _AT_EDGE)
    return inside


def _to_crop(mask: Mask, point: Floats) -> complex:
    """Where ``point`` (x, y; picture pixels) lies in the crop, x + iy."""
    x, y = point.tolist()
    column, row = (x * across + y * down + offset for across, down, offset in mask.to_crop.tolist())
    return complex(column, row)


def _edges(values: Floats) -> Floats:
    """For each row of ``values`` at `_REACH` the first place past the line where the mask ends, interpolated to below
    a step; or NaN.

    A row whose line already lies outside is searched inwards, for the last place that is inside.
    """
    inside = values > 0.0
    outward, inward = inside[:, _LINE:].argmin(axis=1), inside[:, _LINE - 1 :: -1].argmax(axis=1)
    first = np.where(inside[:, _LINE], _LINE + outward, _LINE - inward)
    last = first - 1
    there, beyond = values[_ROWS, last], values[_ROWS, first]
    # Where the search has found nothing, these two are no inside and outside.
    fall = np.where(inside[_ROWS, last] & ~inside[_ROWS, first], there - beyond, np.float32(np.nan))
    result: Floats = _REACH[last] + there / fall * (_REACH[first] - _REACH[last])
    return result


def hull_corners(x: Sequence[float], y: Sequence[float]) -> list[int]:
    """Which of the points (x ascending) are corners of the concave chain over all of them."""
    hull = [0]
    for i in range(1, len(x)):
        while len(hull) >= 2:
            a, b = hull[-2:]
            if (y[b] - y[a]) * (x[i] - x[a]) > (y[i] - y[a]) * (x[b] - x[a]):
                break
            hull.pop()
        hull.append(i)
    return hull


def _upper_hull(x: Sequence[float], y: Sequence[float]) -> list[float]:
    """The concave chain over the points (x ascending), evaluated at each x."""
    result = [y[0]]
    for a, b in pairwise(hull_corners(x, y)):
        rise = (y[b] - y[a]) / (x[b] - x[a])
        result.extend(y[a] + rise * (x[i] - x[a]) for i in range(a + 1, b))
        result.append(y[b])
    return result
