"""How the legs lean, read off the back edge of the person mask.

Knee and ankle landmarks slide by several hundredths of a leg as a body folds, and by others in every light and
every pair of trousers: enough to hide whether a knee is soft or locked. The edge behind the legs does not: nothing
hangs there. What is constant of it (calves, hems, the other leg) goes with the person's own standing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import NamedTuple

import cv2
import numpy as np

from kiosk.motion.posture import LegEdge, Measure, Measures
from kiosk.pose.pose import Floats, Mask

_SHANK, _THIGH = (0.05, 0.35), (0.40, 0.70)
"""Heights over the standing ankle, in leg lengths, over which the edge is that of the shank, and of the thigh below
the seat."""

_STEP = 0.0125
"""Leg lengths between the places that are looked at, up and across."""

_BEHIND, _AHEAD = 0.8, 0.3
"""How far behind and ahead of the ankle the edge is looked for, leg lengths."""

_SEEN = 0.7
"""Share of a stretch's heights at which an edge must be found."""

_SHORT = 30.0
"""Mask pixels of a leg below which its edge tells nothing."""

_FEWEST = 2
"""Readings that make one."""

_UPRIGHT_SHARE = 0.6
"""What the edge weighs against the landmarks where it tells of the knee. Over 96 reps of 22 rendered people, none of
them of the report half, the change of a knee that bends little is told to 3.6 degrees by the edge, 4.7 by the
landmarks and 2.8 by both; that of the shin to 1.1 by the edge and 2.6 by the landmarks."""

_SOFT, _BENT = 30.0, 45.0
"""Degrees of knee flexion gained up to which the edge counts in full, and from which it does not: behind a bent knee
the thigh's edge is no longer at the height where it was."""

_AT_ODDS = 12.0
"""Degrees between edge and landmarks in what the shin has gained, beyond which one of them is not the leg's: they
part by up to ten in legs that are free, and by twenty and more beside weight plates."""

_DOUBT = 0.4
"""What is left of the trust in a leg then: less than any judge of legs asks for."""

_HEIGHTS = tuple(np.arange(low, high + _STEP / 2.0, _STEP, dtype=np.float32) for low, high in (_SHANK, _THIGH))
_ACROSS = np.arange(-_BEHIND, _AHEAD, _STEP, dtype=np.float32)


class Footing(NamedTuple):
    """Where a person stands: ``ankle`` x + iy and ``leg``, thigh and shank together, in picture pixels."""

    ankle: complex
    leg: float


class Stance(NamedTuple):
    """Where a person stands, and the edge behind their legs there, if it is known."""

    footing: Footing
    edge: LegEdge | None = None


def leg_edge(mask: Mask, footing: Footing, forward: int, stretch: float = 1.0) -> LegEdge | None:
    """The edge behind the legs of who stands at ``footing``; ``forward`` +1 where the front points to +x, else -1.

    ``stretch`` is 1 / cos of the turn from side-on. None where too little of the edge is in sight.
    """
    across, down = mask.to_crop[:, 0], mask.to_crop[:, 1]
    if footing.leg * math.hypot(float(down[0]), float(down[1])) < _SHORT:
        return None
    leans = []
    for heights in _HEIGHTS:
        x = footing.ankle.real + forward * footing.leg / stretch * _ACROSS[None, :]
        y = footing.ankle.imag - footing.leg * heights[:, None]
        column, row = (
            np.asarray(x * across[axis] + y * down[axis] + mask.to_crop[axis, 2], dtype=np.float32) for axis in (0, 1)
        )
        values = cv2.remap(
            mask.logits,
            column,
            row,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=math.nan,  # beyond the crop nothing is known
        )
        lean = _lean(heights, _first_inside(np.asarray(values, dtype=np.float32)))
        if lean is None:
            return None
        leans.append(lean)
    return LegEdge(*leans)


def typical_leg_edge(edges: Sequence[LegEdge]) -> LegEdge | None:
    """The median of ``edges``; None of fewer than two."""
    if len(edges) < _FEWEST:
        return None
    return LegEdge(median(item.shank for item in edges), median(item.thigh for item in edges))


def typical_stance(stances: Sequence[Stance]) -> Stance | None:
    """The median of ``stances``, which must be near to each other; None of none."""
    if not stances:
        return None
    ankle = complex(
        median(item.footing.ankle.real for item in stances), median(item.footing.ankle.imag for item in stances)
    )
    edges = [item.edge for item in stances if item.edge is not None]
    return Stance(Footing(ankle, median(item.footing.leg for item in stances)), typical_leg_edge(edges))


def blended_stance(old: Stance | None, new: Stance | None, share: float) -> Stance | None:
    """The ``new`` footing, for feet may have moved, with the edge of ``old`` moved towards the new by ``share``; what
    there is where the other is absent."""
    if old is None or new is None:
        return old or new
    if old.edge is None or new.edge is None:
        return Stance(new.footing, old.edge or new.edge)
    shank, thigh = (before + share * (after - before) for before, after in zip(old.edge, new.edge, strict=True))
    return Stance(new.footing, LegEdge(shank, thigh))


def told_by_edge(change: Measures, edge: LegEdge | None, standing: LegEdge | None) -> Measures:
    """``change`` from standing with shin and knee as the edge tells them, ``standing`` being the person's own.

    The same where an edge is not known, or landmarks show no shin. Where the two contradict each other one of them
    has taken something else for the leg, a weight plate for one: shin and knee are doubted then.
    """
    shin, knee = change.shin_inclination, change.knee_flexion
    if edge is None or standing is None or shin is None:
        return change
    shank = edge.shank - standing.shank
    if abs(shank - shin.value) > _AT_ODDS:
        return replace(change, shin_inclination=_doubted(shin), knee_flexion=_doubted(knee))
    shin = Measure(shank, shin.confidence)
    if knee is not None:
        bent = shank - (edge.thigh - standing.thigh)
        share = _UPRIGHT_SHARE * min(1.0, max(0.0, (_BENT - knee.value) / (_BENT - _SOFT)))
        knee = Measure(knee.value + share * (bent - knee.value), knee.confidence)
    return replace(change, shin_inclination=shin, knee_flexion=knee)


def _doubted(item: Measure | None) -> Measure | None:
    return None if item is None else Measure(item.value, _DOUBT * item.confidence)


def _first_inside(values: Floats) -> Floats:
    """For each row of logits the place, leg lengths, where the body begins from behind, interpolated to below a step;
    NaN where it does not begin."""
    inside = values > 0.0
    first = inside.argmax(axis=1)
    rows = np.arange(len(values))
    before, there = values[rows, first - 1], values[rows, first]
    begins = inside[rows, first] & (first > 0)
    rise = np.where(begins, there - before, np.float32(np.nan))
    result: Floats = _ACROSS[first] - _STEP * there / rise
    return result


def _lean(heights: Floats, edge: Floats) -> float | None:
    """Degrees by which ``edge`` leans forward over ``heights``; None where too little of it is found."""
    found = ~np.isnan(edge)
    if np.count_nonzero(found) < _SEEN * len(heights):
        return None
    up, across = heights[found], edge[found]
    up = up - up.mean()
    slope = float((up * (across - across.mean())).sum() / (up * up).sum())
    return math.degrees(math.atan(slope))
