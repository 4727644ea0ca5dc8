"""The virtual dowel: the line of the back, read off the edge of the person mask.

A straight hip-shoulder line cannot see rounding. The dorsal profile can: the distance from that line to the
back edge of the body, sampled along the torso, in torso lengths.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

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
_REACH = np.linspace(-_INWARD, _OUTWARD, _STEPS, dtype=np.float32)

_AT_EDGE = 2.0
"""Pixels from the picture's edge within which an outline is that of the picture."""

_LOW_BACK = (0.1, 0.6)
"""Where the low back lies on the line: the dowel's gap is looked for here."""


@dataclass(frozen=True, slots=True, eq=False)
class DorsalProfile:
    """``along`` (n,) 0 hip .. 1 shoulder; ``distance`` (n,) of the back edge from the hip-shoulder line in torso
    lengths, positive away from the front; ``seen`` share of the places where an edge was found."""

    along: Floats
    distance: Floats
    seen: float

    def curvature(self) -> tuple[float, float]:
        """Second-order coefficient of the profile, and the residual of the fit (both in torso lengths).

        Negative: the middle stands out from a line through the ends (rounded). Positive: it sinks in (hollow).
        """
        terms = np.stack([self.along**2, self.along, np.ones_like(self.along)], axis=1).astype(np.float64)
        coefficients = np.linalg.solve(terms.T @ terms, terms.T @ self.distance)
        miss = terms @ coefficients - self.distance
        return float(coefficients[0]), float(np.sqrt(np.mean(miss**2)))

    def gap(self) -> float:
        """Widest gap at the low back under a dowel laid on the profile (its upper hull), in torso lengths."""
        hull = _upper_hull(self.along, self.distance)
        low = (self.along >= _LOW_BACK[0]) & (self.along <= _LOW_BACK[1])
        return float(np.max(np.where(low, hull - self.distance, 0.0)))


def dorsal_profile(
    mask: Mask, hip: Floats, shoulder: Floats, forward: int, size: tuple[int, int]
) -> DorsalProfile | None:
    """The profile of the back between ``hip`` and ``shoulder`` (x, y in pixels of a picture of ``size``).

    ``forward`` is +1 where the person's front points to +x in the picture, else -1. None where too little of
    the edge can be seen.
    """
    low, high = _to_crop(mask, hip), _to_crop(mask, shoulder)
    axis = high - low
    length = float(np.hypot(*axis))
    if length < 12.0:
        return None
    # The back lies to the left of hip->shoulder (y down) for a person who faces +x.
    backward = np.array([axis[1], -axis[0]], dtype=np.float32) / length * forward
    starts = low + _ALONG[:, None] * axis
    out = _REACH * length
    values = cv2.remap(
        mask.logits,
        starts[:, :1] + out * backward[0],
        starts[:, 1:] + out * backward[1],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=math.nan,  # what lies outside the crop is unknown, not empty: its border is no edge
    )
    distance = _edges(np.asarray(values, dtype=np.float32), _REACH)
    edges = starts + (distance * length)[:, None] * backward
    found = ~np.isnan(distance) & _inside(edges, mask, size)
    seen = float(found.mean())
    if seen < 0.8:
        return None
    return DorsalProfile(_ALONG[found], distance[found].astype(np.float32), seen)


def _inside(points: Floats, mask: Mask, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Which of ``points`` (n, 2; crop pixels) lie well inside the picture: its edge cuts a body, and is no back."""
    to_picture = cv2.invertAffineTransform(np.asarray(mask.to_crop, dtype=np.float32))
    places = points @ to_picture[:, :2].T + to_picture[:, 2]
    result: NDArray[np.bool_] = np.all((places > _AT_EDGE) & (places < np.array(size) - 1 - _AT_EDGE), axis=1)
    return result


def _to_crop(mask: Mask, point: Floats) -> Floats:
    result: Floats = mask.to_crop[:, :2] @ point[:2] + mask.to_crop[:, 2]
    return result


def _edges(values: Floats, reach: Floats) -> Floats:
    """For each row the first place past the line where the mask ends, interpolated to below a step; or NaN.

    A row whose line already lies outside is searched inwards, for the last place that is inside.
    """
    zero = int(np.searchsorted(reach, 0.0))
    inside = values > 0.0
    outward, inward = ~inside[:, zero:], inside[:, zero - 1 :: -1] if zero else inside[:, :0]
    starts_inside = inside[:, zero]
    after = np.where(starts_inside, zero + outward.argmax(axis=1), zero - inward.argmax(axis=1))
    found = np.where(starts_inside, outward.any(axis=1), inward.any(axis=1))
    rows, after = np.flatnonzero(found), after[found]
    last, first = values[rows, after - 1], values[rows, after]
    result = np.full(len(values), np.nan, dtype=np.float32)
    result[rows] = reach[after - 1] + last / (last - first) * (reach[after] - reach[after - 1])
    return result


def _upper_hull(x: Floats, y: Floats) -> Floats:
    """The concave chain over the points (x ascending), evaluated at each x."""
    hull: list[tuple[float, float]] = []
    for to, up in zip(x.tolist(), y.tolist(), strict=True):
        while len(hull) >= 2:
            (a, low), (b, high) = hull[-2:]
            if (high - low) * (to - a) > (up - low) * (b - a):
                break
            hull.pop()
        hull.append((to, up))
    result: Floats = np.interp(x, [to for to, _ in hull], [up for _, up in hull]).astype(np.float32)
    return result
