"""The chain of torso, thigh and shank in one frame, told twice: by the picture's near side, and in metres.

The network's landmarks are no joint centres. What the two tellings get wrong differs: the picture's near side shifts
with flexion, and in a turned view by half the breadth of shoulders and hips; the metric landmarks, laid into the
body's own sagittal plane, do not, but they are rougher where the picture is plain, at the legs.
`kiosk.motion.centres` weighs them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from kiosk.motion.joints import NEAR_JOINTS, near_places
from kiosk.motion.orientation import Orientation
from kiosk.pose.pose import Pose

Three = tuple[float, float, float]
"""One number each of torso, thigh and shank."""

_CORNERS = ("shoulder", "hip", "knee", "ankle")
_BOTH = [tuple(side[name] for side in NEAR_JOINTS.values()) for name in _CORNERS]
"""The same joints, of either side."""


@dataclass(frozen=True, slots=True)
class Chain:
    """How torso, thigh and shank lean, in degrees from vertical (-180..180): the upper end forward of the lower is
    positive.

    ``picture``: of the near side in the picture, stretched against the turn. ``metric``: of the middle of both sides
    in the body's own sagittal plane. ``lengths``: of ``picture``, in pixels. ``turn``: degrees off side-on.
    """

    picture: Three
    metric: Three
    lengths: Three
    turn: float = 0.0


def read_chain(pose: Pose, orientation: Orientation) -> Chain:
    """The chain of ``pose``; ``orientation`` tells the near side and the sagittal plane."""
    sign, turn = orientation.facing.sign, math.radians(orientation.turn)
    stretch = sign / max(math.cos(turn), 1e-3)
    near = near_places(pose.landmarks, orientation.near_side)
    picture = [(near[name].real * stretch, -near[name].imag) for name in _CORNERS]
    heading = math.radians(orientation.towards)
    across, deep = sign * math.cos(heading) / 2.0, -math.sin(heading) / 2.0
    world = pose.world.tolist()
    metric = [
        ((a[0] + b[0]) * across + (a[2] + b[2]) * deep, -(a[1] + b[1]) / 2.0)
        for a, b in ((world[one], world[other]) for one, other in _BOTH)
    ]
    return Chain(_leans(picture), _leans(metric), _lengths(picture), orientation.turn)


def typical_chain(chains: Sequence[Chain]) -> Chain:
    """Median of each number over ``chains``, which must not be empty and near to each other, as in standing."""

    def middle(what: Sequence[Three]) -> Three:
        torso, thigh, shank = (median(values) for values in zip(*what, strict=True))
        return torso, thigh, shank

    return Chain(
        middle([item.picture for item in chains]),
        middle([item.metric for item in chains]),
        middle([item.lengths for item in chains]),
        median(item.turn for item in chains),
    )


def blended_chain(old: Chain, new: Chain, share: float) -> Chain:
    """``old`` moved towards ``new`` by ``share``."""

    def moved(before: Three, after: Three) -> Three:
        torso, thigh, shank = (a + share * (b - a) for a, b in zip(before, after, strict=True))
        return torso, thigh, shank

    return Chain(
        moved(old.picture, new.picture),
        moved(old.metric, new.metric),
        moved(old.lengths, new.lengths),
        old.turn + share * (new.turn - old.turn),
    )


def turned_back(degrees: float) -> float:
    """The same angle between -180 and 180."""
    return (degrees + 180.0) % 360.0 - 180.0


_Points = Sequence[tuple[float, float]]


def _leans(joints: _Points) -> Three:
    """Of (forward, up) places of shoulder, hip, knee and ankle."""
    shoulder, hip, knee, ankle = joints
    return _lean(hip, shoulder), _lean(knee, hip), _lean(ankle, knee)


def _lean(lower: tuple[float, float], upper: tuple[float, float]) -> float:
    return math.degrees(math.atan2(upper[0] - lower[0], upper[1] - lower[1]))


def _lengths(joints: _Points) -> Three:
    shoulder, hip, knee, ankle = joints
    return math.dist(shoulder, hip), math.dist(hip, knee), math.dist(knee, ankle)
