"""What leads to the far end: the way of the hip, and the zone in which a rep counts."""

from __future__ import annotations

from itertools import pairwise

from kiosk.coach.drill import Drill
from kiosk.coach.ghost.solve import BEYOND, Shape
from kiosk.coach.guidance import Point, Track
from kiosk.motion.baseline import Baseline
from kiosk.motion.posture import Measures
from kiosk.motion.signals import signal_for

_STEPS = 14
"""Places along the way, to `BEYOND`."""

_ZONE = 5
"""Places along the zone."""

_NEAR = 0.85
"""Depth at which the zone begins at the earliest: a lift off the floor counts from much higher up, but is not led
there."""


def track_of(shape: Shape) -> tuple[Track, float] | None:
    """The track of ``shape``, not reached, and how far from rest it is reached in what the drill is counted by; None
    where there is no ghost, or nothing to reach: a hold has none.

    The zone is the end of the way of the joint that tells the depth: the shoulder where the trunk does, else the hip.
    Within it a rep counts; it goes a little beyond the far end.
    """
    drill = shape.drill
    if not shape.possible or drill.count.by == "hold":
        return None
    least, most = drill.rep.bottom
    depths = [BEYOND * step / _STEPS for step in range(_STEPS + 1)]
    ways = [shape.way(shape.joints(depth) or {}) for depth in depths]
    first, last = _depth_at(depths, ways, least), _depth_at(depths, ways, most)
    if first is None or first >= 1.0:
        return None
    first, end = max(first, _NEAR), min(BEYOND, last or BEYOND)
    leading = leading_joint(drill)
    zone = tuple(_place(shape, leading, first + (end - first) * step / _ZONE) for step in range(_ZONE + 1))
    path = tuple(_place(shape, "hip", depth / _STEPS) for depth in range(0, _STEPS + 1, 2))
    # Off the feet hips and knees read less of their way than there is: what counts must do.
    enough = max(least, shape.way(shape.joints(first) or {})) if drill.upright else least
    return Track(path, zone), enough


def leading_joint(drill: Drill) -> str:
    """The joint by whose way the depth of a rep is shown."""
    return "shoulder" if drill.count.by == "torso" else "hip"


def is_reached(drill: Drill, measures: Measures, baseline: Baseline | None, least: float) -> bool:
    """Whether ``measures`` are ``least`` from rest or more, and no further than a rep of ``drill`` counts."""
    if drill.count.by == "hold":
        return False
    signal = signal_for(drill.rep.by, drill.start, drill.rep.from_bottom)
    depth = signal.depth(measures, baseline)
    return depth is not None and least <= depth - signal.at_rest(baseline) <= drill.rep.bottom[1]


def _depth_at(depths: list[float], ways: list[float], wanted: float) -> float | None:
    """The depth at which the way first comes to ``wanted``; None where it does not."""
    for (start, before), (end, after) in pairwise(zip(depths, ways, strict=True)):
        if before < wanted <= after:
            return start + (end - start) * (wanted - before) / (after - before)
    return None


def _place(shape: Shape, joint: str, depth: float) -> Point:
    return shape.limbs.placed((shape.joints(depth) or shape.limbs.joints)[joint])
